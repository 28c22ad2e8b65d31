"""Synthesized stacks, as `cdk.tf.json` has them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.change.model.errors import StackUnreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FILE = "cdk.tf.json"


@dataclass(frozen=True)
class Resource:
    """One resource of a stack.

    Attributes:
        address: Terraform's, such as `aws_db_instance.database`.
        kind: Terraform's resource type.
        construct_path: the place in the stack's tree, without the stack's name, such as
            `database/instance`.
        line: of the file, from 1, where the resource begins; 0 where it is not known.
        values: arguments as synthesized; references are texts with `${...}` in them.
    """

    address: str
    kind: str
    construct_path: str
    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Stack:
    """One synthesized stack.

    Attributes:
        name: such as `stage` or `bootstrap`.
        file: its `cdk.tf.json`.
        document: the whole file.
    """

    name: str
    file: Path
    resources: Sequence[Resource]
    document: Mapping[str, Any]

    @property
    def protection(self) -> str:
        """How much holds changes to it back, as its output of that name says; empty without."""
        return str(self.document.get("output", {}).get("protection", {}).get("value", ""))

    def at(self, address: str) -> Resource | None:
        """Return the resource with an address; an index such as `[0]` does not matter."""
        bare = address.partition("[")[0]
        return next((each for each in self.resources if each.address == bare), None)


def read_stacks(outdir: Path) -> tuple[Stack, ...]:
    """Return the stacks below a synth's output folder, by name.

    Raises:
        StackUnreadable: there is none, or a file is no synthesized stack: which, and why.
    """
    files = sorted((outdir / "stacks").glob(f"*/{FILE}"))
    if not files:
        raise StackUnreadable(f"no synthesized stack in {outdir}: run 'make synth'")
    return tuple(read_stack(file) for file in files)


def read_stack(file: Path) -> Stack:
    """Return one stack; its name is that of the file's folder.

    Raises:
        StackUnreadable: the file is not there, or is no synthesized stack.
    """
    try:
        text = file.read_text(encoding="utf-8")
        document = json.loads(text)
        name = document["//"]["metadata"]["stackName"]
        declared = document.get("resource", {})
        lines = _lines(text)
        resources = tuple(
            Resource(
                address=f"{kind}.{identifier}",
                kind=kind,
                construct_path=values["//"]["metadata"]["path"].partition("/")[2],
                line=lines.get(values["//"]["metadata"]["path"], 0),
                values={key: value for key, value in values.items() if key != "//"},
            )
            for kind, named in declared.items()
            for identifier, values in named.items()
        )
    except OSError as error:
        raise StackUnreadable(f"{file}: {error.strerror}: run 'make synth'") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StackUnreadable(f"{file} is no synthesized stack: {error!r}") from error
    return Stack(name=name, file=file, resources=resources, document=document)


def _lines(text: str) -> dict[str, int]:
    """Return the line in which each construct path stands."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        head, _, rest = line.partition('"path": "')
        if rest and not head.strip():
            found.setdefault(rest.partition('"')[0], number)
    return found
