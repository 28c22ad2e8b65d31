"""The lease: who may change an environment, until when, and how a deposed holder is known."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sluice.journal.errors import JournalRefused
from sluice.journal.table import Put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sluice.journal.table import Scalar

MARGIN_SECONDS = 2.0
"""So long after its end an expired lease may be taken.

It covers clocks that differ by as much. Where they differ by more, a lease is taken too early:
the epoch then keeps the other holder from writing, and it ends as superseded.
"""


def environment_key(service: str, environment: str) -> str:
    """Return the partition of what a service's environment has one of, and of its releases."""
    return f"environment#{service}/{environment}"


@dataclass(frozen=True)
class Lease:
    """The right to change one environment; lost as soon as another epoch is written.

    Attributes:
        holder: host, process and user that hold it, as people read it, and a random part.
        epoch: rises by one with each taking.
        expires_at: seconds since the epoch, by the holder's clock.
        purpose: what for: `release <id>`, `terraform apply`.
        seconds: for how long each write renews it.
    """

    environment: str
    holder: str
    epoch: int
    expires_at: float
    purpose: str
    seconds: float = 180

    def renewed(self, now: float) -> Lease:
        """Return it with its whole time before it again; it never ends earlier than it did."""
        return replace(self, expires_at=max(self.expires_at, _milliseconds(now + self.seconds)))

    def to_renew(self, now: float) -> bool:
        """Return whether a third of its time is over: two more chances are left."""
        return now >= self.expires_at - self.seconds * 2 / 3

    def free_for_others(self, now: float) -> bool:
        """Return whether another holder may take it, by that one's clock."""
        return now > self.expires_at + MARGIN_SECONDS

    def told(self, now: float) -> str:
        """Return in a few words who holds it, what for and how long."""
        until = datetime.fromtimestamp(self.expires_at, UTC).strftime("%H:%M:%S UTC")
        left = max(0, math.ceil(self.expires_at + MARGIN_SECONDS - now))
        return f"held by {self.holder} for {self.purpose}, until {until} ({left} s from now)"


@dataclass(frozen=True)
class LeaseItem:
    """The lease's item: stays when the lease is given back, since epochs only ever rise."""

    service: str
    environment: str

    @property
    def pk(self) -> str:
        """Return the item's partition."""
        return environment_key(self.service, self.environment)

    def read(self, item: Mapping[str, Scalar] | None) -> Lease | None:
        """Return the lease, also one that was given back: its holder is empty.

        Raises:
            JournalRefused: the item is damaged.
        """
        if item is None:
            return None
        try:
            return Lease(
                environment=self.environment,
                holder=str(item["holder"]),
                epoch=int(item["epoch"]),
                expires_at=int(item["expires_at_ms"]) / 1000,
                purpose=str(item["purpose"]),
                seconds=int(item["seconds_ms"]) / 1000,
            )
        except (KeyError, ValueError) as error:
            raise JournalRefused(
                f"the journal's item '{self.pk}', 'lease' is damaged ({error}): see that no "
                "release runs, then delete that item and start again"
            ) from error

    def take(self, lease: Lease, *, before: Lease | None, unrenewed: bool) -> Put:
        """Return the write that takes a lease, in place of `before`.

        Args:
            lease: the new one.
            before: as it was read.
            unrenewed: whether `before` must not even have been renewed since.
        """
        if before is None:
            return self._put(lease, None)
        expect: dict[str, Scalar] = {"holder": before.holder, "epoch": before.epoch}
        if unrenewed:
            expect["expires_at_ms"] = round(before.expires_at * 1000)
        return self._put(lease, expect)

    def renew(self, lease: Lease) -> Put:
        """Return the write that renews a lease, as long as it has not been lost."""
        return self._put(lease, {"holder": lease.holder, "epoch": lease.epoch})

    def give_back(self, lease: Lease) -> Put:
        """Return the write that gives a lease back, as long as it has not been lost."""
        free = replace(lease, holder="", purpose="", expires_at=0)
        return self._put(free, {"holder": lease.holder, "epoch": lease.epoch})

    def _put(self, lease: Lease, expect: Mapping[str, Scalar] | None) -> Put:
        item: dict[str, Scalar] = {
            "holder": lease.holder,
            "epoch": lease.epoch,
            "expires_at_ms": round(lease.expires_at * 1000),
            "purpose": lease.purpose,
            "seconds_ms": round(lease.seconds * 1000),
        }
        return Put(self.pk, "lease", item, expect)


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000) / 1000
