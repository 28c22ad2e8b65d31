"""One task's life: from PROVISIONING to STOPPED, with the processes that it has in between."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from lab import children
from lab.ecs import records, targets
from lab.ecs.moto_values import CannotStart
from lab.ecs.output import Output
from lab.ecs.preparation import prepare
from lab.ecs.tasks import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lab.control import Control
    from lab.ecs.images import ImageTable
    from lab.ecs.preparation import Launch
    from lab.ecs.tasks import Task

_PROBE_SECONDS = 0.05
# A target is registered once its port answers, or after this long: ECS does not ask at all,
# but there the first check of a target comes later, too.
_REGISTER_AFTER_SECONDS = 1.0

_Returned = TypeVar("_Returned")


@dataclass
class _Running:
    launch: Launch
    process: asyncio.subprocess.Process
    output: asyncio.Task[None] | None


class Runner:
    """Runs one task; `faults` gives variables for a container of an image digest."""

    def __init__(
        self,
        task: Task,
        *,
        control: Control,
        images: ImageTable,
        groups: Sequence[tuple[str, str, int]],
        faults: Callable[[str, str], Mapping[str, str]],
    ) -> None:
        """Prepare; `groups` are target group, container and container port of the service."""
        self.task = task
        self.digests: dict[str, str] = {}
        self._control = control
        self._images = images
        self._groups = groups
        self._faults = faults
        self._folder = control.folder / "ecs" / task.id
        self._stop = asyncio.Event()
        self._reserved: list[socket.socket] = []
        self._running: list[_Running] = []

    def ask_to_stop(self) -> None:
        """Let it go through its end."""
        self._stop.set()

    async def run(self) -> None:
        """Live; where cancelled, leave no process."""
        try:
            await self._live()
        except Exception as error:
            # A mistake of the lab's; without an end the task would be begun again for ever.
            await self._call(
                records.has_failed, self.task, f"the lab failed: {error!r}", self._control.clock
            )
            raise
        finally:
            await self._end_now()

    async def _live(self) -> None:
        await self._move("PENDING", pull_started_at=self._control.clock.utc())
        try:
            launches = await self._call(prepare, self.task, self._control, self._images)
            for launch in launches:
                await self._start(launch)
        except (CannotStart, OSError) as error:
            await self._end_now()
            await self._call(records.has_failed, self.task, _reason(error), self._control.clock)
            return
        await self._call(records.is_running, self.task, self._control.clock)
        probing = asyncio.create_task(self._probe())
        try:
            await self._until_end(probing)
        finally:
            probing.cancel()
        await self._wind_down()

    async def _start(self, launch: Launch) -> None:
        port = self._reserve_port()
        self._folder.mkdir(parents=True, exist_ok=True)
        log = launch.log
        process = await children.start(
            launch.program,
            environment={
                **launch.environment,
                **self._faults(launch.name, launch.digest),
                "PORT": str(port),
            },
            folder=self._folder,
            output=asyncio.subprocess.PIPE if log else asyncio.subprocess.DEVNULL,
        )
        output = None
        if log and process.stdout:
            carried = Output(process.stdout, log, self._control).carry()
            output = asyncio.create_task(carried)
        self._running.append(_Running(launch, process, output))
        self.digests[launch.name] = launch.digest
        await self._call(records.has_started, self.task, launch, port, process.pid)

    def _reserve_port(self) -> int:
        """Return a free port that nobody else is given while the task lives.

        A socket that is bound but never listens keeps the kernel from handing it out; the
        program can still listen there, since servers set SO_REUSEADDR, too.
        """
        held = socket.socket()
        self._reserved.append(held)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((LOOPBACK, 0))
        port: int = held.getsockname()[1]
        return port

    async def _until_end(self, probing: asyncio.Task[None]) -> None:
        """Return when the task has to stop, or an essential container has exited."""
        exits = [
            asyncio.create_task(each.process.wait())
            for each in self._running
            if each.launch.essential
        ]
        stop = asyncio.create_task(self._stop.wait())
        registering = asyncio.create_task(self._register(probing))
        try:
            await asyncio.wait([*exits, stop], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (*exits, stop, registering):
                each.cancel()

    async def _probe(self) -> None:
        """Notice when each container that has a port answers there."""
        for each in self._running:
            if each.launch.container_port:
                await _until_accepted(self.task.lab.ports[each.launch.name])
        await self._call(records.is_listening, self.task)

    async def _register(self, probing: asyncio.Task[None]) -> None:
        if not self._groups:
            return
        await asyncio.wait([probing], timeout=_REGISTER_AFTER_SECONDS)
        await self._call(records.register, self.task, self._groups, self._control)

    async def _wind_down(self) -> None:
        exited = any(each.process.returncode is not None for each in self._running)
        await self._move("DEACTIVATING")
        delay = await self._call(targets.deregister, self._control.account, self.task.lab.targets)
        if not exited:
            await targets.drained(self._control, self.task.lab.targets, delay)
        await self._move("STOPPING")
        await asyncio.gather(*(self._end(each) for each in self._running))
        await self._move("DEPROVISIONING", execution_stopped_at=self._control.clock.utc())
        codes = {each.launch.name: each.process.returncode for each in self._running}
        await self._call(records.has_ended, self.task, codes, self._control.clock)

    async def _end(self, running: _Running) -> None:
        await children.end(running.process, grace_seconds=running.launch.stop_timeout_seconds)
        _kill_group(running.process.pid)
        if running.output is not None:
            await running.output

    async def _end_now(self) -> None:
        """End what still runs, at once: the lab ends, or what the task was part of is gone."""
        for each in self._running:
            _kill_group(each.process.pid)
        for each in self._running:
            await each.process.wait()
        outputs = [each.output for each in self._running if each.output is not None]
        for output in outputs:
            output.cancel()
        await asyncio.gather(*outputs, return_exceptions=True)
        self._running.clear()
        for held in self._reserved:
            held.close()
        # What a container wrote goes with it.
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _move(self, status: str, **changes: Any) -> None:
        await self._call(lambda: self.task.move(status, **changes))

    async def _call(self, function: Callable[..., _Returned], *arguments: Any) -> _Returned:
        return await self._control.front.call(function, *arguments)


def _reason(error: Exception) -> str:
    if isinstance(error, CannotStart):
        return str(error)
    return f"CannotStartContainerError: {error}"


def _kill_group(pid: int) -> None:
    """End what a container's program started in turn: it leads a session of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


async def _until_accepted(port: int) -> None:
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(_PROBE_SECONDS)
