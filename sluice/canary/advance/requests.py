"""What each request of an operator does to a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance.rolling_back import can_go_back, fail
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import FailReason, HoldReason, Phase
from sluice.canary.model.requests import RequestKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.requests import Request

_BACK = {
    RequestKind.ABORT: FailReason.ABORTED,
    RequestKind.SECURITY_ANOMALY: FailReason.SECURITY_ANOMALY,
    RequestKind.DR_CHECK_FAILED: FailReason.DR_CHECK_FAILED,
}


def take(draft: Draft, request: Request) -> None:
    """Do what an operator asked for, or say in the audit trail why not."""
    _TABLE[request.kind](draft, request)


def _record(draft: Draft, request: Request, outcome: str) -> None:
    why = f" ({request.why})" if request.why else ""
    draft.tell(EventKind.REQUEST, f"{request.kind} by {request.by}{why}: {outcome}")


def _go_back(draft: Draft, request: Request) -> None:
    if can_go_back(draft.release):
        _record(draft, request, "the release goes back.")
        why = request.why or "no reason was given"
        fail(draft, _BACK[request.kind], f"{request.by} asked for it: {why}.")
        return
    if draft.release.phase is Phase.ROLLING_BACK:
        _record(draft, request, "it is going back already.")
        return
    _record(
        draft,
        request,
        f"too late, the tasks of {draft.release.live} are being stopped; "
        "`sluice rollback traffic` brings that version back.",
    )
    draft.alert(
        f"too-late-{request.kind}",
        f"{draft.release.environment}: {request.kind} came too late",
        f"Release {draft.release.id} has all traffic and the old tasks are being stopped: "
        "use `sluice rollback traffic`.",
    )


def _pause(draft: Draft, request: Request) -> None:
    if not can_go_back(draft.release):
        _record(draft, request, f"not done, {draft.release.phase} is not paused.")
        return
    draft.set(paused=True, reclaims=False)
    _record(draft, request, "no step forward until `resume`; what fails still goes back.")


def _resume(draft: Draft, request: Request) -> None:
    hold = draft.release.hold
    paused = draft.release.paused
    draft.set(paused=False)
    if hold is not None and hold.reason is HoldReason.FOREIGN_WRITE:
        draft.set(reclaims=True)
        _record(draft, request, "the release's own weights are to be set again.")
    elif paused:
        _record(draft, request, "it goes on.")
    elif hold is not None:
        _record(draft, request, f"nothing to resume, {hold.reason} ends by itself: {hold.sentence}")
    else:
        _record(draft, request, "nothing to resume, it is not on hold.")


def _promote(draft: Draft, request: Request) -> None:
    phase = draft.release.phase
    if not can_go_back(draft.release) or phase in {Phase.DRAINING, Phase.RETIRING}:
        _record(draft, request, f"nothing to do in {phase}.")
        return
    draft.set(hurried=True, paused=False)
    _record(
        draft,
        request,
        "to 100 % without the remaining bakes; health, failures and metrics that are "
        "missing still count.",
    )


_TABLE: dict[RequestKind, Callable[[Draft, Request], None]] = {
    RequestKind.PAUSE: _pause,
    RequestKind.RESUME: _resume,
    RequestKind.PROMOTE: _promote,
    **dict.fromkeys(_BACK, _go_back),
}
