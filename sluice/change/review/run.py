"""`sluice review`: finds out all there is to say of a change, and puts it together."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.change.review import compose
from sluice.change.review.edits import edits
from sluice.change.review.plans import digest_of
from sluice.change.review.repository import Repository
from sluice.change.review.sides import side
from sluice.errors import SluiceError, UsageRefused
from stacks.environments import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sluice.change.plan.progress import Progress
    from sluice.change.plan.terraform_plan import Made
    from sluice.change.review.judging import Judge
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


def run(request: Request, *, planner: Planner | None, judge: Judge, progress: Progress) -> Review:
    """Review a change.

    Args:
        request: what is to be reviewed.
        planner: makes plans; None for a review without them.
        judge: asks policies and prices.
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
            found = judged(found, after, planner, judge, progress)
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


def judged(
    result: compose.Findings,
    after: Side,
    planner: Planner | None,
    judge: Judge,
    progress: Progress,
) -> compose.Findings:
    """Return what was found out with plans, policies, prices and digests.

    Args:
        result: what the synthesized stacks tell.
        after: the head.
        planner: None for a review without plans.
        judge: asks policies and prices.
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
            gate = judge.policies(found, after.folder)
        except SluiceError as error:
            refusals.append(str(error))
    with progress.step("cost", "cost and digest"):
        priced = [judge.priced(each, after.folder, comparable=result.comparable) for each in found]
        told = [_with_digest(each, plans.get(each.name), result.head) for each in priced]
    return replace(result, environments=told, gate=gate, refusals=refusals)


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
        said = f"the base could not be planned, so what was pending is unknown: {error}"
        return _unknown(found, said)
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
