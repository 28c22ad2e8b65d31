"""Asks every target whether it is well, at its group's interval."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from lab.alb import health
from lab.alb.health import CHECKING, INITIAL, Result
from lab.alb.matcher import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lab.alb.configuration import HealthCheck, RegisteredTarget
    from lab.alb.pool import Member, Pool

_AGENT = "ELB-HealthChecker/2.0"


@dataclass(frozen=True)
class _Watched:
    pool: Pool
    member: Member
    check: HealthCheck


class Checker:
    """One task for each target; a group's new settings start its tasks anew."""

    def __init__(self, is_flapping: Callable[[str], bool]) -> None:
        """Prepare; `is_flapping` tells whether a fault lets a group's checks fail now."""
        self._is_flapping = is_flapping
        self._tasks: dict[tuple[str, RegisteredTarget, HealthCheck], asyncio.Task[None]] = {}
        self._session = aiohttp.ClientSession(
            # Each check has a connection of its own, as AWS's.
            connector=aiohttp.TCPConnector(limit=0, force_close=True, ssl=False),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": _AGENT, "Connection": "close"},
            skip_auto_headers=("Accept", "Accept-Encoding"),
            auto_decompress=False,
        )

    def follow(self, pools: Mapping[str, Pool]) -> None:
        """Start and end checks so that each target has them."""
        wanted = {
            (arn, target, pool.group.health_check): _Watched(pool, member, pool.group.health_check)
            for arn, pool in pools.items()
            for target, member in pool.members.items()
        }
        for key in [key for key in self._tasks if key not in wanted]:
            self._tasks.pop(key).cancel()
        for key, watched in wanted.items():
            if key not in self._tasks:
                self._tasks[key] = asyncio.create_task(self._watch(watched))

    async def close(self) -> None:
        """End all checks."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self._session.close()

    async def _watch(self, watched: _Watched) -> None:
        member, check = watched.member, watched.check
        loop = asyncio.get_running_loop()
        if member.standing.state == INITIAL:
            member.standing = CHECKING
        while True:
            started = loop.time()
            if self._is_flapping(watched.pool.group.arn):
                result = health.mismatch(503)
            else:
                result = await self._ask(member, check)
            before = member.standing.state
            member.standing = health.after(member.standing, result, check)
            if member.standing.state != before:
                watched.pool.sort()
            # From start to start: how long the answer took plays no part.
            await asyncio.sleep(max(0.0, started + check.interval_seconds - loop.time()))

    async def _ask(self, member: Member, check: HealthCheck) -> Result:
        target = member.target
        port = check.port or target.port
        url = f"{check.protocol.lower()}://{target.address}:{port}{check.path}"
        try:
            async with self._session.get(
                URL(url, encoded=True),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=check.timeout_seconds),
            ) as answer:
                status = answer.status
        except TimeoutError:
            return health.TIMED_OUT
        except (aiohttp.ClientError, OSError, ValueError):
            return health.FAILED
        return health.PASSED if matches(check.matcher, status) else health.mismatch(status)
