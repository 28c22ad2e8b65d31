"""Writes an error as a service of AWS writes it."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from lab.api.calls import Protocol
from lab.api.wsgi import Answer

if TYPE_CHECKING:
    from lab.api.calls import Call

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def answer(call: Call, status: int, code: str, message: str, **details: str) -> Answer:
    """Return the answer that AWS's SDKs read as this error.

    Args:
        call: what is refused.
        status: HTTP status.
        code: AWS's error code, such as ThrottlingException.
        message: its sentence.
        **details: further elements of an S3 error.
    """
    request_id = str(uuid.uuid4())
    headers = [("x-amzn-RequestId", request_id)]
    match call.protocol:
        case Protocol.JSON | Protocol.REST_JSON:
            kind = "application/x-amz-json-1.1"
            if call.protocol is Protocol.REST_JSON:
                kind = "application/json"
            elif call.content_type:
                kind = call.content_type
            headers += [("Content-Type", kind), ("x-amzn-ErrorType", code)]
            body = json.dumps({"__type": code, "message": message}).encode()
        case _:
            headers.append(("Content-Type", "text/xml"))
            body = _xml(call, code, message, details=details, request_id=request_id)
    return Answer(status, tuple(headers), body)


def _xml(call: Call, code: str, message: str, *, details: dict[str, str], request_id: str) -> bytes:
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    tail = f"<RequestId>{request_id}</RequestId>"
    if call.service == "s3":
        more = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in details.items())
        text = f"<Error>{inner}{more}{tail}</Error>"
    elif call.protocol is Protocol.EC2:
        errors = f"<Errors><Error>{inner}</Error></Errors>"
        text = f"<Response>{errors}<RequestID>{request_id}</RequestID></Response>"
    else:
        text = f"<ErrorResponse><Error>{inner}</Error>{tail}</ErrorResponse>"
    return (_XML + text).encode()
