"""What an operator can ask of a release that another process drives."""

from __future__ import annotations

from enum import StrEnum

from sluice.values import Value


class RequestKind(StrEnum):
    """The verbs that reach a running release."""

    PAUSE = "PAUSE"
    RESUME = "RESUME"
    PROMOTE = "PROMOTE"
    """To 100 % at once: the remaining steps are skipped, no check is."""
    ABORT = "ABORT"
    SECURITY_ANOMALY = "SECURITY_ANOMALY"
    DR_CHECK_FAILED = "DR_CHECK_FAILED"


class Request(Value):
    """One request, with who asked and why."""

    kind: RequestKind
    by: str
    why: str = ""
    at: float = 0
