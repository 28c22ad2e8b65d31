"""Puts together what was found about a plan; see `summary.model`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.change.digest.subject import of_parts
from sluice.change.effects.actions import actions
from sluice.change.effects.dangers import dangers
from sluice.change.effects.drift import sorted_drift
from sluice.change.mask.document import masked
from sluice.change.mask.texts import redacted
from sluice.change.model.planned import Planned, planned
from sluice.change.model.verdict import GateResult, Verdict
from sluice.change.summary import costs
from sluice.change.summary.model import Outcome, Policies, Summary
from sluice.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sluice.change.cost.model import CostDelta
    from sluice.change.digest.subject import Subject
    from sluice.change.mask.document import Redactor
    from sluice.change.model.stack import Stack

_EXITS = {
    Outcome.NOTHING_TO_DO: Exit.DONE,
    Outcome.MAY_GO_ON: Exit.CHANGES,
    Outcome.REFUSED: Exit.REFUSED,
}


@dataclass(frozen=True)
class Findings:
    """What was found about a plan.

    Attributes:
        empty: whether Terraform says that there is nothing to do, outputs included.
        parts: of the digest.
        seconds: what took how long, by step.
        saved_plan: where the binary plan will be, if it may go on.
    """

    stack: Stack
    region: str
    subject: Subject
    empty: bool
    gate: GateResult
    cost: CostDelta
    parts: Mapping[str, str]
    seconds: Mapping[str, float]
    saved_plan: str


def summarize(found: Findings, *, now: datetime) -> Summary:
    """Return the summary; no secret of the plan is in it.

    Args:
        found: what it is about.
        now: in UTC.
    """
    plan, subject = found.subject.planned, found.subject
    shown = planned(masked(plan.document), found.stack)
    outcome = _outcome(found)
    return Summary(
        environment=found.stack.name,
        region=found.region,
        created_at=now,
        terraform=str(plan.document.get("terraform_version", "")),
        outcome=outcome,
        exit_code=_EXITS[outcome],
        reasons=tuple(_reasons(found.gate)) if outcome is Outcome.REFUSED else (),
        actions=actions(plan),
        outputs=_outputs(plan),
        dangers=dangers(shown.changes),
        drift=sorted_drift(plan, found.stack),
        policy=policies(found.gate),
        cost=costs.of(found.cost, brought=()),
        unknowns=tuple(_unknowns(plan, found.gate)),
        lineage=subject.state.lineage,
        serial=subject.state.serial,
        commit=subject.commit.id,
        dirty=subject.commit.dirty,
        image=subject.image,
        digest=of_parts(found.parts),
        parts=dict(found.parts),
        seconds={name: round(value, 1) for name, value in found.seconds.items()},
        saved_plan=found.saved_plan if outcome is Outcome.MAY_GO_ON else "",
    )


def swept(summary: Summary, secrets: Redactor) -> Summary:
    """Return a summary without what a policy or a price may have quoted of the plan."""
    swept_of_all: Summary = redacted(summary, secrets.text)
    return swept_of_all


def _outcome(found: Findings) -> Outcome:
    if found.empty:
        return Outcome.NOTHING_TO_DO
    return Outcome.MAY_GO_ON if found.gate.passed else Outcome.REFUSED


def _reasons(gate: GateResult) -> Sequence[str]:
    standing = [
        f"{each.rule} {each.verdict} on {each.address}: {each.sentence}" for each in gate.standing
    ]
    return [*standing, *gate.problems]


def _outputs(plan: Planned) -> tuple[str, ...]:
    changes = plan.document.get("output_changes", {})
    return tuple(sorted(name for name, each in changes.items() if each["actions"] != ["no-op"]))


def policies(gate: GateResult) -> Policies:
    """Return what the policies say, without what passes."""
    return Policies(
        passed=gate.passed,
        resources=gate.resources,
        standing=gate.standing,
        waived=gate.waived,
        problems=tuple(gate.problems),
        labels=tuple(gate.labels),
    )


def _unknowns(plan: Planned, gate: GateResult) -> Sequence[str]:
    verdicts = [
        f"{each.rule} on {each.address}: {each.sentence}"
        for each in gate.standing
        if each.verdict is Verdict.UNKNOWN
    ]
    arguments = sum(_count(each.after_unknown) for each in plan.changes)
    if arguments:
        several = "values of resources are" if arguments > 1 else "value of a resource is"
        verdicts.append(f"{arguments} {several} known only after apply")
    return verdicts


def _count(unknown: object) -> int:
    if isinstance(unknown, dict):
        return sum(_count(each) for each in unknown.values())
    if isinstance(unknown, list):
        return sum(_count(each) for each in unknown)
    return int(unknown is True)
