"""Plans for a review: nothing is changed, and no plan is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sluice.change.cost.sides import main_region
from sluice.change.digest import subject as digest
from sluice.change.plan.terraform_plan import Planning

if TYPE_CHECKING:
    from sluice.change.cost.model import CostDelta
    from sluice.change.model.stack import Stack
    from sluice.change.plan.progress import Progress
    from sluice.change.plan.terraform_plan import Made
    from sluice.change.review.model import Commit

_SAVED = "planned"


class Planner(Protocol):
    """Makes plans."""

    def __call__(self, stack: Stack) -> Made:
        """Return the plan of a stack.

        Raises:
            SluiceError: none could be made: one sentence says why.
        """


def with_terraform(progress: Progress) -> Planner:
    """Return what plans with Terraform, in the stack's own folder."""

    def make(stack: Stack) -> Made:
        saved = stack.file.parent / _SAVED
        planning = Planning(stack, saved, region=main_region(stack))
        planning.init()
        try:
            planning.plan(progress)
            return planning.made()
        finally:
            # It holds all secrets in clear.
            saved.unlink(missing_ok=True)

    return make


def digest_of(made: Made, commit: Commit, cost: CostDelta | None) -> str:
    """Return what approvals of this plan sign, as `sluice plan` computes it.

    Raises:
        PlanUnreadable: the plan has no one spelling.
    """
    known = digest.Commit(id=commit.sha, dirty=bool(commit.uncommitted))
    return digest.digest(made.subject(known, cost))
