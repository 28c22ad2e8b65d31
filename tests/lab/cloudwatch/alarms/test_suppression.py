"""When a composite alarm's actions are kept back."""

from __future__ import annotations

import pytest

from lab.cloudwatch.alarms.model import Alarm, AlarmId, State, Suppressor
from lab.cloudwatch.alarms.suppression import SuppressedBy, suppressed_by

WAIT, EXTENSION, ALARM = (
    SuppressedBy.WAIT_PERIOD,
    SuppressedBy.EXTENSION_PERIOD,
    SuppressedBy.ALARM,
)
NAME = AlarmId("eu-west-1", "deploying")
SUPPRESSOR = Suppressor(NAME, wait_seconds=60, extension_seconds=90)


@pytest.mark.parametrize(
    ("state", "left_alarm", "seconds_later", "by"),
    [
        ("OK", 0, 0, WAIT),
        ("OK", 0, 59, WAIT),
        ("OK", 0, 60, None),
        ("ALARM", 0, 0, ALARM),
        ("ALARM", 0, 600, ALARM),
        # It was in ALARM until 30 s after the change.
        ("OK", 1030, 40, EXTENSION),
        ("OK", 1030, 119, EXTENSION),
        ("OK", 1030, 120, None),
        # It left ALARM long before: what counts is the change.
        ("OK", 500, 10, WAIT),
        ("INSUFFICIENT_DATA", 0, 61, None),
    ],
)
def test_wait_and_extension(
    state: str, left_alarm: float, seconds_later: float, by: SuppressedBy | None
) -> None:
    alarm = Alarm(NAME, "", State(state), "", 0, 0)
    found = suppressed_by(
        SUPPRESSOR, alarm, changed=1000, left_alarm=left_alarm, now=1000 + seconds_later
    )
    assert found is by


def test_a_suppressor_that_is_gone_suppresses_nothing() -> None:
    assert suppressed_by(SUPPRESSOR, None, changed=1000, left_alarm=0, now=1000) is None
