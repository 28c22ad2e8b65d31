"""The verbs that look at releases and change nothing: status, watch, history, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sluice.cli.options import (  # typer reads them
    AsJson,
    EnvironmentName,
    JsonLines,
    SkipVerify,
)
from sluice.exits import Exit

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.command(
        epilog="Example: sluice status stage --json\n\nExit codes: 0 nothing is under way, or all "
        "is well; 11 on hold, or somebody else changed something; 14 under way, and nobody "
        "drives it."
    )(status)
    app.command(
        epilog="Example: sluice watch stage\n\nExit codes: 0 promoted, 10 rolled back; with "
        "--once 11 on hold, 14 under way."
    )(watch)
    app.command(
        epilog="Example: sluice history stage --limit 5\n\n"
        "Example: sluice history stage 20261125T2356"
    )(history)
    app.command(
        epilog="Example: sluice verify stage --image sha256:9f86...\n\n"
        "Exit codes: 0 ready, 13 refused."
    )(verify)


def status(environment: EnvironmentName, *, as_json: AsJson = False) -> None:
    """Show what is in force, who drives, and what somebody else has changed."""
    from sluice.canary.verbs import status as verb

    found = verb.read(_session(environment))
    print(found.model_dump_json(indent=2) if as_json else "\n".join(verb.lines(found)))
    raise typer.Exit(found.exit_code)


def watch(
    environment: EnvironmentName,
    *,
    once: Annotated[bool, typer.Option("--once", help="Show how it stands, and end.")] = False,
    as_json: JsonLines = False,
) -> None:
    """Watch a release that another process drives, until it ends; Ctrl-C only stops watching."""
    from sluice.canary.verbs import watch as verb
    from sluice.canary.verbs.show import progress

    try:
        code = verb.run(_session(environment), progress.choose(as_json=as_json), once=once)
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
    """List past releases, newest first; with an id, show that release's audit trail."""
    from sluice.canary.verbs import history as verb

    session = _session(environment)
    if id_:
        release, events = verb.trail(session, id_)
        print(
            verb.trail_json(release, events) if as_json else "\n".join(verb.lines(release, events))
        )
        return
    found = verb.releases(session, limit=limit)
    if as_json:
        print(verb.releases_json(found))
    elif not found:
        print(f"nothing was ever released to {environment}")
    else:
        from rich.console import Console

        Console().print(verb.table(found))


def verify(
    environment: EnvironmentName,
    *,
    image: Annotated[
        str, typer.Option("--image", metavar="DIGEST", help="sha256:..., or repository@sha256:...")
    ],
    scan: Annotated[
        bool, typer.Option("--scan", help="Let ECR scan an image that was never scanned.")
    ] = False,
    skip_verify: SkipVerify = None,
    as_json: AsJson = False,
) -> None:
    """Check what must be so before a release: image, scan, secrets, roles, capacity, health."""
    from sluice.canary.verbs import verify as verb

    findings = verb.run(_session(environment), image, skip=skip_verify or (), scans=scan)
    if as_json:
        print(verb.as_json(findings))
    else:
        from rich.console import Console

        Console().print(verb.tree(findings, title=f"{environment}: {image}"))
        print(verb.summary(findings, environment))
    raise typer.Exit(verb.exit_code(findings))


def _session(environment: str) -> Session:
    from sluice.canary.verbs.session import open_session

    return open_session(environment)
