"""`lab`: an AWS on this machine, for rehearsals and tests."""

from __future__ import annotations

import importlib
import json
import os
import sys
import urllib.request
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from lab import instance as instances
from lab.instance import Instance, LabError
from lab.server import DEFAULT_ACCOUNT
from lab.variables import as_shell, proxy_of, variables

# The panels of the help, in its order.
_ACCOUNT, _LOOK, _USE = "Account", "Look", "Use"

# Sub-commands by where they are: imported when they are asked for.
_GROUPS = {
    "fault": "lab.faults.cli",
    "image": "lab.ecs.cli",
    "load": "lab.load.cli",
}


class _Groups(TyperGroup):
    """Finds the sub-commands of `_GROUPS` without importing them at start-up."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *_GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in _GROUPS:
            found: Any = typer.main.get_command(importlib.import_module(_GROUPS[cmd_name]).app)
            found.name = cmd_name
            found.rich_help_panel = _USE
            return found
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    help=__doc__,
    cls=_Groups,
    no_args_is_help=True,
    epilog='First: lab up && eval "$(lab env)" && cdktf deploy stage',
)

Name = Annotated[str, typer.Option("--name", help="Which lab; several run side by side.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(rich_help_panel=_ACCOUNT)
def up(
    *,
    name: Name = "default",
    port: Annotated[
        int | None, typer.Option(help="Loopback port; 4566 or any free one if left out.")
    ] = None,
    account: Annotated[str, typer.Option(help="The AWS account id it plays.")] = DEFAULT_ACCOUNT,
    environment: Annotated[
        str | None, typer.Option("--with", help="Begin with what 'lab save' kept of it: stage.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Start the emulator in the background; if it is up already, say so."""
    found = instances.find(name)
    if found is not None and environment is not None:
        raise LabError(
            f"lab {name!r} is up already, with an account of its own: "
            "run 'lab down' first, or choose another --name"
        )
    if found is None and environment is not None:
        found = _start_with(environment, name=name, port=port)
    elif found is None:
        found = instances.start(name, account=account, port=port)
    _show(found, as_json=as_json)
    if not as_json:
        flag = "" if name == "default" else f" --name {name}"
        print(f'next: eval "$(lab env{flag})"   then   cdktf deploy stage')


def _start_with(environment: str, *, name: str, port: int | None) -> Instance:
    from lab.saved import file  # noqa: PLC0415 - slow, and not always needed

    path = file.path_of(environment)
    about = file.read_about(path)
    if about.stack_sha256 != file.stack_sha256(environment):
        print(
            f"note: {environment} was synthesized anew since {about.saved_at}, when it was saved: "
            f"'cdktf deploy {environment}' and 'lab save {environment}' bring them together",
            file=sys.stderr,
        )
    return instances.start(name, account=about.account, port=port, state=path)


@app.command(rich_help_panel=_ACCOUNT)
def save(
    environment: Annotated[str, typer.Argument(metavar="ENV", help="What is deployed: stage.")],
    name: Name = "default",
) -> None:
    """Keep what is deployed, for 'lab up --with ENV': seconds instead of Terraform's minutes."""
    from lab.client import LabClient  # noqa: PLC0415 - slow, and not always needed

    print(f"saved: {LabClient(instances.get(name).endpoint).save(environment)}")


@app.command(rich_help_panel=_USE)
def env(*, name: Name = "default", as_json: AsJson = False) -> None:
    """Print the variables that point AWS clients and Terraform here: eval "$(lab env)"."""
    found = instances.get(name)
    values = variables(found, os.environ, proxy=proxy_of(found))
    print(json.dumps(values, indent=2) if as_json else as_shell(values))


@app.command(rich_help_panel=_LOOK)
def status(
    *,
    name: Name = "default",
    watch: Annotated[bool, typer.Option("--watch", help="Show it anew, until Ctrl-C.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what runs: targets, weights, request rates, tasks, databases, alarms, faults."""
    from lab import status as verb  # noqa: PLC0415 - rich's tables take a while to import

    found = instances.get(name)
    if as_json:
        print(json.dumps(verb.document(found), indent=2))
    elif watch:
        verb.watch(found)
    else:
        verb.show(found)


@app.command(rich_help_panel=_ACCOUNT)
def reset(name: Name = "default") -> None:
    """Empty the account that the emulator plays, without restarting it."""
    found = instances.get(name)
    request = urllib.request.Request(f"{found.endpoint}/moto-api/reset", method="POST")  # noqa: S310 - http, to a server of this machine
    urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - loopback
    print(f"lab {name!r} is empty")


@app.command(rich_help_panel=_ACCOUNT)
def down(name: Name = "default") -> None:
    """End the emulator; if none is up, say so."""
    found = instances.find(name)
    if found is None:
        print(f"no lab named {name!r} is up")
        return
    instances.stop(found)
    print(f"lab {name!r} is down")


def _show(found: Instance, *, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps(
                {
                    "name": found.name,
                    "endpoint": found.endpoint,
                    "account": found.account,
                    "pid": found.pid,
                    "log": str(found.log),
                }
            )
        )
    else:
        print(f"lab {found.name!r} is up at {found.endpoint} (account {found.account})")


def main() -> None:
    """Run the command line; a user's mistake ends it with one sentence and exit code 1."""
    try:
        app()
    except LabError as error:
        sys.exit(f"error: {error}")
