"""The one request of an operator that waits for whoever drives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.journal.items import damaged, first_problem
from sluice.canary.model.requests import Request, RequestKind
from sluice.errors import AwsUnreachable, NotNow
from sluice.journal.errors import JournalRefused
from sluice.journal.table import Check, NotAsExpected, Put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sluice.journal.table import Scalar, Table

_SK = "request"
_ATTEMPTS = 5
"""Of a request that another one came before."""
_GO_BACK = frozenset({RequestKind.ABORT, RequestKind.SECURITY_ANOMALY, RequestKind.DR_CHECK_FAILED})


class PendingRequest:
    """An environment's request item; it is there, and empty, once a release has begun."""

    def __init__(self, table: Table, pk: str, environment: str) -> None:
        """Read and write a table.

        Args:
            table: the journal table.
            pk: the environment's partition.
            environment: its name, for people.
        """
        self._table = table
        self._environment = environment
        self._pk = pk

    def look(self) -> Request | None:
        """Return the request that waits.

        Raises:
            JournalRefused: it cannot be read.
            AwsUnreachable: no answer.
        """
        return self._read(self._table.get(self._pk, _SK))

    def leave(self, request: Request) -> None:
        """Leave a request in place of the one that waits.

        Raises:
            NotNow: what waits goes back, and this one does not.
            JournalRefused: what waits cannot be read.
            AwsUnreachable: no answer.
        """
        for _ in range(_ATTEMPTS):
            found = self._table.get(self._pk, _SK)
            waiting = self._read(found)
            if waiting and waiting.kind in _GO_BACK and request.kind not in _GO_BACK:
                raise NotNow(
                    f"{waiting.kind} was asked of {self._environment} by {waiting.by}, and comes "
                    "first"
                )
            item: dict[str, Scalar] = {"request": request.model_dump_json()}
            expect = None if found is None else dict(found)
            try:
                self._table.write([Put(self._pk, _SK, item, expect)])
            except NotAsExpected:
                continue
            return
        raise AwsUnreachable(f"requests for {self._environment} keep coming: try again")

    def emptied(self) -> Put:
        """Return the write that drops whatever waits."""
        return Put(self._pk, _SK, {"request": ""})

    def taken(self, request: Request | None) -> Put | Check:
        """Return what takes just this request away; None: just no request may wait."""
        if request is None:
            return Check(self._pk, _SK, {"request": ""})
        return Put(self._pk, _SK, {"request": ""}, {"request": request.model_dump_json()})

    def _read(self, item: Mapping[str, Scalar] | None) -> Request | None:
        if item is None or not item.get("request"):
            return None
        try:
            return Request.model_validate_json(str(item["request"]))
        except ValueError as error:
            raise JournalRefused(damaged(self._pk, _SK, first_problem(error))) from error
