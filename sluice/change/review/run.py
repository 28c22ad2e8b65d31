"""`sluice review`: finds out all there is to say of a change, and puts it together."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.change.cost.sides import between
from sluice.change.review import compose
from sluice.change.review.edits import edits
from sluice.change.review.plans import digest_of
from sluice.change.review.repository import Repository
from sluice.change.review.sides import side
from sluice.errors import SluiceError, UsageRefused
from stacks.environments import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sluice.change.model.verdict import GateResult
    from sluice.change.plan.evaluation import Evaluator
    from sluice.change.plan.progress import Progress
    from sluice.change.plan.terraform_plan import Made
    from sluice.change.review.model import Commit, Review
    from sluice.change.review.plans import Planner
    from sluice.change.review.sides import Side


@dataclass(frozen=True)
class Request:
    """What is to be reviewed.

    Attributes:
        root: of the project; its environment runs both sides.
        base: a commit's name; compared is the commit where the head left it.
        head: a commit's name; empty for the working tree.
        environments: names of stacks; none means all.
        link: where the whole review can be read.
    """

    root: Path
    base: str
    head: str
    environments: Sequence[str]
    link: str


def run(
    request: Request, *, planner: Planner | None, evaluator: Evaluator | None, progress: Progress
) -> Review:
    """Review a change.

    Args:
        request: what is to be reviewed.
        planner: makes plans; None for a review without them.
        evaluator: of policies and prices; None for a review without them.
        progress: is told of each step.

    Raises:
        UsageRefused: an unknown commit or environment, or commits that have none in common.
        SluiceError: git or the working tree cannot be read.
    """
    repository = Repository(request.root)
    head = repository.commit(request.head) if request.head else repository.working_tree()
    base = repository.merge_base(repository.commit(request.base), head)
    with ExitStack() as until_done:
        scratch = Path(until_done.enter_context(tempfile.TemporaryDirectory(prefix="sluice-")))
        with progress.step("base", "synth of the base"):
            before = until_done.enter_context(
                side(repository, base, root=request.root, outdir=scratch / "base")
            )
        with progress.step("head", "synth of the head"):
            after = until_done.enter_context(
                side(
                    repository,
                    head if request.head else None,
                    root=request.root,
                    outdir=scratch / "head",
                )
            )
        found = synthesized(request, (base, before), (head, after))
        if not after.problem:
            found = evaluated(found, after, planner, evaluator, progress)
        return compose.review(found)


_OneSide = tuple["Commit", "Side"]


def synthesized(request: Request, base: _OneSide, head: _OneSide) -> compose.Findings:
    """Return what the synthesized stacks of both sides tell.

    Raises:
        UsageRefused: an environment that was asked for is on neither side.
    """
    before, after = base[1], head[1]
    names = _names(request, before, after)
    found = [compose.Found(name, before.stacks.get(name), after.stacks.get(name)) for name in names]
    unknowns = []
    if before.problem:
        unknowns.append(
            f"the base could not be synthesized, so there is nothing to compare with: "
            f"{before.problem}"
        )
    problem = f"the stacks cannot be synthesized: {after.problem}"
    return compose.Findings(
        base=base[0],
        head=head[0],
        comparable=not (before.problem or after.problem),
        environments=found,
        refusals=(problem,) if after.problem else (),
        unknowns=unknowns,
        link=request.link,
    )


def _names(request: Request, before: Side, after: Side) -> tuple[str, ...]:
    usual = ("bootstrap", *NAMES)
    found = sorted({*after.stacks, *before.stacks})
    known = tuple(sorted(found, key=lambda name: usual.index(name) if name in usual else 99))
    for name in request.environments:
        if name not in known:
            raise UsageRefused(f"no environment {name!r}: choose of {', '.join(known)}")
    return tuple(dict.fromkeys(request.environments)) or known


def evaluated(
    result: compose.Findings,
    after: Side,
    planner: Planner | None,
    evaluator: Evaluator | None,
    progress: Progress,
) -> compose.Findings:
    """Return what was found out with plans, policies, prices and digests.

    Args:
        result: what the synthesized stacks tell.
        after: the head.
        planner: None for a review without plans.
        evaluator: of policies and prices; None for a review without them.
        progress: is told of each step.
    """
    plans: dict[str, Made] = {}
    found = []
    for each in result.environments:
        planned, plan = _planned(each, planner, progress, base_known=result.comparable)
        if plan is not None:
            plans[each.name] = plan
        found.append(planned)
    refusals: list[str] = []
    gate = None
    with progress.step("policies", "policies"):
        try:
            gate = _policies(found, after.folder, evaluator)
        except SluiceError as error:
            refusals.append(str(error))
    with progress.step("cost", "cost and digest"):
        if evaluator is not None:
            found = [
                _priced(each, after.folder, evaluator, comparable=result.comparable)
                for each in found
            ]
        complete = [_with_digest(each, plans.get(each.name), result.head) for each in found]
    return replace(result, environments=complete, gate=gate, refusals=refusals)


def _policies(
    found: Sequence[compose.Found], folder: Path, evaluator: Evaluator | None
) -> GateResult | None:
    """Return what the head's policies say of all heads; None where there is nothing to ask."""
    heads = [each.head for each in found if each.head is not None]
    if evaluator is None or not heads:
        return None
    plans = {each.name: each.head_plan for each in found if each.head_plan is not None}
    return evaluator.policies(heads, plans, root=folder)


