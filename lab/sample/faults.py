"""What can go wrong with a release on demand: the parameters, and chance under a seed."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIX = "FAULT_"
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off", "")


class BadFault(ValueError):
    """A fault's name or value is wrong: one sentence."""


@dataclass(frozen=True)
class Faults:
    """The faults of one process; the defaults mean none.

    `latency_ms` is the median of what is added to a request, `latency_sigma` the sigma of its
    lognormal distribution (0: constant). `crash_after_seconds` counts from when the fault is
    set; 0 means never.
    """

    seed: int = 0
    error_percent: float = 0.0
    latency_ms: float = 0.0
    latency_sigma: float = 0.0
    crash_after_seconds: float = 0.0
    leak_mib_per_second: float = 0.0
    slow_start_seconds: float = 0.0
    failing_migration: bool = False

    def __post_init__(self) -> None:
        """Refuse what is out of range.

        Raises:
            BadFault: says which value.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "seed" and not 0 <= value < math.inf:
                raise BadFault(f"{field.name} is {value}: it must be a number from 0")
        if self.error_percent > 100:
            raise BadFault(f"error_percent is {self.error_percent}: it must be at most 100")


def from_environment(environment: Mapping[str, str]) -> Faults:
    """Return the faults that FAULT_* variables ask for.

    Raises:
        BadFault: a variable of unknown name, or a value that is none.
    """
    return from_document(
        {
            name.removeprefix(_PREFIX).lower(): value
            for name, value in environment.items()
            if name.startswith(_PREFIX)
        }
    )


def from_document(document: Mapping[str, Any]) -> Faults:
    """Return the faults of a document such as `{"error_percent": 5}`; what it leaves out is off.

    Raises:
        BadFault: an unknown name, or a value that is none.
    """
    types = {field.name: type(field.default) for field in fields(Faults)}
    values: dict[str, Any] = {}
    for name, value in document.items():
        if name not in types:
            raise BadFault(f"no fault is called {name!r}: choose from {', '.join(types)}")
        values[name] = _converted(name, value, types[name])
    return Faults(**values)


def _converted(name: str, value: Any, kind: type) -> Any:
    text = str(value).strip().lower()
    try:
        if kind is bool:
            return {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}[text]
        return kind(text)
    except (KeyError, ValueError):
        raise BadFault(f"{name} is {value!r}: it must be a {kind.__name__}") from None


class Chance:
    """Draws what befalls each request: the sequence depends on the faults alone."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        # One source each, so that errors strike the same requests with and without latency.
        self._errors = random.Random(f"{faults.seed}:errors")  # noqa: S311 - not for secrets
        self._latency = random.Random(f"{faults.seed}:latency")  # noqa: S311 - not for secrets

    def error(self) -> bool:
        """Draw whether the next request is answered 500."""
        return self._errors.random() * 100 < self._faults.error_percent

    def latency_seconds(self) -> float:
        """Draw what is added to the next request."""
        median = self._faults.latency_ms / 1000
        if not median or not self._faults.latency_sigma:
            return median
        return median * math.exp(self._latency.gauss(0, self._faults.latency_sigma))
