"""Puts together what was found about a plan; see `summary_model`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.change.digest.subject import of_parts
from sluice.change.effects.drift import Drift, Drifted, sorted_drift
from sluice.change.effects.grouped import Changes, grouped
from sluice.change.mask.document import masked
from sluice.change.model.planned import Planned, planned
from sluice.change.model.verdict import Finding, GateResult, Verdict
from sluice.change.summary.details import deed
from sluice.change.summary.model import (
    CostResult,
    DangerNamed,
    Deed,
    Deeds,
    DriftedResource,
    DriftFound,
    Outcome,
    PolicyResult,
    Standing,
    Summary,
)
from sluice.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sluice.change.cost.amount import Range
    from sluice.change.cost.model import CostDelta
    from sluice.change.digest.subject import Subject
    from sluice.change.mask.document import Redactor
    from sluice.change.model.planned import Change
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
        deeds=_deeds(grouped(plan), shown),
        outputs=_outputs(plan),
        dangers=tuple(
            DangerNamed(
                address=each.address, construct_path=each.construct_path, sentence=each.sentence
            )
            for each in grouped(shown).dangers
        ),
        drift=_drift(sorted_drift(plan, found.stack)),
        policy=_policy(found.gate),
        cost=_cost(found.cost),
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
    return Summary.model_validate(secrets.document(summary.model_dump(mode="json")))


def _outcome(found: Findings) -> Outcome:
    if found.empty:
        return Outcome.NOTHING_TO_DO
    return Outcome.MAY_GO_ON if found.gate.passed else Outcome.REFUSED


def _reasons(gate: GateResult) -> Sequence[str]:
    standing = [
        f"{each.rule} {each.verdict} on {each.address}: {each.message or each.title}"
        for each in gate.standing
    ]
    return [*standing, *gate.problems]


def _deeds(changes: Changes, shown: Planned) -> Deeds:
    by_address = {each.address: each for each in shown.changes}

    def listed(group: Sequence[Change]) -> tuple[Deed, ...]:
        return tuple(deed(each, by_address[each.address]) for each in group)

    return Deeds(
        created=listed(changes.created),
        updated=listed(changes.updated),
        replaced=listed(changes.replaced),
        destroyed=listed(changes.destroyed),
        moved=listed(changes.moved),
        imported=listed(changes.imported),
        forgotten=listed(changes.forgotten),
    )


def _outputs(plan: Planned) -> tuple[str, ...]:
    changes = plan.document.get("output_changes", {})
    return tuple(sorted(name for name, each in changes.items() if each["actions"] != ["no-op"]))


def _drift(drift: Drift) -> DriftFound:
    def listed(group: Sequence[Drifted]) -> tuple[DriftedResource, ...]:
        return tuple(
            DriftedResource(
                address=each.address,
                arguments=tuple(each.arguments),
                deleted=each.deleted,
                put_back=each.put_back,
            )
            for each in group
        )

    return DriftFound(
        changed=listed(drift.changed),
        moved_by_driver=listed(drift.moved_by_driver),
        noise=drift.noise,
    )


def _policy(gate: GateResult) -> PolicyResult:
    return PolicyResult(
        passed=gate.passed,
        resources=sum(gate.resources.values()),
        standing=tuple(_standing(each) for each in gate.standing),
        waived=tuple(_standing(each) for each in gate.findings if each.verdict is Verdict.WAIVED),
        problems=tuple(gate.problems),
        labels=tuple(gate.labels),
    )


def _standing(finding: Finding) -> Standing:
    return Standing(
        rule=finding.rule,
        severity=finding.severity,
        verdict=finding.verdict,
        address=finding.address,
        construct_path=finding.construct_path,
        message=finding.message or finding.title,
    )


def _cost(delta: CostDelta) -> CostResult:
    return CostResult(
        before=bounds(delta.before),
        after=bounds(delta.after),
        difference=bounds(delta.difference),
        not_priced=tuple(each.sentence for each in delta.not_priced),
        before_complete=delta.before_complete,
        after_complete=delta.after_complete,
        difference_complete=delta.difference_complete,
    )


def bounds(amount: Range) -> tuple[str, str]:
    """Return an interval's two bounds as decimal texts."""
    return (str(amount.low), str(amount.high))


def _unknowns(plan: Planned, gate: GateResult) -> Sequence[str]:
    verdicts = [
        f"{each.rule} on {each.address}: {each.message or each.title}"
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
