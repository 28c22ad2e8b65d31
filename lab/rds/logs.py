"""Exports PostgreSQL's log to CloudWatch Logs, where an instance asks for that."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.backends import get_backend

if TYPE_CHECKING:
    from lab.control import Control
    from lab.rds.desired import Account, Instance
    from lab.rds.keeper import Keeper

_EXPORT = "postgresql"
_START = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC:")
_BYTES = 512 * 1024


class Logs:
    """Remembers up to where each log was read."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._read: dict[str, int] = {}

    async def export(self, account: Account, keepers: dict[str, Keeper]) -> None:
        """Send the new, complete lines of all logs."""
        for instance in account.instances:
            keeper = keepers.get(instance.resource_id)
            if keeper is None or _EXPORT not in instance.log_exports:
                continue
            if not keeper.cluster.log.exists():
                continue
            at = self._read.get(instance.resource_id, 0)
            with keeper.cluster.log.open("rb") as log:
                log.seek(at)
                data = log.read(_BYTES)
            complete = data[: data.rfind(b"\n") + 1]
            if complete:
                self._read[instance.resource_id] = at + len(complete)
                text = complete.decode(errors="replace")
                events = log_events(text, self._control.clock.utc())
                await self._control.front.call(_put, self._control.account, instance, events)


def log_events(text: str, now: datetime) -> list[dict[str, Any]]:
    """Return a log's lines as events; those that continue a message are joined to it.

    Args:
        text: whole lines.
        now: what a line without a time of its own is stamped with.
    """
    events: list[dict[str, Any]] = []
    for line in text.splitlines():
        found = _START.match(line)
        if found is not None:
            at = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        elif events:
            events[-1]["message"] += f"\n{line}"
            continue
        else:
            at = now
        events.append({"timestamp": int(at.timestamp() * 1000), "message": line})
    return events


def _put(account: str, instance: Instance, events: list[dict[str, Any]]) -> None:
    logs = get_backend("logs")[account][instance.region]
    group = f"/aws/rds/instance/{instance.identifier}/{_EXPORT}"
    stream = f"{instance.identifier}.0"
    logs.ensure_log_group(group)
    logs.ensure_log_stream(group, stream)
    logs.put_log_events(group, stream, events)
