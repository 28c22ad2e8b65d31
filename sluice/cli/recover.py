"""The commands that go back to what was good: abort, rollback traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sluice.cli.driving import drive
from sluice.cli.options import DryRun, EnvironmentName, JsonLines, Why
from sluice.cli.panels import Panel, add, group
from sluice.exits import Exit

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.show.progress import Progress


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(
        app,
        abort,
        Panel.RECOVER,
        "abort prod --because security-anomaly",
        codes={Exit.ROLLED_BACK: "it is rolled back", Exit.UNKNOWN: Exit.UNKNOWN.meaning},
    )
    verbs = typer.Typer(
        help="Go back to how it was: changes what serves, and reads back that it does.",
        no_args_is_help=True,
    )
    add(
        verbs,
        traffic,
        Panel.RECOVER,
        "rollback traffic prod --why 'orders fail'",
        codes={
            Exit.DONE: "the previous version serves alone, read back",
            Exit.UNKNOWN: Exit.UNKNOWN.meaning,
        },
    )
    group(app, "rollback", verbs, Panel.RECOVER)


def abort(
    environment: EnvironmentName,
    *,
    why: Why = "",
    because: Annotated[
        str, typer.Option(help="security-anomaly or dr-check-failed: the runbook's criteria.")
    ] = "",
    dry_run: DryRun = False,
    as_json: JsonLines = False,
) -> None:
    """Roll a release back now, whoever drives it: moves its traffic away, then stops its tasks."""
    from sluice.canary.verbs import abort as verb

    reason = verb.because(because)

    def run(session: Session, progress: Progress) -> int:
        return verb.run(session, progress, why=why, reason=reason)

    drive(environment, verb.describe, run, dry_run=dry_run, as_json=as_json)


def traffic(
    environment: EnvironmentName,
    *,
    why: Why = "",
    dry_run: DryRun = False,
    as_json: JsonLines = False,
) -> None:
    """Give the previous version all traffic again: moves traffic, starts and stops tasks.

    A release under way is aborted. After a promotion the version from before it is started
    again and, once it is healthy, gets all of the traffic.
    """
    from sluice.canary.verbs import rollback_traffic as verb

    def run(session: Session, progress: Progress) -> int:
        return verb.run(session, progress, why=why)

    drive(environment, verb.describe, run, dry_run=dry_run, as_json=as_json)
