"""Puts a review together from what was found out: pure, and the only place that sees secrets."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.change.mask.document import redactor
from sluice.change.model.verdict import Verdict
from sluice.change.review import actions, costs, synthesized
from sluice.change.review.edits import edits
from sluice.change.review.model import (
    Commit,
    Environment,
    Failure,
    Gate,
    Plan,
    Presence,
    Review,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sluice.change.cost.model import CostDelta
    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.model.verdict import Finding, GateResult


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
        gate=None if found.gate is None else _gate(found.gate, found),
        refusals=tuple(found.refusals),
        unknowns=tuple(found.unknowns),
        link=found.link,
    )
    redacted: Review = _redacted(composed, redact)
    return redacted


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
            base_marks=actions.marks(found.base_plan),
            head_marks=actions.marks(found.head_plan),
        )
        if comparable
        else None
    )
    if found.head_plan is not None and found.head is not None:
        plan = actions.plan(found.head_plan, found.base_plan, found.head)
        perils = actions.perils(found.head_plan, found.base_plan)
    else:
        plan = None
        perils = synthesized.perils(found.base, found.head) if comparable else ()
    return Environment(
        name=found.name,
        presence=presence,
        edits=differs,
        plan=plan,
        perils=perils,
        cost=costs.of(found.cost, found.base_cost, brought=_brought(plan)),
        digest=found.digest,
        unknowns=tuple(found.unknowns),
    )


def _brought(plan: Plan | None) -> frozenset[str] | None:
    if plan is None:
        return None
    return frozenset(each.address for each in plan.deeds if not each.pending)


def _gate(result: GateResult, found: Findings) -> Gate:
    files = {each.name: _file(each.head) for each in found.environments if each.head is not None}
    waived = [each for each in result.findings if each.verdict is Verdict.WAIVED]
    return Gate(
        failures=tuple(_failure(each, files) for each in result.standing),
        waived=tuple(_failure(each, files) for each in waived),
        problems=tuple(result.problems),
        labels=tuple(result.labels),
        resources=tuple(sorted(result.resources.items())),
        plans=tuple(each.name for each in found.environments if each.head_plan is not None),
    )


def _file(stack: Stack) -> str:
    return "/".join(stack.file.parts[-3:])


def _failure(finding: Finding, files: dict[str, str]) -> Failure:
    return Failure(
        rule=finding.rule,
        title=finding.title,
        severity=finding.severity,
        verdict=finding.verdict,
        stack=finding.stack,
        address=finding.address,
        construct_path=finding.construct_path,
        file=files.get(finding.stack, f"stacks/{finding.stack}/cdk.tf.json"),
        line=finding.line,
        message=finding.message,
        waived_until=finding.waiver.expires if finding.waiver else None,
    )


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


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:
    """Return a value with each of its texts redacted; digests and enums stay."""
    if type(value) is str:
        return redact(value)
    if isinstance(value, tuple):
        return tuple(_redacted(each, redact) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: _redacted(getattr(value, each.name), redact)
            for each in dataclasses.fields(value)
            if each.name not in ("digest", "sha", "link")
        }
        return dataclasses.replace(value, **changed)
    return value
