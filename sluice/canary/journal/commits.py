"""Writes a release's next state in one transaction, and finds out why one was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.journal import items
from sluice.canary.journal.errors import RequestWaits
from sluice.errors import AwsUnreachable
from sluice.journal.errors import Superseded
from sluice.journal.table import NotAsExpected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sluice.canary.journal.pending_request import PendingRequest
    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release
    from sluice.canary.model.requests import Request
    from sluice.journal.lease import Lease
    from sluice.journal.leases import Leases
    from sluice.journal.table import Check, Put, Table

_ATTEMPTS = 5
"""Of a write that was refused although all is as expected when it is looked at."""


class Commits:
    """All writes of releases; each checks the lease's epoch and the release's version."""

    def __init__(self, table: Table, leases: Leases, pending_request: PendingRequest) -> None:
        """Write to a table, under the lease of an environment."""
        self._table = table
        self._leases = leases
        self._pending_request = pending_request
        self._environment = leases.item.environment

    def first(self, lease: Lease, release: Release, events: Sequence[Event]) -> None:
        """Write a new release, and renew the lease to what is given.

        Raises:
            Superseded, AwsUnreachable: see `next`.
        """
        writes = [
            self._leases.item.renew(lease),
            items.put_release(self._leases.item.pk, release, lease.epoch, version_before=None),
            self._pending_request.emptied(),
            *_trail(release, events),
        ]
        self._write(lease, release, writes)

    def next(
        self, lease: Lease, release: Release, events: Sequence[Event], request: Request | None
    ) -> None:
        """Write a release's next state, renew the lease, and take the request away.

        Raises:
            RequestWaits: another request waits.
            Superseded: the lease was lost, or somebody else wrote.
            AwsUnreachable: no answer.
        """
        writes = [
            self._leases.item.renew(lease),
            items.put_release(
                self._leases.item.pk, release, lease.epoch, version_before=release.version - 1
            ),
            self._pending_request.taken(request),
            *_trail(release, events),
        ]
        self._write(lease, release, writes, request)

    def last(self, lease: Lease, release: Release, events: Sequence[Event]) -> None:
        """Write a release's last state, and give the lease back.

        Raises:
            Superseded, AwsUnreachable: see `next`.
        """
        writes = [
            self._leases.item.give_back(lease),
            items.put_release(
                self._leases.item.pk, release, lease.epoch, version_before=release.version - 1
            ),
            self._pending_request.emptied(),
            *_trail(release, events),
        ]
        self._write(lease, release, writes)

    def _write(
        self,
        lease: Lease,
        release: Release,
        writes: Sequence[Put | Check],
        request: Request | None = None,
    ) -> None:
        for _ in range(_ATTEMPTS):
            try:
                self._table.write(writes)
            except NotAsExpected:
                if self._was_written(lease, release):
                    return
                self._explain(lease, release, request)
            else:
                return
        raise AwsUnreachable(f"the journal of {self._environment} keeps changing: try again")

    def _was_written(self, lease: Lease, release: Release) -> bool:
        """Return whether this very write is there, since its answer was lost."""
        first = items.put_release(self._leases.item.pk, release, lease.epoch, version_before=None)
        if self._table.get(first.pk, first.sk) != first.item:
            return False
        if not release.phase.ended and not self._leases.holds(lease):
            raise self._leases.lost()
        return True

    def _explain(self, lease: Lease, release: Release, request: Request | None) -> None:
        """Raise what a refused write means; return where nothing is in its way any more."""
        if not self._leases.holds(lease):
            raise self._leases.lost()
        first = items.put_release(self._leases.item.pk, release, lease.epoch, version_before=None)
        there = self._table.get(first.pk, first.sk)
        version = there["version"] if there else 0
        if version != release.version - 1:
            raise Superseded(
                f"release {release.id} has version {version} in the journal, and version "
                f"{release.version} was to be written: nothing was; "
                f"'sluice status {self._environment}' tells how things are"
            )
        if release.phase.ended:
            return
        waiting = self._pending_request.look()
        if waiting and waiting != request:
            raise RequestWaits(waiting)


def _trail(release: Release, events: Sequence[Event]) -> list[Put]:
    numbers = [event.number for event in events]
    if numbers != list(range(release.events - len(events), release.events)):
        raise ValueError(
            f"release {release.id} has {release.events} events, the new ones are {numbers}: "
            "they must be the last ones, without a hole"
        )
    return list(items.put_events(release.id, events))