def _priced(
    found: compose.Found, folder: Path, evaluator: Evaluator, *, comparable: bool
) -> compose.Found:
    """Return what is known with the cost, by the head's usage; if it cannot be had, why not."""
    head, base = found.head, found.base
    if head is None or not (found.head_plan is not None or comparable):
        return found
    try:
        if found.head_plan is None:
            planned = between(base, head)
            return replace(found, cost=evaluator.cost(planned, head, root=folder, base=base))
        priced = replace(found, cost=evaluator.cost(found.head_plan, head, root=folder))
        if found.base_plan is None or base is None:
            return priced
        return replace(priced, base_cost=evaluator.cost(found.base_plan, base, root=folder))
    except SluiceError as error:
        return _unknown(found, f"its cost is unknown: {error}")


def _planned(
    found: compose.Found, planner: Planner | None, progress: Progress, *, base_known: bool
) -> tuple[compose.Found, Made | None]:
    """Return what is known with the plans of both sides, and the head's plan."""
    if found.head is None:
        return found, None
    if planner is None:
        return _unknown(found, "no plan was made: --no-plan"), None
    try:
        with progress.step(found.name, f"plan of {found.name}"):
            head = planner(found.head)
    except SluiceError as error:
        return _unknown(found, f"no plan could be made: {error}"), None
    known = replace(found, head_plan=head.planned)
    return _with_base(known, planner, progress, base_known=base_known), head


def _with_base(
    found: compose.Found, planner: Planner, progress: Progress, *, base_known: bool
) -> compose.Found:
    if found.base is None or found.head is None:
        return found
    if base_known and not edits(found.base, found.head):
        # The same stack has the same plan: all that it does was pending before.
        return replace(found, base_plan=found.head_plan)
    try:
        with progress.step(f"{found.name} base", f"plan of {found.name} before the change"):
            base = planner(found.base)
    except SluiceError as error:
        sentence = f"the base could not be planned, so what was pending is unknown: {error}"
        return _unknown(found, sentence)
    return replace(found, base_plan=base.planned)


def _with_digest(found: compose.Found, plan: Made | None, commit: Commit) -> compose.Found:
    if plan is None:
        return found
    try:
        return replace(found, digest=digest_of(plan, commit, found.cost))
    except SluiceError as error:
        return _unknown(found, f"its plan has no digest: {error}")


def _unknown(found: compose.Found, sentence: str) -> compose.Found:
    return replace(found, unknowns=(*found.unknowns, sentence))
