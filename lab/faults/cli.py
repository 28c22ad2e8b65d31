"""`lab fault`: what goes wrong, on demand."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from lab import instance
from lab.client import LabClient
from lab.faults import kinds as known
from lab.faults import words
from lab.instance import LabError

app = typer.Typer(help=__doc__, no_args_is_help=True)

Name = Annotated[str, typer.Option("--name", help="Which lab; several run side by side.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class NotAFault(LabError):
    """What was asked for is no fault; says what would be one."""


@app.command()
def kinds() -> None:
    """Print every kind of fault with its parameters, their units and defaults."""
    table = Table("kind", "what", "parameters", show_lines=True)
    for kind in known.KINDS:
        table.add_row(kind, words.what(kind), "\n".join(map(_line, words.parameters(kind))))
    Console().print(table)


@app.command()
def add(
    kind: Annotated[str, typer.Argument(help="What goes wrong: 'lab fault kinds' lists all.")],
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Its parameters.")
    ] = None,
    *,
    name: Name = "default",
) -> None:
    """Put a fault in force and print its id."""
    fault = _fault(kind, parameters or [])
    print(LabClient(instance.get(name).endpoint).add_fault(fault))


@app.command("list")
def list_(*, name: Name = "default", as_json: AsJson = False) -> None:
    """Print the faults in force, and how often each took effect."""
    found = LabClient(instance.get(name).endpoint).faults()
    if as_json:
        print(json.dumps([vars(one) for one in found], indent=2))
    elif not found:
        print("no fault is in force")
    else:
        table = Table("id", "parameters", "age", "hits")
        for one in found:
            said = " ".join(f"{key}={value}" for key, value in one.parameters.items() if value)
            table.add_row(one.id, said, f"{one.age_seconds:.0f} s", str(one.hits))
        Console().print(table)


@app.command()
def remove(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As 'lab fault add' printed it.")],
    *,
    name: Name = "default",
) -> None:
    """Take one fault back."""
    LabClient(instance.get(name).endpoint).remove_fault(id_)
    print(f"fault {id_} is over")


@app.command()
def clear(*, name: Name = "default") -> None:
    """Take all faults back."""
    LabClient(instance.get(name).endpoint).clear_faults()
    print("no fault is in force")


def _fault(kind: str, parameters: list[str]) -> known.Kind:
    document: dict[str, str] = {}
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals:
            raise NotAFault(f"{parameter!r} is no parameter: write name=value")
        if key in document:
            raise NotAFault(f"parameter {key!r} is given twice")
        document[key] = value
    try:
        return known.parse({**document, "kind": kind})
    except ValidationError as error:
        raise NotAFault(words.mistake(error)) from None


def _line(one: words.Parameter) -> str:
    default = "must be given" if one.default is None else f"default {one.default}"
    unit = f" {one.unit}" if one.unit else ""
    what = f": {one.what}" if one.what else ""
    return f"{one.name} ({one.type}{unit}, {default}){what}"
