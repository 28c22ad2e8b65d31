"""How much holds changes to an environment back: what rules ask for, instead of its name."""

from __future__ import annotations

from typing import Literal, get_args

Protection = Literal["open", "reviewed", "protected"]
"""`open`: rebuilt at will, deployed by itself. `reviewed`: somebody approves first. `protected`:
its data and its service outlive a mistake, a zone and a region, and two people approve."""

PROTECTIONS: tuple[Protection, ...] = get_args(Protection)
"""From the least to the most, which is also the order in which a change reaches them."""
