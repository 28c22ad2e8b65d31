"""Puts a review together from what was found out: pure, and the only place that sees secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.change.effects.actions import acted_on, actions
from sluice.change.effects.dangers import dangers_of
from sluice.change.effects.drift import sorted_drift
from sluice.change.mask.document import redactor
from sluice.change.mask.marks import union
from sluice.change.mask.texts import redacted
from sluice.change.review import synthesized
from sluice.change.review.edits import edits
from sluice.change.review.model import Environment, Plan, Presence, Review
from sluice.change.summary import costs
from sluice.change.summary.summarize import policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sluice.change.cost.model import CostDelta
    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.model.verdict import GateResult
    from sluice.change.review.model import Commit


@dataclass(frozen=True)
class Found:
    """What was found out of one environment.

    Attributes:
        base, head: its stack; None where a side has none.
        base_plan, head_plan: None where none was made.
        cost: of the head's plan, or of the synthesized stacks where there is none; None where
            it is unknown.
        base_cost: of the base's plan; None where there is none.
        digest: of the head's plan; empty where there is none.
        unknowns: what could not be found out and why, one sentence each.
    """

    name: str
    base: Stack | None
    head: Stack | None
    base_plan: Planned | None = None
    head_plan: Planned | None = None
    cost: CostDelta | None = None
    base_cost: CostDelta | None = None
    digest: str = ""
    unknowns: Sequence[str] = ()


@dataclass(frozen=True)
class Findings:
    """All that was found out.

    Attributes:
        comparable: whether both sides could be synthesized.
        gate: None where no policy could be asked.
        refusals: what refuses the change beside a policy.
        unknowns: of the review as a whole.
    """

    base: Commit
    head: Commit
    comparable: bool
    environments: Sequence[Found]
    gate: GateResult | None = None
    refusals: Sequence[str] = ()
    unknowns: Sequence[str] = ()
    link: str = ""


def review(found: Findings) -> Review:
    """Return the review: nothing in it is a secret."""
    redact = _redactor(found.environments)
    composed = Review(
        base=found.base,
        head=found.head,
        environments=tuple(
            _environment(each, comparable=found.comparable) for each in found.environments
        ),
        gate=None if found.gate is None else policies(found.gate),
        refusals=tuple(found.refusals),
        unknowns=tuple(found.unknowns),
        link=found.link,
    )
    without_secrets: Review = redacted(composed, redact)
    return without_secrets


def _environment(found: Found, *, comparable: bool) -> Environment:
    if not comparable:
        presence = Presence.UNKNOWN
    elif found.base is None:
        presence = Presence.NEW
    else:
        presence = Presence.GONE if found.head is None else Presence.BOTH
    differs = (
        edits(
            found.base,
            found.head,
            base_marks=_marks(found.base_plan),
            head_marks=_marks(found.head_plan),
        )
        if comparable
        else None
    )
    if found.head_plan is not None and found.head is not None:
        plan = plan_of(found.head_plan, found.base_plan, found.head)
        named = dangers_of(found.head_plan, found.base_plan)
    else:
        plan = None
        named = synthesized.dangers_between(found.base, found.head) if comparable else ()
    return Environment(
        name=found.name,
        presence=presence,
        edits=differs,
        plan=plan,
        dangers=named,
        cost=None
        if found.cost is None
        else costs.of(found.cost, found.base_cost, brought=_brought(plan)),
        digest=found.digest,
        unknowns=tuple(found.unknowns),
    )


def plan_of(head: Planned, base: Planned | None, stack: Stack) -> Plan:
    """Return what the head's plan does to its stack; None for a base that was not planned."""
    return Plan(
        actions=actions(head, base),
        base_known=base is not None,
        settled=tuple(sorted(acted_on(base).keys() - acted_on(head).keys())),
        drift=sorted_drift(head, stack).changed,
    )


def _marks(planned: Planned | None) -> dict[str, Any]:
    """Return what Terraform calls sensitive, by address, before or after the change."""
    return {
        each.address: union([each.before_sensitive, each.after_sensitive])
        for each in (planned.changes if planned else ())
    }


def _brought(plan: Plan | None) -> frozenset[str] | None:
    if plan is None:
        return None
    return frozenset(each.address for each in plan.actions if not each.pending)


def _redactor(environments: Iterable[Found]) -> Callable[[str], str]:
    known = [
        redactor(plan.document)
        for each in environments
        for plan in (each.base_plan, each.head_plan)
        if plan is not None
    ]

    def redact(text: str) -> str:
        for each in known:
            text = each.text(text)
        return text

    return redact
