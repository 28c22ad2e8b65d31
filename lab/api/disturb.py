"""Lets the faults of API calls take effect between a client and moto."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email.utils import format_datetime
from typing import TYPE_CHECKING, TypeVar

from lab.api import calls, errors, skew
from lab.api.calls import Protocol
from lab.faults.kinds import ApiError, ApiLatency, ApiLostResponse, ApiThrottle, ClockSkew

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.api.calls import Call
    from lab.api.front import Ask
    from lab.api.wsgi import Answer, Request
    from lab.clock import Clock
    from lab.faults.active import ActiveFault, ActiveFaults

_OfCalls = ApiThrottle | ApiError | ApiLostResponse | ApiLatency
_K = TypeVar("_K", bound=_OfCalls)
# Services by the names of boto3's clients, where they are signed for another.
_SIGNED_AS = {
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "cloudwatch": "monitoring",
    "api.ecr": "ecr",
    "stepfunctions": "states",
}


class Disturb:
    """What stands between the clients and moto; passes on everything where no fault is in force."""

    def __init__(self, faults: ActiveFaults, clock: Clock) -> None:
        self._faults = faults
        self._clock = clock

    async def __call__(self, request: Request, ask: Ask) -> Answer | None:
        """Return the answer to a request; None where it must never arrive."""
        answer = await self._answer(request, ask)
        if answer is None or not self._clock.skew_seconds:
            return answer
        headers = [one for one in answer.headers if one[0].lower() != "date"]
        date = format_datetime(self._clock.utc(), usegmt=True)
        return replace(answer, headers=(*headers, ("Date", date)))

    async def _answer(self, request: Request, ask: Ask) -> Answer | None:
        call = calls.identify(request) if any(self._faults) else None
        if call is None:
            return await ask(request)
        late_seconds = sum(
            kind.latency_ms / 1000 for _, kind in _striking(self._faults, ApiLatency, call)
        )
        answer = self._refusal(call)
        lost = False
        if answer is None:
            lost = bool(list(_striking(self._faults, ApiLostResponse, call)))
            answer = await ask(request)
        if late_seconds:
            await asyncio.sleep(late_seconds)
        return None if lost else answer

    def _refusal(self, call: Call) -> Answer | None:
        skews = list(self._faults.of(ClockSkew))
        expired = skew.refusal(call, self._clock.utc()) if skews else None
        if expired is not None:
            for fault, _ in skews:
                fault.hit()
            return expired
        for _ in _striking(self._faults, ApiThrottle, call):
            return throttled(call)
        for _, kind in _striking(self._faults, ApiError, call):
            return failed(call, kind.status)
        return None


def matches(kind: _OfCalls, call: Call) -> bool:
    """Whether a fault of calls is about this one; an empty parameter means all."""
    service = _SIGNED_AS.get(kind.service, kind.service)
    return service in ("", call.service) and kind.operation in ("", call.operation)


def _striking(faults: ActiveFaults, of: type[_K], call: Call) -> Iterator[tuple[ActiveFault, _K]]:
    """Draw and count the faults of a kind that take effect on a call."""
    for fault, kind in faults.of(of):
        used_up = kind.count and fault.hits >= kind.count
        if not used_up and matches(kind, call) and fault.strikes(kind.percent):
            fault.hit()
            yield fault, kind


def throttled(call: Call) -> Answer:
    """Return what AWS answers who asks too often."""
    if call.service == "s3":
        return errors.answer(call, 503, "SlowDown", "Please reduce your request rate.")
    if call.protocol is Protocol.EC2:
        return errors.answer(call, 503, "RequestLimitExceeded", "Request limit exceeded.")
    if call.protocol in (Protocol.QUERY, Protocol.REST_XML):
        return errors.answer(call, 400, "Throttling", "Rate exceeded")
    status = 429 if call.protocol is Protocol.REST_JSON else 400
    return errors.answer(call, status, "ThrottlingException", "Rate exceeded")


def failed(call: Call, status: int) -> Answer:
    """Return a server error as the service writes it."""
    unavailable = status == 503
    if call.protocol in (Protocol.JSON, Protocol.REST_JSON):
        code = "ServiceUnavailableException" if unavailable else "InternalServerError"
    elif call.protocol is Protocol.EC2:
        code = "Unavailable" if unavailable else "InternalError"
    elif call.service == "s3":
        code = "ServiceUnavailable" if unavailable else "InternalError"
    else:
        code = "ServiceUnavailable" if unavailable else "InternalFailure"
    return errors.answer(call, status, code, "The lab was told to fail this call.")
