"""Usage files, one per environment: what only use tells, as an interval, by kind of resource."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from sluice.change.cost.amount import Range
from sluice.change.cost.errors import UsageUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FOLDER = "usage"
"""Beside `stacks/`: `usage/<environment>.toml`."""

DEFAULT = "default"
"""The file of environments that have none yet: what a small one may use."""


@dataclass(frozen=True)
class Entry:
    """What resources of one kind use a month, each of them.

    Attributes:
        path: construct path; may hold `*`.
        quantities: by name, such as `gb_processed`.
    """

    environment: str
    kind: str
    path: str
    quantities: Mapping[str, Range]


@dataclass(frozen=True)
class Usage:
    """All entries, in the files' order: the first that names the quantity counts."""

    entries: tuple[Entry, ...]

    def find(self, environment: str, kind: str, path: str, quantity: str) -> Range | None:
        """Return a quantity a month of one resource; None where no file says it."""
        environment = DEFAULT if self.assumed(environment) else environment
        for each in self.entries:
            if (each.environment, each.kind) != (environment, kind):
                continue
            if quantity in each.quantities and fnmatchcase(path, each.path):
                return each.quantities[quantity]
        return None

    def assumed(self, environment: str) -> bool:
        """Return whether an environment has no file of its own, so that the default's counts."""
        said = {each.environment for each in self.entries}
        return environment not in said and DEFAULT in said


def load(folder: Path) -> Usage:
    """Return what the files of a folder say; nothing where it does not exist.

    Raises:
        UsageUnreadable: an entry is wrong: which, and how.
    """
    files = sorted(folder.glob("*.toml"))
    return Usage(tuple(each for file in files for each in _read(file)))


def _read(file: Path) -> Iterator[Entry]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise UsageUnreadable(f"{file}: {error}") from error
    for kind, paths in document.items():
        for path, quantities in _table(file, kind, paths).items():
            yield Entry(
                environment=file.stem,
                kind=kind,
                path=path,
                quantities={
                    name: _range(file, f"{kind}.{path}.{name}", value)
                    for name, value in _table(file, path, quantities).items()
                },
            )


def _table(file: Path, where: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UsageUnreadable(f"{file}: {where}: must be a table: [kind.'construct path']")
    return value


def _range(file: Path, where: str, value: Any) -> Range:
    numbers = isinstance(value, list) and all(
        isinstance(each, int | Decimal) and not isinstance(each, bool) for each in value
    )
    if not numbers or len(value) != 2:
        raise UsageUnreadable(f"{file}: {where}: must be [lowest, highest], two numbers a month")
    low, high = Decimal(value[0]), Decimal(value[1])
    if not (low.is_finite() and high.is_finite() and 0 <= low <= high):
        raise UsageUnreadable(f"{file}: {where}: {low} to {high}: must be 0 <= lowest <= highest")
    return Range(low, high)
