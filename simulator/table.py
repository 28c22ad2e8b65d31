"""The journal's table in memory: transactions are all or nothing, reads are consistent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.errors import AwsUnreachable
from sluice.journal.table import Check, NotAsExpected, Put

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from simulator.faults import Fault
    from simulator.wire import Process
    from sluice.journal.table import Scalar


_MOST_ITEMS = 100
"""Of one transaction, in DynamoDB."""


class Items:
    """What is in the table; outlives every process."""

    def __init__(self) -> None:
        """Begin empty."""
        self.partitions: dict[str, dict[str, dict[str, Scalar]]] = {}
        self.written: list[tuple[float, int, tuple[str, ...]]] = []
        """Of each transaction: when, by which process, and the sort keys that it put."""

    def get(self, pk: str, sk: str) -> dict[str, Scalar] | None:
        """Return an item."""
        return self.partitions.get(pk, {}).get(sk)

    def write(self, writes: Sequence[Put | Check], *, by: int, at: float) -> None:
        """Write all or nothing.

        Args:
            writes: the transaction.
            by: number of the process.
            at: seconds since the epoch.

        Raises:
            NotAsExpected: an item was not as expected.
            ValueError: DynamoDB would refuse it: too many items, or one of them twice.
        """
        if len({(write.pk, write.sk) for write in writes}) != len(writes):
            raise ValueError("a transaction holds an item twice")
        if len(writes) > _MOST_ITEMS:
            raise ValueError(f"a transaction holds more than {_MOST_ITEMS} items")
        for write in writes:
            found = self.get(write.pk, write.sk)
            if not as_expected(found, write.expect):
                raise NotAsExpected(f"{write.pk} {write.sk}")
        for write in writes:
            if isinstance(write, Put):
                self.partitions.setdefault(write.pk, {})[write.sk] = dict(write.item)
        keys = tuple(write.sk for write in writes if isinstance(write, Put))
        self.written.append((at, by, keys))


class MemoryTable:
    """`sluice.journal.table.Table`, as one process sees it."""

    def __init__(self, items: Items, process: Process) -> None:
        """Read and write items over a process's wire."""
        self._items = items
        self._process = process

    def get(self, pk: str, sk: str) -> Mapping[str, Scalar] | None:
        """See `Table.get`."""
        return self._process.call("table.get", lambda: self._copy(pk, sk), _no_answer)

    def write(self, writes: Sequence[Put | Check]) -> None:
        """See `Table.write`."""
        process = self._process
        process.call(
            "table.write",
            lambda: self._items.write(writes, by=process.number, at=process.aws_now()),
            _no_answer,
            effect="write",
        )

    def query(
        self, pk: str, sk_prefix: str, *, newest: int | None = None
    ) -> Iterator[tuple[str, Mapping[str, Scalar]]]:
        """See `Table.query`."""

        def found() -> list[tuple[str, Mapping[str, Scalar]]]:
            partition = self._items.partitions.get(pk, {})
            keys = sorted(sk for sk in partition if sk.startswith(sk_prefix))
            if newest is not None:
                keys = keys[::-1][:newest]
            return [(sk, dict(partition[sk])) for sk in keys]

        yield from self._process.call("table.query", found, _no_answer)

    def _copy(self, pk: str, sk: str) -> Mapping[str, Scalar] | None:
        found = self._items.get(pk, sk)
        return None if found is None else dict(found)


def as_expected(found: Mapping[str, Scalar] | None, expect: Mapping[str, Scalar] | None) -> bool:
    """Return whether an item is as a `Put` or a `Check` expects it."""
    if expect is None:
        return found is None
    if not expect:
        return True
    return found is not None and all(found.get(key) == value for key, value in expect.items())


def _no_answer(fault: Fault, api: str) -> Exception:
    return AwsUnreachable(f"could not reach the journal: {api}: {fault}")
