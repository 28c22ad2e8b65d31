"""Reads and writes releases, under the environment's lease."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.journal import items
from sluice.canary.journal.commits import Commits
from sluice.canary.journal.pending_request import PendingRequest
from sluice.errors import NotNow, UsageRefused
from sluice.journal.errors import JournalRefused
from sluice.journal.leases import Leases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release
    from sluice.canary.model.requests import Request
    from sluice.journal.lease import Lease
    from sluice.journal.table import Table

_NEWEST = 5
"""Among so many releases is the one under way; clocks may have put it behind another one."""


class Journal:
    """The releases of one environment of a service."""

    def __init__(self, table: Table, service: str, environment: str) -> None:
        """Prepare to read and write.

        Args:
            table: the journal table.
            service: the service's short name, such as `web`.
            environment: its environment's, such as `stage`.
        """
        self._table = table
        self._environment = environment
        self.leases = Leases(table, service, environment)
        """Who may write; whoever changes anything else in the environment takes the same one."""
        self._key = self.leases.item.pk
        self._pending_request = PendingRequest(table, self._key, environment)
        self._commits = Commits(table, self.leases, self._pending_request)

    def begin(self, lease: Lease, release: Release, events: Sequence[Event], now: float) -> Lease:
        """Write a new release, version 1.

        What an operator asked for before is dropped: it was of an earlier release.

        Raises:
            Superseded: the lease was lost.
            NotNow: another release is not finished.
            AwsUnreachable: no answer; call again with the same arguments: it is written once.
        """
        # Nobody else can begin one meanwhile: that takes the lease, which the write checks.
        unfinished = self.unfinished()
        if unfinished and unfinished.id != release.id:
            raise NotNow(
                f"release {unfinished.id} of {self._environment} is not finished: resume or abort "
                "it first"
            )
        renewed = lease.renewed(now)
        self._commits.first(renewed, release, events)
        return renewed

    def commit(
        self,
        lease: Lease,
        release: Release,
        events: Sequence[Event],
        now: float,
        *,
        request: Request | None = None,
    ) -> Lease:
        """Write the next version of a release and its events, and renew the lease: all or nothing.

        `release.version` is the version to be written; the one before it must be there.

        Args:
            lease: as the last call returned it.
            release: the state to be written.
            events: for the audit trail.
            now: seconds since the epoch.
            request: the one that was taken into account; it is taken away in the same
                write. Where another one waits, nothing is written: a pause is in force the
                moment it was asked for.

        Raises:
            RequestWaits: a request waits that was not taken into account.
            Superseded: the lease was lost, or somebody else wrote.
            AwsUnreachable: no answer; call again with the same arguments: it is written once.
        """
        renewed = lease.renewed(now)
        self._commits.next(renewed, release, events, request)
        return renewed

    def end(self, lease: Lease, release: Release, events: Sequence[Event], now: float) -> None:
        """Write the last version of a release and give the lease back, all or nothing.

        A request that waits is dropped: nobody is left to do it.

        Raises:
            Superseded: the lease was lost, or somebody else wrote.
            AwsUnreachable: no answer; call again with the same arguments: it is written once.
        """
        del now  # A lease that is given back needs no time.
        self._commits.last(lease, release, events)

    def releases(self, limit: int = 20) -> tuple[Release, ...]:
        """Return the newest releases, newest first.

        Raises:
            JournalRefused: one of them cannot be read.
            AwsUnreachable: no answer.
        """
        found = self._table.query(self._key, items.RELEASE_PREFIX, newest=limit)
        return tuple(items.read_release(self._key, sk, item) for sk, item in found)

    def unfinished(self) -> Release | None:
        """Return the release that is under way, if any (there is one at most).

        Raises:
            JournalRefused: it cannot be read.
            AwsUnreachable: no answer.
        """
        for sk, item in self._table.query(self._key, items.RELEASE_PREFIX, newest=_NEWEST):
            if not items.has_ended(item):
                return items.read_release(self._key, sk, item)
        return None

    def release(self, id_: str) -> Release | None:
        """Return a release by its id, or by an unambiguous beginning.

        Raises:
            UsageRefused: several begin so.
            JournalRefused: it cannot be read.
            AwsUnreachable: no answer.
        """
        sk = f"{items.RELEASE_PREFIX}{id_}"
        exact = self._table.get(self._key, sk)
        if exact is not None:
            return items.read_release(self._key, sk, exact)
        found = list(self._table.query(self._key, sk, newest=2))
        if len(found) > 1:
            raise UsageRefused(f"several releases begin with {id_!r}: give more of the id")
        return items.read_release(self._key, *found[0]) if found else None

    def events(self, id_: str) -> Iterator[Event]:
        """Yield a release's audit trail, from the beginning.

        Raises:
            JournalRefused: a part of it cannot be read, or is missing.
            AwsUnreachable: no answer.
        """
        key = items.trail_key(id_)
        expected = 0
        for sk, item in self._table.query(key, items.EVENT_PREFIX):
            for event in items.read_events(key, sk, item):
                if event.number != expected:
                    raise JournalRefused(
                        f"the audit trail of release {id_} lacks event {expected} before '{sk}': "
                        "restore it from the table's backup"
                    )
                expected += 1
                yield event

    def ask(self, request: Request) -> None:
        """Leave a request for whoever drives; a later one replaces it.

        But for one that goes back (abort, security anomaly, failed DR check): only another
        one that goes back replaces it.

        Raises:
            NotNow: such a one waits.
            AwsUnreachable: no answer.
        """
        self._pending_request.leave(request)

    def pending_request(self) -> Request | None:
        """Return the request that is waiting.

        Raises:
            JournalRefused: it cannot be read.
            AwsUnreachable: no answer.
        """
        return self._pending_request.look()
