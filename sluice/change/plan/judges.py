"""What judges a plan: policies and prices, and what they put into a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sluice.change.cost import estimate, files
from sluice.change.cost import report as prices
from sluice.change.policy import gate
from sluice.change.policy.output import reports

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from sluice.change.cost import CostDelta
    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.model.verdict import GateResult


class Judges(Protocol):
    """Policies and prices."""

    def policies(self, stack: Stack, plan: Planned) -> GateResult:
        """Return what all policies say of a stack and its plan."""

    def policy_files(self, result: GateResult) -> Mapping[str, str]:
        """Return that as `policy.json`, `policy.sarif`, `policy.xml` and `policy.txt`."""

    def cost(self, stack: Stack, plan: Planned) -> CostDelta:
        """Return what the plan costs."""

    def cost_files(self, delta: CostDelta) -> Mapping[str, str]:
        """Return that as `cost.json`."""


class Real:
    """The project's policies, and the prices that come with this program."""

    def __init__(self, root: Path, *, region: str, today: date) -> None:
        """Judge by what is below the project's `root`.

        Args:
            root: `policies/`, Checkov's environment and the usage file are there.
            region: of resources that do not say theirs.
            today: the day for which waivers are judged.
        """
        self._root = root
        self._region = region
        self._today = today

    def policies(self, stack: Stack, plan: Planned) -> GateResult:
        """Return what all policies say of a stack and its plan; raises as `gate.run` does."""
        return gate.run(
            [stack],
            plans={stack.name: plan},
            root=self._root,
            today=self._today,
            expected=(stack.name,),
        )

    def policy_files(self, result: GateResult) -> Mapping[str, str]:
        """Return that in every form that the gate knows, by file name."""
        return {name: reports.render(result, form) for form, name in reports.FILES.items()}

    def cost(self, stack: Stack, plan: Planned) -> CostDelta:
        """Return what the plan costs; raises where a price or usage file is wrong."""
        found = files.load(self._root)
        return estimate(plan, stack, region=self._region, prices=found.prices, usage=found.usage)

    def cost_files(self, delta: CostDelta) -> Mapping[str, str]:
        """Return that as `cost.json`."""
        return {"cost.json": prices.as_json(delta)}
