"""The parts of a lab, by name."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.control import Control, Part

# In the order in which they start. Imported only where they run: a test of the API alone
# waits for none of them.
PARTS: dict[str, str] = {
    "faults": "lab.faults.part:Faults",
    "receivers": "lab.receivers.part:Receivers",
    "cloudwatch": "lab.cloudwatch.part:CloudWatch",
    "alb": "lab.alb.part:LoadBalancers",
    "rds": "lab.rds.part:Databases",
    "ecs": "lab.ecs.part:Tasks",
}


def build(control: Control, names: Iterable[str]) -> dict[str, Part]:
    """Return the named parts, made but not running.

    Raises:
        KeyError: there is no part of that name.
    """
    found = {}
    for name in names:
        module, _, class_name = PARTS[name].partition(":")
        found[name] = getattr(importlib.import_module(module), class_name)(control)
    return found
