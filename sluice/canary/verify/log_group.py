"""The log group that the tasks write to exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.checks.finding import bad, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding


def check(context: Context) -> Iterator[Finding]:
    """Ask CloudWatch Logs for the group by its name."""
    name = context.descriptor.task.log_group
    pages = context.client("logs").get_paginator("describe_log_groups")
    groups = [
        group
        for page in pages.paginate(logGroupNamePrefix=name)
        for group in page["logGroups"]
        if group["logGroupName"] == name
    ]
    if not groups:
        yield bad("log-group", f"{name} does not exist, so that no task starts: deploy again")
        return
    days = groups[0].get("retentionInDays")
    yield ok("log-group", f"{name}, kept {f'{days} days' if days else 'for ever'}")
