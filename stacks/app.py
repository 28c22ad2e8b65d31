"""The app: the bootstrap stack, and one stack per environment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cdktf import App

from stacks.bootstrap_stack import BootstrapStack
from stacks.environment_stack import EnvironmentStack
from stacks.synth import lay_provider_lock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webservice.delivery.bootstrap import Bootstrap
    from webservice.environment import Environment


def build(
    bootstrap: Bootstrap, environments: Sequence[Environment], outdir: str | None = None
) -> App:
    """Return the app with every stack in it, not yet synthesized."""
    app = App(outdir=outdir)
    BootstrapStack(app, "bootstrap", bootstrap=bootstrap)
    for environment in environments:
        EnvironmentStack(app, environment.name, environment=environment)
    return app


def synthesize(
    bootstrap: Bootstrap, environments: Sequence[Environment], outdir: str | None = None
) -> None:
    """Write every stack's `cdk.tf.json`, and the provider lock beside it."""
    app = build(bootstrap, environments, outdir)
    app.synth()
    lay_provider_lock(Path(app.outdir))
