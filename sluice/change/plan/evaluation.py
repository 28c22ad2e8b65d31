"""What evaluates stacks and plans: the project's policies and prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sluice.change.cost import files
from sluice.change.policy import checkov, gate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from sluice.change.cost import CostDelta
    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.model.verdict import GateResult


_CHECKOV = checkov.PYTHON.parts[0]


class Evaluator(Protocol):
    """Policies and prices."""

    def policies(
        self, stacks: Sequence[Stack], plans: Mapping[str, Planned], *, root: Path
    ) -> GateResult:
        """Return what all policies say of stacks and their plans.

        Args:
            stacks: all must be answered for.
            plans: by stack's name, where they were made.
            root: of the project whose rules count: `policies/` is there.

        Raises:
            SluiceError: they could not be run on all there is: that refuses the change.
        """

    def cost(
        self, planned: Planned, stack: Stack, *, root: Path, base: Stack | None = None
    ) -> CostDelta:
        """Return what a plan costs.

        Args:
            planned: by Terraform, or the difference between two synthesized stacks.
            stack: what it leads to.
            root: of the project whose usage files count.
            base: what it begins with, where no state was read.

        Raises:
            SluiceError: a price or usage file is wrong.
        """


@dataclass(frozen=True)
class ProjectEvaluator:
    """A project's policies and usage files, the prices that come with this program, and Checkov.

    Attributes:
        root: of this checkout: Checkov's environment is there.
        today: the day for which waivers are judged.
    """

    root: Path
    today: date

    def policies(
        self, stacks: Sequence[Stack], plans: Mapping[str, Planned], *, root: Path
    ) -> GateResult:
        """Return what all policies say; raises as `gate.run` does."""
        theirs, ours = root / _CHECKOV, self.root.resolve() / _CHECKOV
        if not theirs.exists() and ours.exists():
            theirs.symlink_to(ours, target_is_directory=True)
        names = tuple(each.name for each in stacks)
        return gate.run(stacks, plans=plans, root=root, today=self.today, expected=names)

    def cost(
        self, planned: Planned, stack: Stack, *, root: Path, base: Stack | None = None
    ) -> CostDelta:
        """Return what a plan costs."""
        return files.estimated(planned, stack, root=root, base=base)
