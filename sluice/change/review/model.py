"""The review as one value without secrets: all that comment, page and document are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from sluice.change.model.verdict import Severity, Verdict


@dataclass(frozen=True)
class Commit:
    """One side of the comparison.

    Attributes:
        name: as it was asked for, such as `main`; `the working tree` for what is not committed.
        sha: the commit; for the working tree, the one that it is based on.
        subject: the first line of its message.
        uncommitted: how many files differ from the commit.
    """

    name: str
    sha: str
    subject: str
    uncommitted: int = 0


class Presence(StrEnum):
    """On which sides an environment is."""

    BOTH = "both"
    NEW = "new"
    GONE = "gone"
    UNKNOWN = "unknown"
    """The base could not be synthesized: there is nothing to compare with."""


class EditKind(StrEnum):
    """What a change does to one part of a synthesized stack."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Edit:
    """One resource, output or setting of a synthesized stack that differs.

    Attributes:
        path: the resource's place in the stack's tree; for what is no resource, where it is
            in the document, such as `output/deployment`.
        address: Terraform's; empty for what has none.
        lines: a unified diff of the readable form, without its file names. A hunk begins with
            `@@` and the place in the document.
    """

    path: str
    address: str
    kind: EditKind
    lines: Sequence[str]


class Group(StrEnum):
    """What a plan does to a resource, in the order in which a reviewer wants to read it."""

    DESTROYED = "destroyed"
    REPLACED = "replaced"
    CHANGED = "changed"
    CREATED = "created"
    MOVED = "moved"
    IMPORTED = "imported"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True)
class Deed:
    """What a plan does to one resource.

    Attributes:
        construct_path: the resource's place in the stack's tree; empty where it has none.
        details: what of it changes, or is otherwise than in the base's plan; no secrets.
        pending: whether the base's plan does the very same: this change does not bring it.
        otherwise: whether the base's plan does it as well, with other arguments.
    """

    group: Group
    address: str
    construct_path: str
    details: Sequence[str]
    pending: bool = False
    otherwise: bool = False


@dataclass(frozen=True)
class Peril:
    """What a reviewer must not overlook; `pending` as for a deed."""

    address: str
    construct_path: str
    sentence: str
    pending: bool = False


@dataclass(frozen=True)
class Plan:
    """What applying the head would do.

    Attributes:
        base_known: whether the base was planned, too; otherwise no deed is called pending.
        settled: addresses that the base's plan changes and the head's no longer does.
        drift: what was changed outside Terraform, one sentence for each resource.
    """

    deeds: Sequence[Deed]
    base_known: bool
    settled: Sequence[str] = ()
    drift: Sequence[str] = ()


@dataclass(frozen=True)
class PricedLine:
    """What one resource costs, in dollars a month; an interval where it depends on usage."""

    address: str
    before: tuple[Decimal, Decimal]
    after: tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Cost:
    """What a change costs, in dollars a month: (lowest, highest).

    Attributes:
        lines: resources whose price changes.
        changes_not_priced: how many of what is not priced change: so much is missing from the
            difference.
        not_priced: what could not be priced and why, one sentence each, what changes first;
            never 0 dollars.
        source: what the figures were computed from.
        prices: how far the prices can be trusted, in one sentence; empty where they can.
    """

    before: tuple[Decimal, Decimal]
    after: tuple[Decimal, Decimal]
    difference: tuple[Decimal, Decimal]
    lines: Sequence[PricedLine]
    not_priced: Sequence[str]
    changes_not_priced: int
    source: str
    prices: str = ""


@dataclass(frozen=True)
class Failure:
    """A policy's verdict that stops the line, or would without its waiver.

    Attributes:
        file: of the synthesized stack, relative to the output folder.
        line: where the resource begins; 0 where it is not known.
        message: what is wrong, where, and what to do.
        waived_until: the last day of the waiver; None where there is none.
    """

    rule: str
    title: str
    severity: Severity
    verdict: Verdict
    stack: str
    address: str
    construct_path: str
    file: str
    line: int
    message: str
    waived_until: date | None = None


@dataclass(frozen=True)
class Gate:
    """What the policies say of the head.

    Attributes:
        failures: what stops the line, the worst first.
        waived: what would stop it without a waiver.
        problems: of the waivers' file; they stop the line as well.
        labels: who has to approve, such as `security`.
        resources: how many were looked at, by stack.
        plans: the stacks whose plan was looked at, too.
    """

    failures: Sequence[Failure]
    waived: Sequence[Failure]
    problems: Sequence[str]
    labels: Sequence[str]
    resources: tuple[tuple[str, int], ...]
    plans: Sequence[str]


@dataclass(frozen=True)
class Environment:
    """What a change does to one environment.

    Attributes:
        edits: the readable diff; None where there was nothing to compare with.
        plan: None where none was made: what is done is unknown, not nothing.
        perils: from the plan; without one, from the synthesized stacks alone.
        cost: None where it is unknown.
        digest: of the plan that was reviewed; empty where there is none.
        unknowns: what could not be found out and why, one sentence each.
    """

    name: str
    presence: Presence
    edits: Sequence[Edit] | None
    plan: Plan | None = None
    perils: Sequence[Peril] = ()
    cost: Cost | None = None
    digest: str = ""
    unknowns: Sequence[str] = ()

    @property
    def untouched(self) -> bool:
        """Whether the synthesized stack is known to be the same on both sides."""
        return self.edits is not None and not self.edits


@dataclass(frozen=True)
class Review:
    """A change, looked at from all sides.

    Attributes:
        gate: None where no policy could be asked.
        refusals: what refuses the change beside a policy, one sentence each.
        unknowns: of the review as a whole, one sentence each.
        link: where the whole review can be read; empty where nowhere.
    """

    base: Commit
    head: Commit
    environments: Sequence[Environment]
    gate: Gate | None
    refusals: Sequence[str] = ()
    unknowns: Sequence[str] = ()
    link: str = ""
