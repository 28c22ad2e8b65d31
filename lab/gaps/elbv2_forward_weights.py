"""Target groups have weights from 0 to 999.

AWS refuses any other weight in a forward action. Moto takes every number, so that a wrong
sum in a canary step would pass here and fail on AWS.
"""

from __future__ import annotations

from moto.elbv2.exceptions import ValidationError
from moto.elbv2.models import ELBv2Backend, FakeAction

_MAX_WEIGHT = 999


def close() -> None:
    """Make every call that moto validates the actions of check the weights too."""
    upstream = ELBv2Backend._validate_actions

    def validate(self: ELBv2Backend, actions: list[FakeAction]) -> None:
        upstream(self, actions)
        for action in actions:
            groups = action.data.get("ForwardConfig", {}).get("TargetGroups", [])
            if any(not 0 <= int(group["Weight"]) <= _MAX_WEIGHT for group in groups):
                raise ValidationError(
                    "The weight for each target group must be between 0 and 999, inclusive"
                )

    ELBv2Backend._validate_actions = validate
