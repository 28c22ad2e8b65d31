"""Asks the policies and the prices of the head, with the head's own rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from sluice.change.cost import estimate, files, sides
from sluice.change.policy import gate
from sluice.errors import SluiceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from sluice.change.cost import CostDelta
    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.model.verdict import GateResult
    from sluice.change.review.compose import Found

_CHECKOV = ".venv-checkov"


class Judge(Protocol):
    """Policies and prices."""

    def policies(self, found: Sequence[Found], folder: Path) -> GateResult | None:
        """Return what all policies say of all heads; None where no policy was asked.

        Args:
            found: heads, and their plans where they were made.
            folder: the files of the head: `policies/` is there.

        Raises:
            SluiceError: they could not be run on all there is: that refuses the change.
        """

    def priced(self, found: Found, folder: Path, *, comparable: bool) -> Found:
        """Return what is known with the cost; where it cannot be computed, why not.

        Args:
            found: an environment.
            folder: the files of the head: the usage files are there.
            comparable: whether there is a base.
        """


class Real:
    """The policies and usage files of the head, and this checkout's Checkov."""

    def __init__(self, root: Path, *, today: date) -> None:
        """Judge with Checkov of this checkout's `root`; waivers as of `today`."""
        self._root = root.resolve()
        self._today = today

    def policies(self, found: Sequence[Found], folder: Path) -> GateResult | None:
        """Return what all policies say of all heads."""
        theirs, ours = folder / _CHECKOV, self._root / _CHECKOV
        if not theirs.exists() and ours.exists():
            theirs.symlink_to(ours, target_is_directory=True)
        heads = [each.head for each in found if each.head is not None]
        if not heads:
            return None
        return gate.run(
            heads,
            plans={each.name: each.head_plan for each in found if each.head_plan is not None},
            root=folder,
            today=self._today,
            expected=tuple(each.name for each in heads),
        )

    def priced(self, found: Found, folder: Path, *, comparable: bool) -> Found:
        """Return what is known with the cost; where it cannot be computed, why not."""
        try:
            return _priced(found, files.load(folder), comparable=comparable)
        except SluiceError as error:
            said = f"its cost is unknown: {error}"
            return replace(found, unknowns=(*found.unknowns, said))


def _priced(found: Found, known: files.Files, *, comparable: bool) -> Found:
    head, base = found.head, found.base
    if head is None:
        return found
    if found.head_plan is not None:
        return replace(
            found,
            cost=_estimate(found.head_plan, head, known),
            base_cost=None
            if found.base_plan is None or base is None
            else _estimate(found.base_plan, base, known),
        )
    if not comparable:
        return found
    return replace(found, cost=_estimate(sides.between(base, head), head, known, base=base))


def _estimate(
    planned: Planned, stack: Stack, known: files.Files, base: Stack | None = None
) -> CostDelta:
    return estimate(
        planned,
        stack,
        region=sides.main_region(stack),
        prices=known.prices,
        usage=known.usage,
        base=base,
    )
