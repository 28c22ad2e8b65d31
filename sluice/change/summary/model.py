"""`summary.json`: a plan's review in one document, for programs. No secret is in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

SCHEMA = 1


class Outcome(StrEnum):
    """The verdict."""

    NOTHING_TO_DO = "nothing to do"
    MAY_GO_ON = "may go on"
    REFUSED = "refused"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Deed(_Value):
    """What is done to one resource.

    Attributes:
        construct_path: its place in the stack's tree; empty where it has none.
        details: an argument each, such as `retention_in_days: 365 -> 30`.
    """

    address: str
    construct_path: str
    details: tuple[str, ...] = ()


class Deeds(_Value):
    """What is done to resources, by group; see `sluice.change.effects.grouped.Changes`."""

    created: tuple[Deed, ...] = ()
    updated: tuple[Deed, ...] = ()
    replaced: tuple[Deed, ...] = ()
    destroyed: tuple[Deed, ...] = ()
    moved: tuple[Deed, ...] = ()
    imported: tuple[Deed, ...] = ()
    forgotten: tuple[Deed, ...] = ()


class DangerNamed(_Value):
    """What must not be overlooked."""

    address: str
    construct_path: str
    sentence: str


class DriftedResource(_Value):
    """What was changed outside Terraform; see `sluice.change.effects.drift.Drifted`."""

    address: str
    arguments: tuple[str, ...]
    deleted: bool
    put_back: bool


class DriftFound(_Value):
    """What changed outside Terraform; see `sluice.change.effects.drift.Drift`."""

    changed: tuple[DriftedResource, ...] = ()
    moved_by_driver: tuple[DriftedResource, ...] = ()
    noise: int = 0


class Standing(_Value):
    """A finding of the policy gate that stops the line, or that a waiver excuses."""

    rule: str
    severity: str
    verdict: str
    address: str
    construct_path: str
    message: str


class PolicyResult(_Value):
    """What the policies say."""

    passed: bool
    resources: int
    standing: tuple[Standing, ...]
    waived: tuple[Standing, ...]
    problems: tuple[str, ...]
    labels: tuple[str, ...]


class CostResult(_Value):
    """Dollars a month, each (lowest, highest), as decimal texts.

    Attributes:
        not_priced: one sentence each; it is in no total.
        before_complete, after_complete: whether everything has a price on that side;
            otherwise the total is a lower bound.
        difference_complete: whether everything that changes has a price.
    """

    before: tuple[str, str]
    after: tuple[str, str]
    difference: tuple[str, str]
    not_priced: tuple[str, ...]
    before_complete: bool
    after_complete: bool
    difference_complete: bool


class Summary(_Value):
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

    schema_version: int = SCHEMA
    environment: str
    region: str
    created_at: datetime
    terraform: str
    outcome: Outcome
    exit_code: int
    reasons: tuple[str, ...]
    deeds: Deeds
    outputs: tuple[str, ...]
    dangers: tuple[DangerNamed, ...]
    drift: DriftFound
    policy: PolicyResult
    cost: CostResult
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
