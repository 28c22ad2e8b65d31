"""The app: the bootstrap stack, and one stack per environment."""

from __future__ import annotations

from pathlib import Path

from cdktf import App

from stacks.environment_stack import EnvironmentStack
from stacks.environments import load_all
from stacks.synth import lay_provider_lock


def build(outdir: str | None = None) -> App:
    """Return the app with every stack in it, not yet synthesized."""
    app = App(outdir=outdir)
    for environment in load_all():
        EnvironmentStack(app, environment.name, environment=environment)
    return app


def synthesize(outdir: str | None = None) -> None:
    """Write every stack's `cdk.tf.json`, and the provider lock beside it."""
    app = build(outdir)
    app.synth()
    lay_provider_lock(Path(app.outdir))
