"""The journal's table in memory, which can be out of reach and can lose answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.table import as_expected
from sluice.errors import AwsUnreachable
from sluice.journal.table import Check, NotAsExpected, Put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sluice.journal.table import Scalar


def _nothing() -> None:
    pass


@dataclass
class FakeTable:
    items: dict[tuple[str, str], dict[str, Scalar]] = field(default_factory=dict)
    unreachable: int = 0
    """So many of the next calls get no answer and do nothing."""
    lose: int = 0
    """So many of the next writes are done, and their answers are lost."""
    writes: int = 0
    before_write: Callable[[], None] = _nothing

    def get(self, pk: str, sk: str) -> Mapping[str, Scalar] | None:
        self._reach()
        return self.items.get((pk, sk))

    def write(self, writes: Sequence[Put | Check]) -> None:
        self.before_write()
        self._reach()
        for write in writes:
            if not as_expected(self.items.get((write.pk, write.sk)), write.expect):
                raise NotAsExpected(f"{write.pk} {write.sk}")
        self.items |= {(it.pk, it.sk): dict(it.item) for it in writes if isinstance(it, Put)}
        self.writes += 1
        if self.lose:
            self.lose -= 1
            raise AwsUnreachable("the answer was lost")

    def query(
        self, pk: str, sk_prefix: str, *, newest: int | None = None
    ) -> Iterator[tuple[str, Mapping[str, Scalar]]]:
        self._reach()
        keys = sorted(sk for (key, sk) in self.items if key == pk and sk.startswith(sk_prefix))
        chosen = keys if newest is None else keys[::-1][:newest]
        yield from ((sk, self.items[pk, sk]) for sk in chosen)

    def _reach(self) -> None:
        if self.unreachable:
            self.unreachable -= 1
            raise AwsUnreachable("no answer")
