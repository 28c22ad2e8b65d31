"""Percent of traffic to ALB weights, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.actions import SetWeights

if TYPE_CHECKING:
    from sluice.environment.descriptor import Colour

_WHOLE = 100
_FINE = 1000
"""A fraction of a percent needs weights that add up to 1,000; each is at most 999."""


def weights_for(percent: float, canary: Colour) -> SetWeights:
    """Return the rule's weights that send `percent` of the requests to `canary`.

    A percent that is no multiple of 0.1 is rounded to one, but neither to nothing nor to all.

    Args:
        percent: from 0 to 100.
        canary: the colour that gets it; the other one gets the rest.

    Raises:
        ValueError: `percent` is outside 0 to 100.
    """
    if not 0 <= percent <= _WHOLE:
        raise ValueError(f"a share of traffic must be from 0 to 100 percent, not {percent}")
    if float(percent).is_integer():
        share, total = int(percent), _WHOLE
    else:
        share, total = min(max(round(percent * 10), 1), _FINE - 1), _FINE
    if canary == "blue":
        return SetWeights(blue=share, green=total - share)
    return SetWeights(blue=total - share, green=share)


def percent_of(weights: SetWeights, colour: Colour) -> float:
    """Return the share of the requests, in percent, that a colour gets by these weights.

    Where both weights are 0 nobody gets any: ALB then answers 503.
    """
    total = weights.blue + weights.green
    return 100 * weights.of(colour) / total if total else 0.0
