"""The review as one value without secrets: all that comment, page and document are made of.

What is told of a plan is what `sluice plan` tells of it; here, its base stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sluice.change.effects.actions import ResourceAction
    from sluice.change.effects.dangers import Danger
    from sluice.change.effects.drift import Drifted
    from sluice.change.summary.model import Cost, Policies


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


@dataclass(frozen=True)
class Plan:
    """What applying the head would do, beside what applying the base would.

    Attributes:
        base_known: whether the base was planned, too; otherwise no action is called pending.
        settled: addresses that the base's plan changes and the head's no longer does.
        drift: what was changed outside Terraform.
    """

    actions: Sequence[ResourceAction]
    base_known: bool
    settled: Sequence[str] = ()
    drift: Sequence[Drifted] = ()


@dataclass(frozen=True)
class Environment:
    """What a change does to one environment.

    Attributes:
        edits: the readable diff; None where there was nothing to compare with.
        plan: None where none was made: what is done is unknown, not nothing.
        dangers: from the plan; without one, from the synthesized stacks alone.
        cost: None where it is unknown.
        digest: of the plan that was reviewed; empty where there is none.
        unknowns: what could not be found out and why, one sentence each.
    """

    name: str
    presence: Presence
    edits: Sequence[Edit] | None
    plan: Plan | None = None
    dangers: Sequence[Danger] = ()
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
    gate: Policies | None
    refusals: Sequence[str] = ()
    unknowns: Sequence[str] = ()
    link: str = ""
