"""The commands that look at an environment and change nothing: status, watch, history, describe."""

from __future__ import annotations

from typing import Annotated

import typer

from sluice.cli.driving import progress, session
from sluice.cli.options import AsJson, EnvironmentName, JsonLines
from sluice.cli.panels import Panel, add
from sluice.exits import Exit


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(
        app,
        status,
        Panel.LOOK,
        "status stage --json",
        codes={
            Exit.DONE: "nothing is under way, or all is well",
            Exit.HELD: "on hold, or somebody else changed something",
            Exit.UNKNOWN: "under way, and nobody drives it",
        },
    )
    add(
        app,
        watch,
        Panel.LOOK,
        "watch stage",
        codes={
            Exit.DONE: "promoted",
            Exit.ROLLED_BACK: "rolled back",
            Exit.HELD: "on hold (with --once)",
            Exit.UNKNOWN: "under way (with --once)",
            Exit.INTERRUPTED: "interrupted",
        },
    )
    add(app, history, Panel.LOOK, "history stage --limit 5", "history stage 20261125T2356")
    add(app, describe, Panel.LOOK, "describe stage", "describe stage --json")


def status(environment: EnvironmentName, *, as_json: AsJson = False) -> None:
    """Show what is in force, who drives, and what somebody else has changed; reads only."""
    from sluice.canary.verbs import status as verb

    found = verb.read(session(environment))
    print(found.model_dump_json(indent=2) if as_json else "\n".join(verb.lines(found)))
    raise typer.Exit(found.exit_code)


def watch(
    environment: EnvironmentName,
    *,
    once: Annotated[bool, typer.Option("--once", help="Show how it stands, and end.")] = False,
    as_json: JsonLines = False,
) -> None:
    """Follow a release that another process drives, until it ends; reads only.

    Ctrl-C stops watching, and not the release.
    """
    from sluice.canary.verbs import watch as verb

    try:
        code = verb.run(session(environment), progress(as_json=as_json), once=once)
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    raise typer.Exit(code)


def history(
    environment: EnvironmentName,
    id_: Annotated[
        str, typer.Argument(metavar="[ID]", help="A release, or how its id begins: its trail.")
    ] = "",
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many releases.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List past releases, newest first, or with an id one's audit trail; reads only."""
    from sluice.canary.verbs import history as verb

    opened = session(environment)
    if id_:
        release, events = verb.trail(opened, id_)
        print(
            verb.trail_json(release, events) if as_json else "\n".join(verb.lines(release, events))
        )
        return
    found = verb.releases(opened, limit=limit)
    if as_json:
        print(verb.releases_json(found))
    elif not found:
        print(f"nothing was ever released to {environment}")
    else:
        from rich.console import Console

        Console().print(verb.table(found))


def describe(
    environment: EnvironmentName,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The whole descriptor.")] = False,
) -> None:
    """Show what is deployed, by its deployment descriptor, which is checked; reads only."""
    from sluice.environment import describe as verb
    from stacks.environments import load

    there = load(environment)
    found = verb.read(there.service_name, environment, region=there.region)
    if as_json:
        print(found.model_dump_json(indent=2))
    else:
        print("\n".join(verb.lines(found)))
