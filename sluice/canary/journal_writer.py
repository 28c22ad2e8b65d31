"""Writes a release's states to the journal, through lost answers, while the lease holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.errors import AwsUnreachable
from sluice.journal.errors import Superseded

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.advance import Move
    from sluice.canary.journal.journal import Journal
    from sluice.canary.model.release import Release
    from sluice.canary.model.requests import Request
    from sluice.canary.ports.world import Clock
    from sluice.journal.lease import Lease

RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Waits between attempts to reach the journal; the last one is repeated."""


class Writer:
    """The newest state that is surely written, and the lease under which the next one is."""

    def __init__(
        self, journal: Journal, clock: Clock, lease: Lease, release: Release, *, patient: bool
    ) -> None:
        """Begin with a state that is in the journal.

        Args:
            journal: of the environment.
            clock: time.
            lease: ours.
            release: the newest state.
            patient: whether to wait for a journal that does not answer; without it the same
                move must be handed in again.
        """
        self.release = release
        self.lease = lease
        self._journal = journal
        self._clock = clock
        self._patient = patient

    def write(self, move: Move, request: Request | None, *, meanwhile: Callable[[], None]) -> bool:
        """Write a move; False where the lease expired meanwhile, and the state was read anew.

        Args:
            move: what `advance` decided on `release`.
            request: the one from the journal that it took into account.
            meanwhile: called each time that there was no answer.

        Raises:
            RequestWaits: nothing was written; decide again with the request.
            Superseded: another driver has taken over.
            AwsUnreachable: no answer, and this writer is not patient.
        """
        waits = iter(RETRY_SECONDS)
        while True:
            try:
                self._write(move, request)
            except AwsUnreachable:
                meanwhile()
                if self._clock.now() >= self.lease.expires_at:
                    self.reread()
                    return False
                if not self._patient:
                    raise
                self._clock.sleep(next(waits, RETRY_SECONDS[-1]))
                continue
            self.release = move.release
            return True

    def heartbeat(self) -> None:
        """Renew the lease once a third of it is over; without an answer, the next time.

        Raises:
            Superseded: another driver has taken over.
        """
        now = self._clock.now()
        if not self.lease.to_renew(now):
            return
        try:
            self.lease = self._journal.leases.renew(self.lease, now)
        except AwsUnreachable:
            return

    def has_request(self) -> bool:
        """Return whether a request waits in the journal, as far as it says so."""
        try:
            return self._journal.pending_request() is not None
        except AwsUnreachable:
            return False

    def reread(self) -> None:
        """Go on from what the journal holds, if the lease is still ours.

        Raises:
            Superseded: another driver has taken over.
            AwsUnreachable: no answer, and this writer is not patient.
        """
        waits = iter(RETRY_SECONDS)
        while True:
            try:
                lease = self._journal.leases.current()
                found = self._journal.release(self.release.id)
            except AwsUnreachable:
                if not self._patient:
                    raise
                self._clock.sleep(next(waits, RETRY_SECONDS[-1]))
                continue
            break
        ours = lease is not None and lease.epoch == self.lease.epoch
        ended = found is not None and found.phase.ended
        if not ours and not ended:
            raise Superseded(
                f"release {self.release.id} is driven by "
                f"{lease.holder if lease else 'somebody else'} now: watch it, or abort it"
            )
        if found is not None:
            self.release = found
        if lease is not None and ours:
            self.lease = lease

    def _write(self, move: Move, request: Request | None) -> None:
        now = self._clock.now()
        if move.release.phase.ended:
            self._journal.end(self.lease, move.release, move.events, now)
        else:
            self.lease = self._journal.commit(
                self.lease, move.release, move.events, now, request=request
            )
