"""Host names: which load balancer each leads to, and which are on its certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# An alias may lead to an alias; AWS itself follows a bounded number.
_MAX_STEPS = 8
_LOCAL = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Record:
    """A DNS record that says a name is another name.

    `rank` decides between several of one name: (not a failover secondary, weight), the
    highest wins.
    """

    name: str
    target: str
    rank: tuple[bool, int] = (True, 1)


def plain(name: str) -> str:
    """Return a name as it is compared: lower case, no final dot, Route 53's escaped * spelt out."""
    return name.lower().rstrip(".").replace("\\052", "*")


def hosts(balancers: Mapping[str, str], records: Sequence[Record]) -> dict[str, str]:
    """Return load balancers by host name.

    Args:
        balancers: load balancers' ARNs by DNS name.
        records: all records that may lead to one, through others or directly.
    """
    best: dict[str, Record] = {}
    for record in records:
        name = plain(record.name)
        if name not in best or record.rank > best[name].rank:
            best[name] = record
    own = {plain(name): arn for name, arn in balancers.items()}
    # AWS answers to both spellings of a load balancer's name.
    found = own | {f"dualstack.{name}": arn for name, arn in own.items()}
    for name in best:
        current = name
        for _ in range(_MAX_STEPS):
            if current in found or current not in best:
                break
            current = plain(best[current].target)
        if current in found:
            found[name] = found[current]
    return found


def lookup(table: Mapping[str, str], host: str) -> str | None:
    """Return what a table of names, some beginning with `*.`, says of a host."""
    name = plain(host)
    if name in table:
        return table[name]
    labels = name.split(".")
    for start in range(1, len(labels)):
        if (found := table.get(".".join(["*", *labels[start:]]))) is not None:
            return found
    return None


def on_certificate(dns_name: str, domains: Sequence[str]) -> tuple[str, ...]:
    """Return the names that an HTTPS listener's certificate holds.

    Those of its ACM certificates, as on AWS; and, only here, the load balancer's own name and
    the machine's, since clients without the proxy reach it by address.
    """
    return tuple(dict.fromkeys([*domains, plain(dns_name), *_LOCAL]))
