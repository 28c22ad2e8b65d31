"""Brings moto's alarms into another state, and tells whom it concerns; call it in moto's thread.

Only what says in which state an alarm is gets changed, and nothing that somebody configured:
Terraform sees no difference.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from moto.backends import get_backend
from moto.core.exceptions import ServiceException

from lab.cloudwatch.alarms import history, message
from lab.cloudwatch.alarms.model import UNCHECKED
from lab.cloudwatch.moto_times import moment

if TYPE_CHECKING:
    from lab.cloudwatch.alarms.model import Verdict


def enter(alarm: Any, verdict: Verdict, *, at: float) -> str | None:
    """Bring an alarm into the state of a verdict, without acting on it.

    Args:
        alarm: moto's alarm.
        verdict: what its evaluation, or somebody, said.
        at: seconds since the epoch.

    Returns:
        The state that it was in, or None where it stays in the same.
    """
    old = str(alarm.state_value)
    if verdict.state == old:
        if alarm.state_reason == UNCHECKED:
            _explain(alarm, verdict)
        return None
    before = (old, alarm.state_reason, alarm.state_reason_data)
    alarm.state_value = str(verdict.state)
    _explain(alarm, verdict)
    alarm.state_updated_timestamp = alarm.state_transitioned_timestamp = moment(at)
    history.add_state_update(alarm, before, at)
    return old


def _explain(alarm: Any, verdict: Verdict) -> None:
    alarm.state_reason = verdict.reason
    alarm.state_reason_data = json.dumps(verdict.reason_data)


def act(alarm: Any, *, account: str, old_state: str, at: float) -> None:
    """Do what an alarm is to do in its state: publish to topics.

    Args:
        alarm: moto's alarm, in its new state.
        account: the twelve digits of its account.
        old_state: the state that it was in.
        at: when it changed, in seconds since the epoch.
    """
    if not alarm.actions_enabled:
        return
    actions = {
        "ALARM": alarm.alarm_actions,
        "OK": alarm.ok_actions,
        "INSUFFICIENT_DATA": alarm.insufficient_data_actions,
    }[alarm.state_value]
    for action in actions:
        error = _publish(alarm, action, account=account, old_state=old_state, at=at)
        history.add_action(alarm, action, at, error=error)
        if error:
            print(f"FAILED action {action} of alarm {alarm.name}: {error}", file=sys.stderr)


def _publish(alarm: Any, action: str, *, account: str, old_state: str, at: float) -> str:
    """Publish to a topic; return what was wrong, or nothing."""
    service, _, region = action.partition(":sns:")
    if not region:
        return f"the lab executes no actions of {service or action}, only SNS topics"
    region = region.partition(":")[0]
    try:
        get_backend("sns")[account][region].publish(
            message=message.body(
                alarm, account=account, region=alarm.region_name, old_state=old_state, at=at
            ),
            arn=action,
            subject=message.subject(alarm, alarm.region_name),
        )
    except (ServiceException, KeyError) as error:
        return f"there is no such topic ({type(error).__name__})"
    return ""
