"""All policies on all stacks and plans: what they say, or why that cannot be known."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sluice.change.mask.document import Redactor, redactor
from sluice.change.mask.guard import guarded
from sluice.change.model.errors import GateBlind
from sluice.change.model.verdict import Finding, GateResult
from sluice.change.policy import checkov, checkov_input, merge, proof, severities, waivers
from sluice.change.policy.answer import Mode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.policy.answer import Scan
    from sluice.change.policy.severities import Severities

_PLANS: Mapping[str, Planned] = {}


@dataclass(frozen=True)
class _Order:
    stacks: Sequence[Stack]
    plans: Mapping[str, Planned]
    root: Path
    today: date
    expected: Sequence[str]
    secrets: Mapping[str, Redactor]


def run(
    stacks: Sequence[Stack],
    *,
    plans: Mapping[str, Planned] = _PLANS,
    root: Path,
    today: date,
    expected: Sequence[str] = (),
) -> GateResult:
    """Run all policies: Checkov's rules and ours on stacks and plans, Rego rules on plans.

    Args:
        stacks: synthesized stacks.
        plans: by stack's name; stacks without one are judged by their synth alone.
        root: of the project: `policies/` and Checkov's environment are there.
        today: the day for which waivers are judged.
        expected: names that must be among the stacks.

    Raises:
        GateBlind: a policy could not be run on all there is: what, and what to do.
        WaiversRefused: the waivers' file is wrong.
        PlanNotJudged: with plans, this program failed: no value of theirs is in the text.
    """
    secrets = {name: redactor(plan.document) for name, plan in plans.items()}
    with ExitStack() as guards:
        for each in secrets.values():
            guards.enter_context(guarded(each))
        return _run(_Order(stacks, plans, root, today, expected, secrets))


def _run(order: _Order) -> GateResult:
    folder = order.root / checkov.OWN_RULES
    names = [each.name for each in order.stacks]
    ratings = severities.read(order.root / severities.FILE)
    entries = waivers.read(
        order.root / waivers.FILE,
        today=order.today,
        environments=_environments(names),
        protections={each.name: each.protection for each in order.stacks},
    )
    proof.check_stacks(order.stacks, order.plans, order.expected)
    own = sorted([*folder.glob("ckv_web_*.py"), *folder.glob("ckv_web_*.yaml")])
    answers = checkov.ask(_subjects(order), root=order.root)
    for answer in answers:
        proof.check_answer(answer, own)
    scans = [scan for answer in answers for scan in answer.scans]
    found: list[Finding] = []
    unplanned: list[Finding] = []
    labels: set[str] = set()
    for stack in order.stacks:
        plan = order.plans.get(stack.name)
        theirs = [scan for scan in scans if scan.stack == stack.name]
        _check(stack, plan, theirs)
        found += merge.findings(stack, theirs, plan, ratings)
        if plan is not None:
            # What the plan settles is still open where there is none, as in `make lint`.
            synth = [scan for scan in theirs if scan.mode is Mode.SYNTH]
            unplanned += merge.findings(stack, synth, None, ratings)
            more, marks = _by_rego(plan, stack, order.root, ratings)
            found += more
            labels |= set(marks)
    judged = waivers.excused(
        [_without_secrets(each, order.secrets) for each in found], entries, today=order.today
    )
    return GateResult(
        findings=judged,
        labels=tuple(sorted(labels)),
        problems=waivers.problems(
            [*judged, *unplanned],
            entries,
            today=order.today,
            scanned=names,
            plans=order.plans,
        ),
        resources={each.name: len(each.resources) for each in order.stacks},
    )


def _without_secrets(finding: Finding, secrets: Mapping[str, Redactor]) -> Finding:
    known = secrets.get(finding.stack)
    return replace(finding, message=known.text(finding.message)) if known else finding


def _environments(names: Sequence[str]) -> frozenset[str]:
    from stacks.environments import NAMES  # noqa: PLC0415 - the stacks are another program's

    return frozenset({"bootstrap", *NAMES, *names})


def _subjects(order: _Order) -> tuple[checkov.Subject, ...]:
    synths = [
        checkov.Subject(each.name, Mode.SYNTH, checkov_input.of_stack(each.document))
        for each in order.stacks
    ]
    planned = [
        checkov.Subject(name, Mode.PLAN, checkov_input.of_plan(plan.document))
        for name, plan in order.plans.items()
    ]
    return (*synths, *planned)


def _check(stack: Stack, plan: Planned | None, scans: Sequence[Scan]) -> None:
    modes = {Mode.SYNTH} if plan is None else {Mode.SYNTH, Mode.PLAN}
    lacking = modes - {each.mode for each in scans}
    if lacking:
        raise GateBlind(f"{stack.name}: Checkov gave no answer for its {', '.join(lacking)}")
    for scan in scans:
        proof.check_scan(scan, stack, plan)


def _by_rego(
    plan: Planned, stack: Stack, root: Path, ratings: Severities
) -> tuple[list[Finding], Sequence[str]]:
    from sluice.change.policy import rego  # noqa: PLC0415 - only plans need the engine

    answer = rego.evaluate(plan, stack, root=root)
    if not answer.findings:
        raise GateBlind(f"{stack.name}: no plan rule in policies/rego has said anything")
    rated = [
        replace(each, severity=ratings.listed(each.rule) or each.severity)
        for each in answer.findings
    ]
    return rated, answer.labels
