"""What all fake clients have in common: the wire, errors as botocore raises them, the date."""

from __future__ import annotations

import json
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from simulator.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulator.aws.account import Account
    from simulator.wire import Process


class Client:
    """A boto3 client of one service, as one process has it."""

    service = ""

    def __init__(self, account: Account, process: Process) -> None:
        """Call an account over a process's wire."""
        self._account = account
        self._process = process

    def _read(self, operation: str, answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Make a call that changes nothing."""
        return self._process.call(
            f"{self.service}.{operation}", lambda: self._dated(answer()), _failure
        )

    def _change(
        self, operation: str, request: Mapping[str, Any], answer: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        """Make a call that changes something; `request` is what makes two of them the same."""
        effect = f"{operation} {json.dumps(request, sort_keys=True, default=str)}"
        return self._process.call(
            f"{self.service}.{operation}", lambda: self._dated(answer()), _failure, effect=effect
        )

    def _dated(self, answer: dict[str, Any]) -> dict[str, Any]:
        date = formatdate(self._account.clock.now(), usegmt=True)
        answer["ResponseMetadata"] = {"HTTPStatusCode": 200, "HTTPHeaders": {"date": date}}
        return answer


def refused(code: str, message: str, operation: str, status: int = 400) -> ClientError:
    """Return an error answer."""
    return ClientError(
        {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {
                "HTTPStatusCode": status,
                "HTTPHeaders": {},
                "RequestId": "",
                "HostId": "",
                "RetryAttempts": 0,
            },
        },
        operation,
    )


def _failure(fault: Fault, api: str) -> Exception:
    service, operation = api.split(".")
    url = f"https://{service}.eu-central-1.amazonaws.com/"
    if fault is Fault.THROTTLED:
        code = "ThrottlingException" if service == "ecs" else "Throttling"
        return refused(code, "Rate exceeded", operation)
    if fault is Fault.SERVER_ERROR:
        return refused("InternalFailure", "An internal error occurred.", operation, 500)
    if fault is Fault.LOST:
        return ReadTimeoutError(endpoint_url=url)
    return EndpointConnectionError(endpoint_url=url)
