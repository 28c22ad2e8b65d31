"""`lab`: an AWS on this machine, for rehearsals and tests."""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from typing import Annotated

import typer

from lab import instance as instances
from lab.instance import Instance, LabError
from lab.server import DEFAULT_ACCOUNT
from lab.variables import as_shell, variables

app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    epilog='First: lab up && eval "$(lab env)" && cdktf deploy stage',
)

Name = Annotated[str, typer.Option("--name", help="Which lab; several run side by side.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def up(
    *,
    name: Name = "default",
    port: Annotated[
        int | None, typer.Option(help="Loopback port; 4566 or any free one if left out.")
    ] = None,
    account: Annotated[str, typer.Option(help="The AWS account id it plays.")] = DEFAULT_ACCOUNT,
    as_json: AsJson = False,
) -> None:
    """Start the emulator in the background; if it is up already, say so."""
    found = instances.find(name)
    if found is None:
        found = instances.start(name, account=account, port=port)
    _show(found, as_json=as_json)
    if not as_json:
        flag = "" if name == "default" else f" --name {name}"
        print(f'next: eval "$(lab env{flag})"   then   cdktf deploy stage')


@app.command()
def env(*, name: Name = "default", as_json: AsJson = False) -> None:
    """Print the variables that point AWS clients and Terraform here: eval "$(lab env)"."""
    values = variables(instances.get(name), os.environ)
    print(json.dumps(values, indent=2) if as_json else as_shell(values))


@app.command()
def status(*, name: Name = "default", as_json: AsJson = False) -> None:
    """Say whether the emulator is up, and what it was asked that it could not do."""
    found = instances.get(name)
    _show(found, as_json=as_json)
    refused = [line for line in found.log.read_text().splitlines() if "UNIMPLEMENTED" in line]
    if not as_json:
        print(f"unimplemented calls so far: {len(refused)}")
        for line in sorted(set(refused)):
            print(f"  {line.removeprefix('UNIMPLEMENTED the lab cannot do ')}")


@app.command()
def reset(name: Name = "default") -> None:
    """Empty the account that the emulator plays, without restarting it."""
    found = instances.get(name)
    request = urllib.request.Request(f"{found.endpoint}/moto-api/reset", method="POST")  # noqa: S310
    urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - loopback
    print(f"lab {name!r} is empty")


@app.command()
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
