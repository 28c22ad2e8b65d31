"""`sluice`: deploys, judges and rolls back a web service on AWS, as its runbook says."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sluice import exits
from sluice.cli import cost, look, plan, policy, releases, repository, review
from sluice.cli.options import DryRun, EnvironmentName, Yes
from sluice.errors import SluiceError

app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    epilog=exits.listed(),
)


@app.callback()
def _root() -> None:
    # With one command only, typer would drop the verb without this.
    pass


@app.command()
def describe(
    environment: EnvironmentName,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The whole descriptor.")] = False,
) -> None:
    """Show what is deployed: the deployment descriptor, read back and checked."""
    from sluice.environment import describe as verb
    from stacks.environments import load

    found = verb.read(environment, region=load(environment).region)
    if as_json:
        print(found.model_dump_json(indent=2))
    else:
        print("\n".join(verb.lines(found)))


@app.command("database-user")
def database_user(environment: EnvironmentName, *, dry_run: DryRun = False) -> None:
    """Create the application's database user: once per database, again at no harm.

    It connects as the master user, whose password it reads from Secrets Manager, from a
    place that reaches the database. PGSSLROOTCERT names the authority to trust.
    """
    from sluice.environment import database_user as verb
    from sluice.environment import describe
    from stacks.environments import load

    region = load(environment).region
    found = describe.read(environment, region=region)
    lines = verb.prepare(found.database, region=region, dry_run=dry_run)
    what = "would make" if dry_run else "made"
    print("\n".join(f"{what}: {line}" for line in lines) or "nothing to do: it is all there")


@app.command()
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


for verbs in (plan, policy, cost, review, repository, releases, look):
    verbs.register(app)


def main() -> None:
    """Run the command line; a user's mistake ends it with one sentence."""
    from webservice.errors import SluiceInputError

    try:
        app()
    except SluiceInputError as error:
        sys.exit(f"error: {error}")
    except SluiceError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
