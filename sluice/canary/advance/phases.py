"""The table of phases: what each looks at, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.advance import (
    baking,
    draining,
    preparing,
    retiring,
    rolling_back,
    shifting,
    smoking,
    starting,
)
from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.observation import Need
    from sluice.canary.model.release import Release


@dataclass(frozen=True)
class Handler:
    """One phase: what must be looked at, and what follows from it."""

    needs: Callable[[Release, float], frozenset[Need]]
    act: Callable[[Draft], None]


def _nothing(release: Release, now: float) -> frozenset[Need]:
    del release, now
    return frozenset()


def _rest(draft: Draft) -> None:
    del draft


_END = Handler(needs=_nothing, act=_rest)

PHASES: Mapping[Phase, Handler] = {
    Phase.PREPARING: Handler(preparing.needs, preparing.act),
    Phase.STARTING: Handler(starting.needs, starting.act),
    Phase.SMOKING: Handler(smoking.needs, smoking.act),
    Phase.SHIFTING: Handler(shifting.needs, shifting.act),
    Phase.BAKING: Handler(baking.needs, baking.act),
    Phase.DRAINING: Handler(draining.needs, draining.act),
    Phase.RETIRING: Handler(retiring.needs, retiring.act),
    Phase.ROLLING_BACK: Handler(rolling_back.needs, rolling_back.act),
    Phase.PROMOTED: _END,
    Phase.ROLLED_BACK: _END,
}
