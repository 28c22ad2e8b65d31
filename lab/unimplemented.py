"""Answers what the emulator cannot do with an error that AWS clients do not retry.

Moto answers an unimplemented call, and a crash of its own, with HTTP 500. The Terraform
provider retries a 500 up to 25 times over minutes; a 400 stops it at once, with the name
of the missing operation.
"""

from __future__ import annotations

import json
import sys
import traceback
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ERROR_CODE = "NotImplementedByLab"
_FIRST_SERVER_ERROR = 500


class RefuseUnimplemented:
    """WSGI middleware: a 5xx of the emulator becomes a 400 and a loud line in the log."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on, and replace the answer where its status is 5xx."""
        answer: dict[str, Any] = {}

        def remember(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            answer.update(status=status, headers=headers)
            return lambda _data: None

        try:
            body = self._application(environ, remember)
        except NotImplementedError as error:
            return _refuse(environ, str(error), start_response)
        except Exception as error:  # noqa: BLE001 - whatever the emulator raises is its answer
            traceback.print_exc()
            return _refuse(environ, f"{type(error).__name__}: {error}", start_response)
        if int(answer["status"].split()[0]) >= _FIRST_SERVER_ERROR:
            return _refuse(environ, answer["status"], start_response)
        start_response(answer["status"], answer["headers"])
        return body


def _operation(environ: WSGIEnvironment) -> str:
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return str(target)
    form = environ.get("werkzeug.request")
    action = form.values.get("Action") if form is not None else None
    where = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
    return f"{action} ({where})" if action else where


def _refuse(
    environ: WSGIEnvironment, reason: str, start_response: StartResponse
) -> Iterable[bytes]:
    message = f"the lab cannot do {_operation(environ)}: {reason}"
    print(f"UNIMPLEMENTED {message}", file=sys.stderr, flush=True)
    if "x-www-form-urlencoded" in environ.get("CONTENT_TYPE", ""):
        kind = "text/xml"
        error = f"<Error><Code>{ERROR_CODE}</Code><Message>{escape(message)}</Message></Error>"
        body = f"<ErrorResponse>{error}<Errors>{error}</Errors></ErrorResponse>"
    else:
        kind = "application/json"
        body = json.dumps({"__type": ERROR_CODE, "message": message})
    data = body.encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(data))),
        ("X-Amzn-ErrorType", ERROR_CODE),
    ]
    start_response("400 Bad Request", headers)
    return [data]
