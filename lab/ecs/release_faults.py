"""Makes the tasks of an image misbehave while a release fault is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp

from lab.ecs.tasks import LOOPBACK
from lab.faults.kinds import Release
from lab.sample.faults import Faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lab.ecs.runner import Runner
    from lab.faults.active import ActiveFault, ActiveFaults

_PARAMETERS = tuple(Faults.__dataclass_fields__)
_TIMEOUT = aiohttp.ClientTimeout(total=2)


def wanted(active: ActiveFaults, digest: str) -> tuple[dict[str, Any], list[ActiveFault]]:
    """Return how containers of a digest should misbehave, and by which faults.

    Where several are in force, the later one decides on what it sets.
    """
    parameters: dict[str, Any] = {}
    causes = []
    for fault, kind in active.of(Release):
        if digest.startswith(kind.image_digest):
            given = {name: getattr(kind, name) for name in _PARAMETERS}
            parameters |= {name: value for name, value in given.items() if value}
            causes.append(fault)
    return parameters, causes


def variables(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return the process environment of a container that is to misbehave."""
    return {f"FAULT_{name.upper()}": str(value) for name, value in parameters.items()}


class ReleaseFaults:
    """Tells new containers by their environment, and running ones by a request."""

    def __init__(self, active: ActiveFaults) -> None:
        self._active = active
        self._told: dict[tuple[str, str], dict[str, Any]] = {}

    def at_start(self, task_id: str, container: str, digest: str) -> dict[str, str]:
        """Return the environment that a container is to start with."""
        parameters, causes = wanted(self._active, digest)
        self._told[task_id, container] = parameters
        for fault in causes:
            fault.hit()
        return variables(parameters)

    async def follow(self, runners: Iterable[Runner], session: aiohttp.ClientSession) -> None:
        """Tell running containers what changed since they were told last."""
        known = set()
        for runner in runners:
            for container, digest in runner.digests.items():
                key = runner.task.id, container
                known.add(key)
                parameters, causes = wanted(self._active, digest)
                if parameters == self._told.get(key, {}) or not runner.task.lab.listening:
                    continue
                port = runner.task.lab.ports[container]
                if await _tell(session, port, parameters):
                    self._told[key] = parameters
                    for fault in causes:
                        fault.hit()
        for key in self._told.keys() - known:
            del self._told[key]


async def _tell(session: aiohttp.ClientSession, port: int, parameters: Mapping[str, Any]) -> bool:
    """Return whether it was heard; a program that is not the sample never listens."""
    url = f"http://{LOOPBACK}:{port}/_faults"
    try:
        async with session.put(url, json=dict(parameters), timeout=_TIMEOUT) as answer:
            return answer.status < 500
    except (aiohttp.ClientError, TimeoutError):
        return False
