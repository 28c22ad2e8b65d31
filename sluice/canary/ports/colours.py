"""Which of AWS's names belong to which colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.environment.descriptor import COLOURS

if TYPE_CHECKING:
    from sluice.environment.descriptor import Colour, Descriptor


def group_arns(descriptor: Descriptor) -> dict[Colour, str]:
    """Return the target groups."""
    return {colour: descriptor.services[colour].target_group_arn for colour in COLOURS}


def service_names(descriptor: Descriptor) -> dict[Colour, str]:
    """Return the ECS services."""
    return {colour: descriptor.services[colour].service_name for colour in COLOURS}
