"""`sluice`: deploys, judges and rolls back a web service on AWS, as its runbook says."""

from __future__ import annotations

import sys

import typer

from sluice import exits
from sluice.cli import account, changes, cost, look, policy, recover, releases, verify
from sluice.cli.panels import InPanels
from sluice.errors import SluiceError

app = typer.Typer(
    cls=InPanels,
    help=__doc__,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    epilog=exits.listed(),
)

for commands in (look, verify, changes, policy, cost, releases, recover, account):
    commands.register(app)


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
