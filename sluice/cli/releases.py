"""The commands that release a version: shift, resume, pause, promote."""

from __future__ import annotations

from typing import Annotated

import typer

from sluice.cli.driving import ENDS, drive, progress, say, session
from sluice.cli.options import (
    AsJson,
    DryRun,
    EnvironmentName,
    Image,
    JsonLines,
    SkipVerify,
    Why,
    Yes,
    confirm,
)
from sluice.cli.panels import Panel, add


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(
        app,
        shift,
        Panel.RELEASE,
        "shift stage --image sha256:9f86... --why 'ticket 123'",
        codes=ENDS,
    )
    add(app, resume, Panel.RELEASE, "resume stage", codes=ENDS)
    add(app, pause, Panel.RELEASE, "pause stage --why 'a look at the logs first'")
    add(app, promote, Panel.RELEASE, "promote stage --why 'looks good, and it is urgent'")


def shift(
    environment: EnvironmentName,
    *,
    image: Image,
    steps: Annotated[
        str,
        typer.Option(
            "--steps",
            metavar="WEIGHT:SECONDS,...",
            help="Instead of the environment's steps, such as 1:60,10:60,100:120.",
        ),
    ] = "",
    why: Why = "",
    skip_verify: SkipVerify = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: JsonLines = False,
) -> None:
    """Release an image: starts its tasks, moves traffic to it, and promotes it or rolls back.

    The new version starts beside the live one and gets a little traffic, then more. Each
    minute is judged against the limits and against the live version. Ctrl-C rolls back;
    Ctrl-C twice leaves the release under way.
    """
    from sluice.canary.verbs import shift as verb
    from sluice.canary.verbs.show import plan as showing

    opened = session(environment)
    options = verb.ShiftOptions(image=image, steps=steps, why=why, skip=tuple(skip_verify or ()))
    if dry_run:
        code, text = showing.dry_run(opened, options, as_json=as_json)
        print(text)
        raise typer.Exit(code)
    shown = progress(as_json=as_json)
    raise typer.Exit(
        verb.run(opened, options, shown, confirm=lambda question: confirm(question, yes=yes))
    )


def resume(
    environment: EnvironmentName, *, dry_run: DryRun = False, as_json: JsonLines = False
) -> None:
    """Go on with a paused or orphaned release: moves traffic and tasks as it would have.

    It ends a pause, or takes over what a dead driver left. Where the weights were changed by
    somebody else, the release's own are set again.
    """
    from sluice.canary.verbs import resume as verb

    drive(environment, verb.describe, verb.run, dry_run=dry_run, as_json=as_json)


def pause(
    environment: EnvironmentName, *, why: Why = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Hold a release where it is: asks its driver to, and changes no traffic.

    It is still judged, and may be rolled back; 'sluice resume' ends the pause.
    """
    from sluice.canary.verbs import requests as verb

    say(verb.pause(session(environment), why=why, dry_run=dry_run), as_json=as_json)


def promote(
    environment: EnvironmentName, *, why: Why = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Give the new version all traffic now: its driver skips the bakes, not the checks."""
    from sluice.canary.verbs import requests as verb

    say(verb.promote(session(environment), why=why, dry_run=dry_run), as_json=as_json)
