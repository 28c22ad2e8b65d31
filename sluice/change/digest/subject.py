"""One number for a plan and what it was judged by: what approvals sign.

It covers what is done to resources and outputs, the configuration that asks for it (a value
that is known only after apply stands nowhere else), the state that this was planned against
(lineage and serial), the provider's hashes, the commit, the image and the cost. It does not
cover what two runs of one plan differ in: times, paths, the order of a document, resources
that nothing is done to, and attributes that AWS or the driver moves meanwhile (`VOLATILE`,
and what `lifecycle` ignores).

**Secrets.** A digest is public, and a secret must change it. A plain hash of a secret can be
guessed wherever the secret can be; a key does not help, since every key that two machines
have without asking anybody (the state's lineage, something in the plan) stands where whoever
tries can read it too. So secrets are covered by one slow hash (scrypt, 128 MB and about half a
second a guess, salted with the lineage) over all changes as they are: it takes a guess at all
secrets of the plan at once. A secret of a random generator's length cannot be found that way;
a four-digit one can, as it could at the front door.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sluice.change.digest.canonical import canonical
from sluice.change.mask.document import masked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sluice.change.model.planned import Planned

FORMAT = 1
"""Counts up when the same subject gives another digest: old approvals then count no more."""

VOLATILE: Mapping[str, frozenset[str]] = {
    "aws_backup_vault": frozenset({"recovery_points"}),
    "aws_db_instance": frozenset({"latest_restorable_time", "status"}),
    "aws_rds_cluster": frozenset({"cluster_members", "status"}),
}
"""Attributes that AWS moves by itself and nobody can set, by resource type."""

_SCRYPT_COST = 2**17
_SCRYPT_BLOCK = 8
_SCRYPT_MEMORY = 256 * 1024 * 1024


@dataclass(frozen=True)
class StateVersion:
    """Which state, and how new; of a first plan, lineage is empty and serial 0."""

    lineage: str
    serial: int


@dataclass(frozen=True)
class Provider:
    """A provider as the lock file pins it."""

    source: str
    version: str
    hashes: frozenset[str]


@dataclass(frozen=True)
class Commit:
    """Where the sources stand; `id` is empty where they are not under version control.

    Attributes:
        dirty: files differ from that commit, or are not in it.
    """

    id: str
    dirty: bool


@dataclass(frozen=True)
class Cost:
    """Dollars a month as decimal texts, and what could not be priced, by address."""

    before: tuple[str, str]
    after: tuple[str, str]
    not_priced: Sequence[str]


@dataclass(frozen=True)
class Subject:
    """What a digest is of.

    Attributes:
        ignored: what `lifecycle` ignores, by address: the driver moves it.
        image: the container image's digest; empty where the plan brings none.
        cost: None where no cost was computed.
    """

    planned: Planned
    state: StateVersion
    providers: Sequence[Provider]
    commit: Commit
    image: str = ""
    cost: Cost | None = None
    ignored: Mapping[str, frozenset[str]] = field(default_factory=dict)


def digest(subject: Subject) -> str:
    """Return the digest: SHA-256 in hexadecimal.

    Raises:
        PlanUnreadable: the plan has no one spelling.
    """
    return of_parts(parts(subject))


def of_parts(found: Mapping[str, str]) -> str:
    """Return the digest that parts make."""
    return _sha256({"format": FORMAT, **found})


def parts(subject: Subject) -> dict[str, str]:
    """Return a hash for each thing that the digest covers: where two differ, these say in what.

    Raises:
        PlanUnreadable: the plan has no one spelling.
    """
    document = subject.planned.document
    hidden = masked(document)
    cost = subject.cost
    return {
        "changes": _sha256(_changes(hidden, subject.ignored)),
        "outputs": _sha256(_outputs(hidden)),
        "configuration": _sha256(_configuration(hidden)),
        "secrets": _slow(
            [
                _changes(document, subject.ignored),
                _outputs(document),
                _configuration(document),
            ],
            subject.state.lineage,
        ),
        "state": _sha256([subject.state.lineage, subject.state.serial]),
        "providers": _sha256(
            sorted([one.source, one.version, sorted(one.hashes)] for one in subject.providers)
        ),
        "commit": _sha256([subject.commit.id, subject.commit.dirty]),
        "image": _sha256(subject.image),
        "cost": _sha256(
            cost and [list(cost.before), list(cost.after), sorted(set(cost.not_priced))]
        ),
    }


def _changes(document: Mapping[str, Any], ignored: Mapping[str, frozenset[str]]) -> list[Any]:
    entries = [
        {**each, "change": _lasting(each, ignored.get(each["address"], frozenset()))}
        for each in document.get("resource_changes", ())
        if _is_done(each)
    ]
    # A deposed object has the address of the one that took its place.
    return sorted(entries, key=lambda each: (each["address"], str(each.get("deposed", ""))))


def _is_done(entry: Mapping[str, Any]) -> bool:
    change = entry["change"]
    return change["actions"] != ["no-op"] or "importing" in change or "previous_address" in entry


def _lasting(entry: Mapping[str, Any], ignored: frozenset[str]) -> dict[str, Any]:
    """Return a change without what moves by itself between two plans."""
    change = dict(entry["change"])
    before, after = change.get("before") or {}, change.get("after") or {}
    never = VOLATILE.get(entry["type"], frozenset())
    left = {name for name in ignored if name in before and before[name] == after.get(name)}
    gone = ignored if change.get("after") is None else left
    for side in ("before", "after"):
        if isinstance(change.get(side), dict):
            change[side] = {
                name: value
                for name, value in change[side].items()
                if name not in never and name not in gone
            }
    return change


def _outputs(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: each
        for name, each in document.get("output_changes", {}).items()
        if each["actions"] != ["no-op"]
    }


def _configuration(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is asked for: a value that is known only after apply stands nowhere else."""
    configuration: dict[str, Any] = dict(document.get("configuration", {}))
    root = dict(configuration.get("root_module", {}))
    root["resources"] = sorted(root.get("resources", ()), key=lambda each: str(each["address"]))
    return {**configuration, "root_module": root}


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def _slow(value: Any, salt: str) -> str:
    return hashlib.scrypt(
        canonical(value),
        salt=salt.encode(),
        n=_SCRYPT_COST,
        r=_SCRYPT_BLOCK,
        p=1,
        maxmem=_SCRYPT_MEMORY,
        dklen=32,
    ).hex()
