"""`sluice`: deploys, judges and rolls back a web service on AWS, as its runbook says."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sluice.errors import SluiceError

app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    epilog="Exit codes: 0 done, 1 error, 2 usage, 3 AWS unreachable, 4 nothing deployed, "
    "5 descriptor refused.",
)

EnvironmentName = Annotated[str, typer.Argument(metavar="ENV", help="dev, stage or prod.")]


@app.callback()
def _root() -> None:
    # With one command only, typer would drop the verb without this.
    pass


@app.command()
def describe(
    environment: EnvironmentName,
    as_json: Annotated[bool, typer.Option("--json", help="The whole descriptor.")] = False,  # noqa: FBT002
) -> None:
    """Show what is deployed: the deployment descriptor, read back and checked."""
    from sluice import describe as verb  # noqa: PLC0415 - each verb is imported when it runs
    from stacks.environments import load  # noqa: PLC0415

    found = verb.read(environment, region=load(environment).region)
    if as_json:
        print(found.model_dump_json(indent=2))
    else:
        print("\n".join(verb.lines(found)))


def main() -> None:
    """Run the command line; a user's mistake ends it with one sentence."""
    from webservice.errors import SluiceInputError  # noqa: PLC0415

    try:
        app()
    except SluiceInputError as error:
        sys.exit(f"error: {error}")
    except SluiceError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
