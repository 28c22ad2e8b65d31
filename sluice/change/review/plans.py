"""Makes a plan of a synthesized stack: nothing is changed, and nothing of it is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sluice.change.cost.sides import main_region
from sluice.change.digest import subject as digest
from sluice.change.drift import ignored_arguments
from sluice.change.model.errors import PlanUnreadable
from sluice.change.model.planned import planned
from sluice.change.plan.errors import explained, of_diagnostics
from sluice.change.plan.progress import Listener
from sluice.change.plan.saved import providers_of, state_of
from sluice.change.plan.sources import images_of
from sluice.change.summary.summarize import bounds
from sluice.terraform import PLAN_CHANGES, PLAN_EMPTY, Terraform, TerraformFailed

if TYPE_CHECKING:
    from sluice.change.cost.model import CostDelta
    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.plan.progress import Progress
    from sluice.change.review.model import Commit

_SAVED = "planned"
_LOCK_FILE = ".terraform.lock.hcl"


@dataclass(frozen=True)
class Made:
    """A plan, and the state that it was made against."""

    planned: Planned
    state: digest.StateVersion
    providers: tuple[digest.Provider, ...]


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
        folder = stack.file.parent
        saved = folder / _SAVED
        terraform, listener = Terraform(folder), Listener(progress)
        where = {"stack": stack.name, "region": main_region(stack)}
        try:
            terraform.init_pinned()
        except TerraformFailed as error:
            raise explained(str(error), **where) from error
        try:
            code = terraform.plan(saved, hear=listener.hear)
            if code not in (PLAN_EMPTY, PLAN_CHANGES):
                raise of_diagnostics(listener.said, **where)
            return Made(
                planned=planned(_parsed(terraform.show(saved, as_json=True), stack), stack),
                state=state_of(saved),
                providers=providers_of(folder / _LOCK_FILE),
            )
        finally:
            # It holds all secrets in clear.
            saved.unlink(missing_ok=True)

    return make


def digest_of(made: Made, stack: Stack, commit: Commit, cost: CostDelta | None) -> str:
    """Return what approvals of this plan sign, as `sluice plan` computes it.

    Raises:
        PlanUnreadable: the plan has no one spelling.
    """
    return digest.digest(
        digest.Subject(
            planned=made.planned,
            state=made.state,
            providers=made.providers,
            commit=digest.Commit(id=commit.sha, dirty=bool(commit.uncommitted)),
            image=images_of(stack),
            cost=None
            if cost is None
            else digest.Cost(
                before=bounds(cost.before),
                after=bounds(cost.after),
                not_priced=tuple(each.sentence for each in cost.not_priced),
            ),
            ignored=ignored_arguments(stack),
        )
    )


def _parsed(text: str, stack: Stack) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        # The error would quote the document, secrets included.
        raise PlanUnreadable(f"the plan of {stack.name} is not JSON: plan again") from None
