"""The commands that set up, once: an account's bootstrap, a database's user."""

from __future__ import annotations

from typing import Annotated

import typer

from sluice.cli.options import DryRun, EnvironmentName, Yes
from sluice.cli.panels import Panel, add


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(app, bootstrap, Panel.ACCOUNT, "bootstrap --dry-run", "bootstrap --undo")
    add(app, database_user, Panel.ACCOUNT, "database-user stage --dry-run")


def bootstrap(
    *,
    yes: Yes = False,
    dry_run: DryRun = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Destroy it, as the last thing in an account.")
    ] = False,
) -> None:
    """Create state bucket, journal table and delivery roles, once per account.

    The state of this stack starts in a local file and moves into the bucket that it has
    created. Run it again after an interruption: it continues.
    """
    from sluice.account import bootstrap as verb

    def confirm(question: str) -> bool:
        return yes or typer.confirm(question)

    act = verb.tear_down if undo else verb.run
    raise typer.Exit(act(confirm=confirm, dry_run=dry_run))


def database_user(environment: EnvironmentName, *, dry_run: DryRun = False) -> None:
    """Create the application's database user: once per database, again at no harm.

    It connects as the master user, whose password it reads from Secrets Manager, from a
    place that reaches the database. PGSSLROOTCERT names the authority to trust.
    """
    from sluice.environment import database_user as verb
    from sluice.environment import describe
    from stacks.environments import load

    there = load(environment)
    region = there.region
    found = describe.read(there.service_name, environment, region=region)
    lines = verb.prepare(found.database, region=region, dry_run=dry_run)
    what = "would make" if dry_run else "made"
    print("\n".join(f"{what}: {line}" for line in lines) or "nothing to do: it is all there")
