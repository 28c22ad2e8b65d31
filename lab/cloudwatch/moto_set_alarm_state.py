"""SetAlarmState acts as a change of state does, until the next evaluation overwrites it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from moto.cloudwatch.exceptions import InvalidFormat, ResourceNotFound, ValidationError
from moto.cloudwatch.models import CloudWatchBackend

from lab.cloudwatch.alarms.model import State, Verdict

if TYPE_CHECKING:
    from lab.cloudwatch.alarms.rounds import Rounds


def close(rounds: Rounds) -> None:
    """Let SetAlarmState run the alarm's actions."""

    def set_alarm_state(
        self: CloudWatchBackend, alarm_name: str, reason: str, reason_data: str, state_value: str
    ) -> None:
        try:
            data = json.loads(reason_data or "{}")
        except ValueError:
            raise InvalidFormat("Unknown") from None
        if alarm_name not in self.alarms:
            raise ResourceNotFound
        if state_value not in list(State):
            raise ValidationError(
                "1 validation error detected: "
                f"Value '{state_value}' at 'stateValue' failed to satisfy constraint: "
                "Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
            )
        rounds.set_state(self.alarms[alarm_name], Verdict(State(state_value), reason, data))

    CloudWatchBackend.set_alarm_state = set_alarm_state
