"""`sluice abort`: back to the version from before, at once, whoever drives."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sluice.canary import wording
from sluice.canary.model.requests import Request, RequestKind
from sluice.canary.verbs import requests, terminal
from sluice.errors import UsageRefused

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.show.progress import Progress
    from sluice.exits import Exit


class Because(StrEnum):
    """The runbook's criteria that no metric shows."""

    SECURITY_ANOMALY = "security-anomaly"
    DR_CHECK_FAILED = "dr-check-failed"


_KINDS = {
    None: RequestKind.ABORT,
    Because.SECURITY_ANOMALY: RequestKind.SECURITY_ANOMALY,
    Because.DR_CHECK_FAILED: RequestKind.DR_CHECK_FAILED,
}


def because(text: str) -> Because | None:
    """Return the criterion that `--because` names; None where it is empty.

    Raises:
        UsageRefused: there is none of that name.
    """
    try:
        return Because(text) if text else None
    except ValueError:
        choices = ", ".join(Because)
        raise UsageRefused(f"--because {text}: must be one of {choices}") from None


def describe(session: Session) -> str:
    """Return what `run` would do, in one sentence.

    Raises:
        NotNow: no release is under way.
    """
    release = requests.under_way(session)
    back = wording.weights(release.live_weights)
    return f"would take release {release.id} back: weights to {back}, then the new tasks down"


def run(session: Session, progress: Progress, *, why: str, reason: Because | None = None) -> Exit:
    """Take the lease by force, and drive the rollback here.

    Returns:
        How the release ended: 10, or 0 where it had been promoted before.

    Raises:
        NotNow: no release is under way.
    """
    requests.under_way(session)
    request = Request(kind=_KINDS[reason], by=session.by, why=why, at=session.clock.now())
    return terminal.take_over(session, progress, by_force=True, request=request)
