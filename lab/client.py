"""Asks a running lab for what no AWS API offers: faults, and its own state."""

from __future__ import annotations

import contextlib
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lab.instance import LabError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lab.faults.kinds import Kind

_TIMEOUT_SECONDS = 10.0


class Refused(LabError):
    """The lab did not do what it was asked for; says why."""


@dataclass(frozen=True)
class FaultInForce:
    """A fault as the lab shows it; `hits` counts how often it took effect."""

    id: str
    kind: str
    parameters: Mapping[str, Any]
    age_seconds: float
    hits: int


class LabClient:
    """One running lab; opens a connection for each request."""

    def __init__(self, endpoint: str) -> None:
        """Prepare to ask.

        Args:
            endpoint: the lab's address, as AWS clients have it: http://127.0.0.1:4566.
        """
        self._endpoint = endpoint.rstrip("/")

    def add_fault(self, kind: Kind) -> str:
        """Put a fault in force and return its id.

        Raises:
            Refused: the lab does not know it, or a parameter is out of its range.
        """
        return self.add_fault_document(kind.model_dump()).id

    def add_fault_document(self, document: Mapping[str, object]) -> FaultInForce:
        """Put the fault in a document such as `{"kind": "api-latency"}` in force.

        Raises:
            Refused: the lab does not know it, or a parameter is out of its range.
        """
        return FaultInForce(**self._ask("POST", "/_lab/faults", document))

    def remove_fault(self, id_: str) -> None:
        """Take a fault back.

        Raises:
            Refused: none of that id is in force (any more).
        """
        self._ask("DELETE", f"/_lab/faults/{quote(id_, safe='')}")

    def clear_faults(self) -> None:
        """Take all faults back."""
        self._ask("DELETE", "/_lab/faults")

    def faults(self) -> list[FaultInForce]:
        """Return the faults in force, in the order in which they came."""
        return [FaultInForce(**one) for one in self._ask("GET", "/_lab/faults")]

    @contextlib.contextmanager
    def fault(self, kind: Kind) -> Iterator[str]:
        """Put a fault in force for a `with` block; gives its id."""
        id_ = self.add_fault(kind)
        try:
            yield id_
        finally:
            # It may have ended by itself.
            with contextlib.suppress(Refused):
                self.remove_fault(id_)

    def received(self) -> list[dict[str, Any]]:
        """Return what Slack, PagerDuty and e-mail got, oldest first."""
        found: list[dict[str, Any]] = self._ask("GET", "/_lab/receivers")
        return found

    def forget_received(self) -> None:
        """Empty the receivers."""
        self._ask("DELETE", "/_lab/receivers")

    def status(self) -> dict[str, Any]:
        """Return what the lab's parts say of themselves, by part."""
        found: dict[str, Any] = self._ask("GET", "/_lab/status")
        return found

    def save(self, environment: str) -> str:
        """Write the account to the file that `lab up --with` reads; return its path."""
        path: str = self._ask("POST", f"/_lab/save?environment={quote(environment)}")["path"]
        return path

    def _ask(self, method: str, path: str, document: object = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - loopback
            self._endpoint + path,
            method=method,
            data=None if document is None else json.dumps(document).encode(),
            headers={"Content-Type": "application/json"},
        )
        # Past any proxy that the process environment names: the lab is on this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                body = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(_sentence(error)) from None
        except OSError as error:
            raise Refused(f"no lab answers at {self._endpoint}: {error}") from None
        return json.loads(body) if body else None


def _sentence(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["error"])
    except (ValueError, KeyError, TypeError):
        return f"the lab answered {error.code} to {error.url}: does the part that it is for run?"
