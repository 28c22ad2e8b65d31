"""What goes wrong, and at which call: deterministic, and so enumerable.

Every call of a driver has a number: those of AWS's API and those of the journal's table, in
the order in which they are made. A first run without faults says how many there are; then
each of them can be made to go wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Killed(BaseException):
    """The driver's process is gone. No handler of errors may catch it, and none does."""


class Fault(StrEnum):
    """What can happen to a call."""

    KILL_BEFORE = "KILL_BEFORE"
    """The process dies, and the call was never sent."""
    KILL_AFTER = "KILL_AFTER"
    """The call took effect, and the process dies before it reads the answer."""
    LOST = "LOST"
    """The call took effect, and its answer never came."""
    THROTTLED = "THROTTLED"
    """AWS refuses for now; nothing took effect."""
    SERVER_ERROR = "SERVER_ERROR"
    """AWS answers 500; nothing took effect."""
    UNREACHABLE = "UNREACHABLE"
    """There is no connection; nothing took effect."""

    @property
    def kills(self) -> bool:
        """Whether the process is gone."""
        return self in {Fault.KILL_BEFORE, Fault.KILL_AFTER}


@dataclass(frozen=True)
class Call:
    """One call that a driver made.

    Attributes:
        number: from 0, over all processes of a run.
        at: seconds since the epoch.
        process: which of them made it, from 0.
        api: such as `elbv2.ModifyRule`, or `table.write`.
        effect: what it should bring about, the same for each repetition; empty for a call
            that only reads.
        took_effect: whether it came through.
        fault: what went wrong, if anything.
    """

    number: int
    at: float
    process: int
    api: str
    effect: str
    took_effect: bool
    fault: Fault | None = None

    @property
    def mutates(self) -> bool:
        """Whether it changes infrastructure: an alert and a line in the journal do not."""
        return bool(self.effect) and not self.api.startswith(("table.", "sns."))


class Faults:
    """Which calls go wrong, by their number."""

    def __init__(self, by_number: Mapping[int, Fault] | None = None) -> None:
        """Let the calls of these numbers go wrong, and no others."""
        self._by_number = dict(by_number or {})

    def of(self, number: int, api: str) -> Fault | None:
        """Return what happens to a call."""
        del api
        return self._by_number.get(number)


class FaultyApi(Faults):
    """Every call of some APIs fails from one time on, as in an outage of a service."""

    def __init__(self, fault: Fault, *apis: str, first: int = 0, last: int = 10**9) -> None:
        """Let these APIs fail.

        Args:
            fault: how.
            apis: their names, such as `cloudwatch.GetMetricData`.
            first: the number of the first call that fails.
            last: and of the last one.
        """
        super().__init__()
        self._fault, self._apis = fault, frozenset(apis)
        self._first, self._last = first, last

    def of(self, number: int, api: str) -> Fault | None:
        """Return what happens to a call."""
        hit = api in self._apis and self._first <= number <= self._last
        return self._fault if hit else None
