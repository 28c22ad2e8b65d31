"""Asks the idle colour through the test listener, before it gets any traffic.

Three checks, as the runbook has them: the process lives, the database and its migrations are
there, and an item can be made, read, changed and removed. Each is a `SmokeCheck`, with what
was expected and what was found; none raises.
"""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.canary.model.observation import SmokeCheck
from sluice.canary.ports.smoke_http import Answer, Https, NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sluice.environment.descriptor import LoadBalancer

TIMEOUT_SECONDS = 5.0
"""Of one request."""
BUDGET_SECONDS = 20.0
"""Of all of them together, so that a driver that smokes keeps its lease."""

_VERSION_HEADER = "X-App-Version"
_NAME = "sluice smoke"


class _Unexpected(Exception):
    pass


@dataclass
class Smoke:
    """The smoke checks of one environment.

    Args:
        load_balancer: host name and test port.
        environment: the process environment; `SLUICE_HTTP_PROXY` and `SLUICE_CA_BUNDLE`
            say where the host name is reached, and whom to trust.
    """

    load_balancer: LoadBalancer
    environment: Mapping[str, str]

    def __call__(self) -> tuple[SmokeCheck, ...]:
        """Run the checks in order; after the first that fails, the others are not tried."""
        https = Https(
            self.load_balancer.host_name,
            self.load_balancer.test_port,
            environment=self.environment,
            timeout_seconds=TIMEOUT_SECONDS,
            deadline=time.monotonic() + BUDGET_SECONDS,
        )
        checks: list[SmokeCheck] = []
        for name, run in (("health", _health), ("readiness", _readiness), ("items", _items)):
            checks.append(_check(name, run, https))
            if not checks[-1].ok:
                break
        return tuple(checks)


def _check(name: str, run: Callable[[Https], str], https: Https) -> SmokeCheck:
    try:
        return SmokeCheck(name=name, ok=True, detail=run(https))
    except (_Unexpected, NoAnswer) as error:
        return SmokeCheck(name=name, ok=False, detail=str(error))


def _health(https: Https) -> str:
    answer = _expect(https.ask("GET", "/healthz"), 200)
    version = answer.headers.get(_VERSION_HEADER)
    return f"{answer.what}: 200" + (f", version {version}" if version else "")


def _readiness(https: Https) -> str:
    return f"{_expect(https.ask('GET', '/readyz'), 200).what}: 200, database and migrations"


def _items(https: Https) -> str:
    made = _document(_expect(https.ask("POST", "/items", {"name": _NAME, "quantity": 1}), 201))
    if not isinstance(made.get("id"), int):
        raise _Unexpected(f"POST /items: expected an item with an id, found {_short(made)}")
    path = f"/items/{made['id']}"
    try:
        _holds(_expect(https.ask("GET", path), 200), quantity=1)
        _expect(https.ask("PUT", path, {"name": _NAME, "quantity": 2}), 200)
        _holds(_expect(https.ask("GET", path), 200), quantity=2)
    except (_Unexpected, NoAnswer):
        _forget(https, path)
        raise
    _expect(https.ask("DELETE", path), 204)
    _expect(https.ask("GET", path), 404)
    return "an item was made, read, changed and removed"


def _forget(https: Https, path: str) -> None:
    """Remove what a failed check left behind, as well as that is possible."""
    with contextlib.suppress(NoAnswer):
        https.ask("DELETE", path)


def _holds(answer: Answer, *, quantity: int) -> None:
    found = _document(answer)
    if (found.get("name"), found.get("quantity")) != (_NAME, quantity):
        raise _Unexpected(
            f"{answer.what}: expected name {_NAME!r} and quantity {quantity}, found {_short(found)}"
        )


def _expect(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        text = answer.body.decode(errors="replace").strip()
        # A load balancer's own page says no more than the status does.
        text = "" if text.startswith("<") else text
        raise _Unexpected(
            f"{answer.what}: expected {status}, found {answer.status}"
            + (f" ({_short(text)})" if text else "")
        )
    return answer


def _document(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        text = _short(answer.body.decode(errors="replace"))
        raise _Unexpected(f"{answer.what}: expected a JSON object, found {text}")
    return found


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"
