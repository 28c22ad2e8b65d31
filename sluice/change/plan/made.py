"""Makes a plan: synth, `terraform init`, `terraform plan`, `terraform show`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.change.model.errors import PlanUnreadable, StackUnreadable
from sluice.change.model.planned import planned
from sluice.change.plan.errors import explained, of_diagnostics
from sluice.change.plan.progress import Listener
from sluice.change.plan.saved import providers_of, state_of
from sluice.change.synth import synthesize
from sluice.terraform import PLAN_CHANGES, PLAN_EMPTY, Terraform, TerraformFailed

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.digest.subject import Provider, StateVersion
    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.plan.progress import Progress

_LOCK_FILE = ".terraform.lock.hcl"


@dataclass(frozen=True)
class Made:
    """A plan that Terraform made, with what only its file says.

    Attributes:
        text: as `terraform show` prints it for people, without secrets.
        empty: whether there is nothing to do, outputs included.
        state: that it was planned against.
        providers: as the lock file pins them.
    """

    stack: Stack
    planned: Planned
    text: str
    empty: bool
    state: StateVersion
    providers: tuple[Provider, ...]


def made_by_terraform(
    part: Path, *, home: Path, root: Path, stack: str, region: str, progress: Progress
) -> Made:
    """Synthesize a stack and let Terraform plan it.

    Args:
        part: where the binary plan is written to.
        home: the synth's output folder; Terraform works in the stack's folder below it.
        root: of the project.
        stack: its name.
        region: where it belongs.
        progress: is told of each step.

    Raises:
        SluiceError: one sentence: the stack is wrong, or Terraform could not plan it.
    """
    with progress.step("synth", "synth"):
        stacks = {each.name: each for each in synthesize(home, root=root)}
    found = stacks.get(stack)
    if found is None:
        raise StackUnreadable(f"no stack {stack} was synthesized")
    folder = found.file.parent
    terraform, listener = Terraform(folder), Listener(progress)
    where = {"stack": stack, "region": region}
    with progress.step("init", "terraform init"):
        try:
            terraform.init_pinned()
        except TerraformFailed as error:
            raise explained(str(error), **where) from error
    with progress.step("plan", "terraform plan"):
        code = terraform.plan(part, hear=listener.hear)
        if code not in (PLAN_EMPTY, PLAN_CHANGES):
            raise of_diagnostics(listener.said, **where)
    with progress.step("show", "terraform show"):
        document = _parsed(terraform.show(part, as_json=True), stack)
        text = terraform.show(part, as_json=False)
    return Made(
        stack=found,
        planned=planned(document, found),
        text=text,
        empty=code == PLAN_EMPTY,
        state=state_of(part),
        providers=providers_of(folder / _LOCK_FILE),
    )


def _parsed(text: str, stack: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        # The error would quote the document, secrets included.
        raise PlanUnreadable(f"the plan of {stack} is not JSON: plan again") from None
