"""Makes a plan of a synthesized stack: `terraform init`, `terraform plan`, `terraform show`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.change.digest.subject import Commit, Cost, Provider, StateVersion, Subject
from sluice.change.effects.drift import ignored_arguments
from sluice.change.model.errors import PlanUnreadable
from sluice.change.model.planned import Planned, planned
from sluice.change.plan.errors import explained, of_diagnostics
from sluice.change.plan.progress import Listener
from sluice.change.plan.saved import providers_of, state_of
from sluice.change.plan.sources import images_of
from sluice.terraform import PLAN_CHANGES, PLAN_EMPTY, Terraform, TerraformFailed

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.cost.amount import Range
    from sluice.change.cost.model import CostDelta
    from sluice.change.model.stack import Stack
    from sluice.change.plan.progress import Progress

_LOCK_FILE = ".terraform.lock.hcl"


@dataclass(frozen=True)
class Made:
    """A plan that Terraform made, with what only its file says.

    Attributes:
        state: that it was planned against.
        providers: as the lock file pins them.
    """

    stack: Stack
    planned: Planned
    state: StateVersion
    providers: tuple[Provider, ...]

    def subject(self, commit: Commit, cost: CostDelta | None) -> Subject:
        """Return what a digest of this plan covers; None for a cost that is not known."""
        return Subject(
            planned=self.planned,
            state=self.state,
            providers=self.providers,
            commit=commit,
            image=images_of(self.stack),
            cost=None
            if cost is None
            else Cost(
                before=_bounds(cost.before),
                after=_bounds(cost.after),
                not_priced=tuple(each.sentence for each in cost.not_priced),
            ),
            ignored=ignored_arguments(self.stack),
        )


class Planning:
    """Terraform on one stack, in the stack's own folder, step by step and in this order."""

    def __init__(self, stack: Stack, saved: Path, *, region: str) -> None:
        """Plan a stack of `region` into the file `saved`, which will hold secrets in clear."""
        self._stack, self._saved = stack, saved
        self._terraform = Terraform(stack.file.parent)
        self._where = {"stack": stack.name, "region": region}

    def init(self) -> None:
        """Take up backend and provider.

        Raises:
            SluiceError: one sentence says why it could not be done.
        """
        try:
            self._terraform.init_pinned()
        except TerraformFailed as error:
            raise explained(str(error), **self._where) from error

    def plan(self, progress: Progress) -> bool:
        """Plan; return whether there is nothing to do, outputs included.

        Raises:
            SluiceError: one sentence says why it could not be done.
        """
        listener = Listener(progress)
        code = self._terraform.plan(self._saved, hear=listener.hear)
        if code not in (PLAN_EMPTY, PLAN_CHANGES):
            raise of_diagnostics(listener.problems, **self._where)
        return code == PLAN_EMPTY

    def made(self) -> Made:
        """Return the plan.

        Raises:
            PlanUnreadable: Terraform shows something that is none.
        """
        document = _parsed(self._terraform.show(self._saved, as_json=True), self._stack.name)
        return Made(
            stack=self._stack,
            planned=planned(document, self._stack),
            state=state_of(self._saved),
            providers=providers_of(self._stack.file.parent / _LOCK_FILE),
        )

    def text(self) -> str:
        """Return the plan as `terraform show` prints it for people, without secrets."""
        return self._terraform.show(self._saved, as_json=False)


def _bounds(amount: Range) -> tuple[str, str]:
    """Return an interval's two bounds as decimal texts."""
    return str(amount.low), str(amount.high)


def _parsed(text: str, stack: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        # The error would quote the document, secrets included.
        raise PlanUnreadable(f"the plan of {stack} is not JSON: plan again") from None
