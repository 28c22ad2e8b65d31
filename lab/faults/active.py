"""The faults that are in force in one lab."""

from __future__ import annotations

import itertools
import random
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.faults.kinds import Kind

_K = TypeVar("_K")


class ActiveFault:
    """A fault in force; `hits` counts how often it took effect."""

    def __init__(self, id_: str, kind: Kind) -> None:
        self.id = id_
        self.kind = kind
        self.hits = 0
        self._started = time.monotonic()
        self._random = random.Random(f"{kind.seed}:{kind.kind}")  # noqa: S311 - not for secrets

    @property
    def age_seconds(self) -> float:
        """For how long it has been in force."""
        return time.monotonic() - self._started

    def strikes(self, percent: float) -> bool:
        """Draw whether it takes effect this time: the sequence depends on the seed alone."""
        return self._random.random() * 100 < percent

    def hit(self) -> None:
        """Count that it took effect."""
        self.hits += 1


class ActiveFaults:
    """All faults in force, in the order in which they came."""

    def __init__(self) -> None:
        self._faults: dict[str, ActiveFault] = {}
        self._numbers = itertools.count(1)

    def add(self, kind: Kind) -> ActiveFault:
        """Put a fault in force; it is known by the id that it gets."""
        fault = ActiveFault(f"{kind.kind}-{next(self._numbers)}", kind)
        self._faults[fault.id] = fault
        return fault

    def remove(self, id_: str) -> bool:
        """Take a fault back; False where none has that id."""
        return self._faults.pop(id_, None) is not None

    def clear(self) -> None:
        """Take all faults back."""
        self._faults.clear()

    def __iter__(self) -> Iterator[ActiveFault]:
        """Return those in force; the ones whose time is over are gone."""
        for fault in list(self._faults.values()):
            limit = fault.kind.for_seconds
            if limit and fault.age_seconds > limit:
                self._faults.pop(fault.id, None)
            else:
                yield fault

    def of(self, kind: type[_K]) -> Iterator[tuple[ActiveFault, _K]]:
        """Return the faults of one kind with their parameters."""
        for fault in self:
            if isinstance(fault.kind, kind):
                yield fault, fault.kind
