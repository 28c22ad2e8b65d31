"""What is told of a plan: the one model of `sluice plan`'s summary and of a review.

No secret is in it. A review adds what its base's plan does; see `sluice.change.review.model`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - pydantic reads the annotations at run time
from decimal import Decimal
from enum import StrEnum

from pydantic import TypeAdapter

from sluice.change.effects.actions import Group, ResourceAction  # noqa: TC001 - as above
from sluice.change.effects.dangers import Danger  # noqa: TC001 - as above
from sluice.change.effects.drift import Drift  # noqa: TC001 - as above
from sluice.change.model.verdict import Finding  # noqa: TC001 - as above

SCHEMA = 2

Dollars = tuple[Decimal, Decimal]
"""A month: (lowest, highest), where it depends on usage."""


class Outcome(StrEnum):
    """The verdict."""

    NOTHING_TO_DO = "nothing to do"
    MAY_GO_ON = "may go on"
    REFUSED = "refused"


@dataclass(frozen=True)
class Policies:
    """What the policies say.

    Attributes:
        resources: how many were looked at, by stack.
        standing: what stops the line, the worst first.
        waived: what would stop it without a waiver.
        problems: of the waivers' file; they stop the line as well.
        labels: who has to approve, such as `security`.
    """

    passed: bool
    resources: dict[str, int]
    standing: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    problems: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class PricedLine:
    """What one resource costs."""

    address: str
    before: Dollars
    after: Dollars


@dataclass(frozen=True)
class Cost:
    """What a change costs.

    Attributes:
        before_complete, after_complete: whether everything has a price on that side;
            otherwise the total is a lower bound.
        lines: resources whose price changes.
        not_priced: what could not be priced and why, one sentence each, what changes first;
            it is in no total, and never 0 dollars.
        changes_not_priced: how many of those change: so much is missing from the difference.
        source: what the figures were computed from.
        prices: how far the prices can be trusted, in one sentence; empty where they can.
    """

    before: Dollars
    after: Dollars
    difference: Dollars
    before_complete: bool
    after_complete: bool
    lines: tuple[PricedLine, ...]
    not_priced: tuple[str, ...]
    changes_not_priced: int
    source: str
    prices: str = ""


@dataclass(frozen=True)
class Summary:
    """A plan, and what was found about it.

    Attributes:
        exit_code: of `sluice plan`.
        reasons: why it was refused, one sentence each.
        outputs: names of the outputs that change.
        unknowns: what nobody can say before the apply, one sentence each.
        lineage, serial: the state that it was planned against.
        commit: empty outside version control.
        dirty: whether the sources differ from the commit.
        image: digests of the images that the stack names.
        digest: what approvals sign.
        parts: a hash for each thing that the digest covers.
        seconds: what took how long, by step.
        saved_plan: the binary plan, for the apply; empty where none was kept.
    """

    environment: str
    region: str
    created_at: datetime
    terraform: str
    outcome: Outcome
    exit_code: int
    reasons: tuple[str, ...]
    actions: tuple[ResourceAction, ...]
    outputs: tuple[str, ...]
    dangers: tuple[Danger, ...]
    drift: Drift
    policy: Policies
    cost: Cost
    unknowns: tuple[str, ...]
    lineage: str
    serial: int
    commit: str
    dirty: bool
    image: str
    digest: str
    parts: dict[str, str]
    seconds: dict[str, float]
    saved_plan: str
    schema_version: int = SCHEMA

    def of(self, group: Group) -> tuple[ResourceAction, ...]:
        """Return what is done to resources of one group."""
        return tuple(each for each in self.actions if each.group is group)


_JSON = TypeAdapter(Summary)


def as_json(summary: Summary) -> str:
    """Return the document for programs, `summary.json`; amounts are decimal texts."""
    return _JSON.dump_json(summary, indent=2).decode()


def read(text: str) -> Summary:
    """Return the summary in a document that `as_json` made.

    Raises:
        ValueError: it is none, or of another form.
    """
    return _JSON.validate_json(text)
