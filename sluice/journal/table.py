"""The few operations of DynamoDB that the journal stands on, so that a test can lose them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Scalar = str | int


@dataclass(frozen=True)
class Put:
    """Write an item whole, if it is as expected.

    Attributes:
        expect: attributes and their values that the item must have now; None: there must be
            no such item; empty: whatever there is.
    """

    pk: str
    sk: str
    item: Mapping[str, Scalar]
    expect: Mapping[str, Scalar] | None = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """Write nothing; the item must be as expected, or nothing at all is written."""

    pk: str
    sk: str
    expect: Mapping[str, Scalar]


class NotAsExpected(Exception):
    """An item was not as a `Put` or `Check` expected it; nothing was written."""


class Table(Protocol):
    """A table with keys `pk` and `sk`; reads are strongly consistent."""

    def get(self, pk: str, sk: str) -> Mapping[str, Scalar] | None:
        """Return an item without its keys, or None.

        Raises:
            AwsUnreachable: no answer.
        """

    def write(self, writes: Sequence[Put | Check]) -> None:
        """Write all or nothing.

        Raises:
            NotAsExpected: an expectation did not hold.
            AwsUnreachable: no answer; it may have been written.
        """

    def query(
        self, pk: str, sk_prefix: str, *, newest: int | None = None
    ) -> Iterator[tuple[str, Mapping[str, Scalar]]]:
        """Yield (sk, item) of a partition in the order of sk.

        Args:
            pk: the partition.
            sk_prefix: what the sk begins with.
            newest: only the last so many, the last one first.

        Raises:
            AwsUnreachable: no answer.
        """
