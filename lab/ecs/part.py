"""The part of a lab that runs ECS tasks."""

from __future__ import annotations

import asyncio
import traceback
from typing import TYPE_CHECKING, Any

import aiohttp

from lab.control import Control, Part, every
from lab.ecs import moto_services, moto_tasks, report, saved, scheduler, targets
from lab.ecs.images import ImageTable
from lab.ecs.metrics import Meter
from lab.ecs.release_faults import ReleaseFaults
from lab.ecs.routes import routes
from lab.ecs.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from lab.ecs.scheduler import Wanted

_ROUND_SECONDS = 0.2
_FAULTS_SECONDS = 0.3
_METRICS_SECONDS = 5.0


class Tasks(Part):
    """Runs the tasks that services and RunTask ask for, as processes of this machine."""

    def __init__(self, control: Control) -> None:
        """Patch moto's ECS."""
        super().__init__(control)
        moto_tasks.patch(control)
        moto_services.patch(control)
        self._images = ImageTable()
        self._faults = ReleaseFaults(control.faults)
        self._runners: dict[str, Runner] = {}
        self._living: dict[str, asyncio.Task[None]] = {}
        self._report: dict[str, Any] = {"services": [], "tasks": []}

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Answer for the image table."""
        return routes(self._images)

    def status(self) -> dict[str, Any]:
        """Return services with their deployments, and tasks, of the last round."""
        return self._report

    async def save(self) -> bytes:
        """Return the image table."""
        return saved.pack(self._images)

    def restore(self, data: bytes) -> None:
        """Know the saved images, and start all tasks anew."""
        if data:
            saved.unpack(data, self._images)
        saved.begin(self.control.account)

    async def run(self) -> None:
        """Keep every service at what it should be; end all processes when cancelled."""
        meter = Meter(self.control)
        try:
            async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
                group.create_task(every(_ROUND_SECONDS, self._round))
                group.create_task(every(_METRICS_SECONDS, meter.measure))

                async def follow() -> None:
                    await self._faults.follow(list(self._runners.values()), session)

                group.create_task(every(_FAULTS_SECONDS, follow))
        finally:
            for task in self._living.values():
                task.cancel()
            await asyncio.gather(*self._living.values(), return_exceptions=True)

    async def _round(self) -> None:
        board = self.control.target_health
        healths = {
            runner.task.task_arn: targets.health_of(board, runner.task.lab.targets)
            for runner in self._runners.values()
        }
        wanted = await self.control.front.call(scheduler.take_round, self.control, healths)
        self._follow(wanted)
        self._report = await self.control.front.call(
            report.document, self.control.account, self._versions()
        )

    def _follow(self, wanted: list[Wanted]) -> None:
        """Begin the tasks that are new, and end those that should stop or are known no more."""
        models = {each.task.id: each for each in wanted}
        for id_, living in list(self._living.items()):
            if living.done():
                self._forget(id_)
            elif id_ not in models and not self._runners[id_].task.ended:
                # A reset: what the task was part of is gone, so nothing is drained.
                living.cancel()
        for id_, each in models.items():
            if each.task.ended:
                continue
            if id_ not in self._runners:
                self._begin(each)
            if each.task.desired_status == "STOPPED":
                self._runners[id_].ask_to_stop()

    def _begin(self, wanted: Wanted) -> None:
        id_ = wanted.task.id

        def faults(container: str, digest: str) -> dict[str, str]:
            return self._faults.at_start(id_, container, digest)

        runner = Runner(
            wanted.task,
            control=self.control,
            images=self._images,
            groups=wanted.groups,
            faults=faults,
        )
        self._runners[id_] = runner
        self._living[id_] = asyncio.create_task(runner.run(), name=f"task {id_}")

    def _forget(self, id_: str) -> None:
        living = self._living.pop(id_)
        del self._runners[id_]
        error = None if living.cancelled() else living.exception()
        if error is not None:
            traceback.print_exception(error)

    def _versions(self) -> dict[str, str]:
        return {digest: image.version for digest, image in self._images}
