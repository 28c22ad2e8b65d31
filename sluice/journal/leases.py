"""Takes, renews and gives back an environment's lease: whatever changes it, holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.journal.errors import LeaseHeld, Superseded
from sluice.journal.lease import Lease, LeaseItem
from sluice.journal.table import NotAsExpected

if TYPE_CHECKING:
    from sluice.journal.table import Table

_ATTEMPTS = 5
"""Of a write that another one came before."""


class Leases:
    """The one lease of one environment of a service, and who has it."""

    def __init__(self, table: Table, service: str, environment: str) -> None:
        """Prepare to read and write.

        Args:
            table: the journal table.
            service: the service's short name, such as `web`.
            environment: its environment's, such as `stage`.
        """
        self._table = table
        self._environment = environment
        self.item = LeaseItem(service, environment)
        """The lease as an item, for writes that must hold only as long as the lease does."""

    def current(self) -> Lease | None:
        """Return the lease as it is, expired or not; None where nobody has it.

        Raises:
            JournalRefused: the item is damaged.
            AwsUnreachable: no answer.
        """
        found = self._read()
        return found if found and found.holder else None

    def acquire(
        self, *, holder: str, purpose: str, now: float, seconds: float, by_force: bool = False
    ) -> Lease:
        """Take the lease: free, expired, or by force (abort: the other holder is fenced off).

        Raises:
            LeaseHeld: by whom, for what, and how long it still holds.
            JournalRefused: the item is damaged.
            AwsUnreachable: no answer.
        """
        for _ in range(_ATTEMPTS):
            found = self._read()
            free = found is None or found.holder in {"", holder} or found.free_for_others(now)
            if found and not free and not by_force:
                raise LeaseHeld(f"{self._environment} is {found.told(now)}: wait, or abort it")
            epoch = found.epoch + 1 if found else 1
            lease = Lease(self._environment, holder, epoch, now, purpose, seconds).renewed(now)
            take = self.item.take(lease, before=found, unrenewed=not by_force)
            try:
                self._table.write([take])
            except NotAsExpected:
                continue
            return lease
        raise LeaseHeld(f"others keep taking the lease of {self._environment}: try again")

    def renew(self, lease: Lease, now: float) -> Lease:
        """Say that the holder is alive, without writing anything else.

        Raises:
            Superseded: the lease was lost.
            AwsUnreachable: no answer; call again.
        """
        renewed = lease.renewed(now)
        try:
            self._table.write([self.item.renew(renewed)])
        except NotAsExpected:
            raise self.lost() from None
        return renewed

    def give_back(self, lease: Lease) -> None:
        """Give the lease back; where it was lost already, nothing happens.

        Raises:
            AwsUnreachable: no answer; call again, or let it expire.
        """
        try:
            self._table.write([self.item.give_back(lease)])
        except NotAsExpected:
            return

    def holds(self, lease: Lease) -> bool:
        """Return whether the lease is still its holder's, expired or not.

        Raises:
            JournalRefused: the item is damaged.
            AwsUnreachable: no answer.
        """
        now = self._read()
        return now is not None and (now.holder, now.epoch) == (lease.holder, lease.epoch)

    def lost(self) -> Superseded:
        """Return the error that says who has the lease now."""
        now = self.current()
        who = f"{now.holder} has it, for {now.purpose}" if now else "nobody has it"
        return Superseded(
            f"the lease of {self._environment} was lost, {who}: nothing was written; "
            f"'sluice status {self._environment}' tells how things are"
        )

    def _read(self) -> Lease | None:
        return self.item.read(self._table.get(self.item.pk, "lease"))
