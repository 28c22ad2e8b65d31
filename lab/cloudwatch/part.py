"""CloudWatch: metrics that can be read, alarms that evaluate by themselves, and log filters."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from lab.cloudwatch import (
    moto_describe_alarm_history,
    moto_get_metric_data,
    moto_get_metric_statistics,
    moto_metrics,
    moto_put_metric_alarm,
)
from lab.cloudwatch.alarms import snapshot
from lab.cloudwatch.alarms.rounds import Rounds
from lab.cloudwatch.delivery import FaultyDelivery
from lab.control import Part, every
from lab.logs import moto_filter_patterns, moto_metric_filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.cloudwatch.alarms.model import Alarm
    from lab.control import Control

ALARMS_PATH = "/_lab/cloudwatch/alarms"
_ROUND_SECONDS = 0.5
_SWEEP_SECONDS = 60.0


class CloudWatch(Part):
    """Metrics, alarms, composite alarms and log filters of the account, in all regions."""

    def __init__(self, control: Control) -> None:
        super().__init__(control)
        control.metrics.delivery = FaultyDelivery(control.faults, control.clock)
        self._rounds = Rounds(control.account, control.clock)
        self._alarms: list[Alarm] = []
        moto_describe_alarm_history.patch()
        moto_get_metric_data.patch(control)
        moto_get_metric_statistics.patch(control)
        moto_put_metric_alarm.patch(control)
        moto_metrics.patch(control, self._rounds)
        moto_filter_patterns.patch()
        moto_metric_filters.patch(control)

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the list of alarms for people and pages."""
        return (web.get(ALARMS_PATH, self._show),)

    def status(self) -> dict[str, Any]:
        """Return how many metrics there are, and each alarm's state, since when, and why."""
        return {
            "metrics": len(self.control.metrics.keys()),
            "alarms": [
                {
                    "region": alarm.id.region,
                    "name": alarm.id.name,
                    "state": str(alarm.state),
                    "since": datetime.fromtimestamp(alarm.since, UTC).isoformat(),
                    "reason": alarm.reason,
                }
                for alarm in self._alarms
            ],
        }

    async def run(self) -> None:
        """Evaluate alarms until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(every(_ROUND_SECONDS, self._round))
            group.create_task(every(_SWEEP_SECONDS, self._sweep))

    async def _round(self) -> None:
        call = self.control.front.call
        due = self._rounds.due(await call(snapshot.take, self.control.account))
        # Reading a busy metric takes a while: not in the event loop, and not in moto's thread.
        verdicts = await asyncio.to_thread(self._rounds.evaluate, due, self.control.metrics.read)
        self._alarms = await call(self._rounds.settle, verdicts)

    async def _sweep(self) -> None:
        await asyncio.to_thread(self.control.metrics.sweep, self.control.clock.now())

    async def _show(self, _request: web.Request) -> web.Response:
        return web.json_response(self.status()["alarms"])
