"""The load balancers' control side: follows moto's models, and keeps the data plane running."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web
from moto.backends import get_backend

from lab.alb import moto_target_health, moto_targets, snapshot
from lab.alb.certifying import Certificates
from lab.alb.configuration import Configuration
from lab.alb.flapping import Flaps
from lab.alb.messages import ORDERS, REPORT, SYNC_PATH, Memory, Orders
from lab.alb.process import DataPlaneProcess
from lab.alb.publishing import Rates, publish
from lab.alb.status import status
from lab.control import Part, every
from lab.target_health import Health, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.alb.messages import Report, TargetState
    from lab.control import Control

STATUS_PATH = "/_lab/alb/status"
_FOLLOW_SECONDS = 0.2


class LoadBalancers(Part):
    """All Application Load Balancers of the account, in one data-plane process."""

    def __init__(self, control: Control) -> None:
        super().__init__(control)
        moto_targets.patch(control.clock, snapshot.is_used)
        moto_target_health.patch(control, snapshot.is_used)
        folder = control.folder / "alb"
        self._certificates = Certificates(control.authority, folder)
        self._process = DataPlaneProcess(control.endpoint, folder)
        self._flaps = Flaps(control.faults)
        self._rates = Rates()
        self._configuration = Configuration()
        self._others: dict[Target, Health] = {}
        self._version = 1
        self._health: tuple[TargetState, ...] = ()
        self._ports: dict[str, int] = {}
        self._proxy_port = 0
        # By process: the number of its last report that was counted.
        self._counted: dict[int, int] = {}

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the data plane's endpoint, and the status for people and pages."""
        return (web.post(SYNC_PATH, self._sync), web.get(STATUS_PATH, self._show))

    def status(self) -> dict[str, Any]:
        """Return load balancers, listeners, weights, targets, rates and the proxy's port."""
        return status(
            self._configuration,
            ports=self._ports,
            health=self._health,
            rates=self._rates.per_second(self.control.clock.now()),
            proxy_port=self._proxy_port,
            process=self._process.pid,
            starts=self._process.starts,
        )

    def restore(self, data: bytes) -> None:  # noqa: ARG002 - nothing of it is saved
        """Forget all targets: what they led to runs in another lab."""
        for backend in list(get_backend("elbv2")[self.control.account].values()):
            for group in backend.target_groups.values():
                moto_targets.forget_all(group)

    async def run(self) -> None:
        """Follow the models and keep the data plane running until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(every(_FOLLOW_SECONDS, self._follow))
            group.create_task(self._process.keep())

    async def _follow(self) -> None:
        """Take over what the models say now."""
        taken, others = await self.control.front.call(self._look)
        if taken != self._configuration:
            self._configuration = taken
            self._version += 1
        self._others = others
        self._tell_health()

    def _look(self) -> tuple[Configuration, dict[Target, Health]]:
        account, now = self.control.account, self.control.clock.now()
        return snapshot.take(account, self._certificates.file), snapshot.others(account, now)

    def _tell_health(self) -> None:
        """Say how healthy all targets are: checked, or unused, or draining."""
        checked = {
            Target(one.group_arn, one.address, one.port): Health(
                one.state, one.reason, one.description
            )
            for one in self._health
        }
        registered = {
            Target(group.arn, one.address, one.port)
            for group in self._configuration.target_groups
            for one in group.targets
        }
        known = {
            target: checked.get(target, moto_target_health.JUST_REGISTERED) for target in registered
        }
        self.control.target_health.replace(self._others | known)

    async def _sync(self, request: web.Request) -> web.Response:
        report = REPORT.validate_json(await request.read())
        memory = self._memory(report)
        self._take(report)
        orders = Orders(
            version=self._version,
            configuration=self._configuration if report.version != self._version else None,
            clock_skew_seconds=self.control.clock.skew_seconds,
            flapping=self._flaps.failing(one.arn for one in self._configuration.target_groups),
            hosts=tuple(
                (host, port, loopback)
                for (host, port), loopback in self.control.hosts.entries().items()
            ),
            memory=memory,
        )
        return web.Response(body=ORDERS.dump_json(orders), content_type="application/json")

    def _memory(self, report: Report) -> Memory | None:
        """Return what a new process takes over from the one before; None for all others."""
        if report.version:
            return None
        return Memory(self._proxy_port, self._ports, self._health)

    def _take(self, report: Report) -> None:
        if report.sequence > self._counted.get(report.process, 0):
            self._counted[report.process] = report.sequence
            publish(report.samples, self.control.metrics)
            self._rates.add(report.samples)
        if report.version:
            self._health, self._ports = report.health, report.ports
            self._proxy_port = report.proxy_port or self._proxy_port
            self._tell_health()

    async def _show(self, _: web.Request) -> web.Response:
        return web.json_response(self.status())
