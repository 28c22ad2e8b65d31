"""Refuses, as AWS does, calls whose signature is too old or from the future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lab.api import errors
from lab.api.calls import Protocol

if TYPE_CHECKING:
    from lab.api.calls import Call
    from lab.api.wsgi import Answer

ALLOWED = timedelta(minutes=5)
S3_ALLOWED = timedelta(minutes=15)


def refusal(call: Call, now: datetime) -> Answer | None:
    """Return what AWS answers a call that was signed too far from its own `now`; else None."""
    allowed = S3_ALLOWED if call.service == "s3" else ALLOWED
    if call.signed_at is None or abs(call.signed_at - now) <= allowed:
        return None
    if call.service == "s3":
        return errors.answer(
            call,
            403,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
            RequestTime=_stamp(call.signed_at),
            ServerTime=now.astimezone(UTC).isoformat(timespec="seconds"),
            MaxAllowedSkewMilliseconds=str(int(allowed.total_seconds() * 1000)),
        )
    if call.protocol is Protocol.EC2:
        return errors.answer(call, 400, "RequestExpired", "Request has expired.")
    if call.signed_at < now:
        said = f"Signature expired: {_stamp(call.signed_at)} is now earlier than "
        said += f"{_stamp(now - allowed)} ({_stamp(now)} - 5 min.)"
    else:
        said = f"Signature not yet current: {_stamp(call.signed_at)} is still later than "
        said += f"{_stamp(now + allowed)} ({_stamp(now)} + 5 min.)"
    if call.protocol in (Protocol.QUERY, Protocol.REST_XML):
        return errors.answer(call, 403, "SignatureDoesNotMatch", said)
    status = 403 if call.protocol is Protocol.REST_JSON else 400
    return errors.answer(call, status, "InvalidSignatureException", said)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
