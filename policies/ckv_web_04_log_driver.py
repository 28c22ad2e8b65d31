"""What containers print is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.support.containers import KINDS, each_container
from policies.support.rule import Rule, Subject
from policies.support.values import block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.support.answer import Answer

_DRIVERS = ("awslogs", "awsfirelens", "splunk")
"""Those that Fargate takes."""


class LogDriver(Rule):
    """Each container has a log driver that ships, with a group where it is awslogs."""

    number = "CKV_WEB_4"
    title = "Containers ship their logs"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at each container."""
        return each_container(subject, look=_look)


def _look(container: Mapping[str, Any]) -> str:
    logs = block(container, "logConfiguration")
    driver = logs.get("logDriver")
    if driver not in _DRIVERS:
        return f"has {driver or 'no'} log driver: set logConfiguration to awslogs"
    if driver == "awslogs" and not block(logs, "options").get("awslogs-group"):
        return "names no log group: set the option awslogs-group"
    return ""


check = LogDriver()
