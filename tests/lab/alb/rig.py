"""A load balancer on a real lab, and clients of it."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import itertools
import json
import threading
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.lab.alb.targets import HttpTarget

DEADLINE_SECONDS = 20.0


def eventually(tell: Callable[[], Any], wanted: Any, seconds: float = DEADLINE_SECONDS) -> None:
    """Wait until `tell()` is `wanted`."""
    deadline = time.monotonic() + seconds
    while (found := tell()) != wanted:
        assert time.monotonic() < deadline, f"still {found!r}, not {wanted!r}"
        time.sleep(0.05)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def target(self) -> str | None:
        """The name of the target that answered, None where the load balancer did."""
        return self.headers["X-Target"]

    @property
    def told(self) -> dict[str, Any]:
        """What an HttpTarget says that it got."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def sent(self, name: str) -> str | None:
        """A header of the request as the target got it."""
        for header, value in self.told["headers"]:
            if header.lower() == name.lower():
                return str(value)
        return None


def ask(
    port: int,
    path: str = "/",
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """Ask once, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE_SECONDS)
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        found = connection.getresponse()
        return Answer(found.status, found.headers, found.read())
    finally:
        connection.close()


def answers(port: int) -> int:
    """Return the status of an answer, 0 where nobody listens."""
    try:
        return ask(port).status
    except OSError:
        return 0


@dataclass
class Load:
    """What a load has seen so far: answers by (status, target), and what went wrong."""

    seen: Counter[tuple[int, str]] = field(default_factory=Counter)
    broken: int = 0

    def run(self, port: int, *, requests: int, connections: int = 32) -> None:
        """Ask so often over connections that are kept open."""
        share = requests // connections

        async def clients() -> None:
            await asyncio.gather(
                *(self._client(port, range(share), "GET") for _ in range(connections))
            )

        asyncio.run(clients())
        assert self.broken == 0

    @contextlib.contextmanager
    def running(self, port: int, *, connections: int = 8, method: str = "GET") -> Iterator[None]:
        """Ask all the while; at the end no connection was lost."""
        over = threading.Event()

        async def clients() -> None:
            turns = itertools.takewhile(lambda _: not over.is_set(), itertools.count())
            await asyncio.gather(*(self._client(port, turns, method) for _ in range(connections)))

        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(asyncio.run, clients())
            try:
                eventually(lambda: self.seen.total() > 100, wanted=True)
                yield
            finally:
                over.set()
            work.result()
        assert self.broken == 0

    async def _client(self, port: int, turns: Iterable[object], method: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = f"{method} /load HTTP/1.1\r\nHost: load\r\nContent-Length: 0\r\n\r\n".encode()
        try:
            for _ in turns:
                writer.write(asked)
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                fields = dict(line.split(": ", 1) for line in head.strip().split("\r\n")[1:])
                await reader.readexactly(int(fields["content-length"]))
                self.seen[int(head[9:12]), fields.get("x-target", "")] += 1
        except (OSError, EOFError):
            self.broken += 1
        finally:
            writer.close()


@dataclass
class Rig:
    """A lab with one load balancer, `web`, and two target groups."""

    url: str
    folder: Path
    client: Callable[..., Any]
    reset: Callable[[], None]
    elbv2: Any
    load_balancer: str
    dns_name: str
    blue: str
    green: str

    def listen(self, actions: Sequence[Mapping[str, Any]], port: int = 80, **more: Any) -> str:
        """Create a listener; returns its ARN."""
        (made,) = self.elbv2.create_listener(
            LoadBalancerArn=self.load_balancer,
            Port=port,
            Protocol=more.pop("Protocol", "HTTP"),
            DefaultActions=list(actions),
            **more,
        )["Listeners"]
        arn: str = made["ListenerArn"]
        return arn

    def forward(self, blue: int, green: int, sticky_seconds: int = 0) -> list[dict[str, Any]]:
        """Return a forward action."""
        config: dict[str, Any] = {
            "TargetGroups": [
                {"TargetGroupArn": self.blue, "Weight": blue},
                {"TargetGroupArn": self.green, "Weight": green},
            ]
        }
        if sticky_seconds:
            config["TargetGroupStickinessConfig"] = {
                "Enabled": True,
                "DurationSeconds": sticky_seconds,
            }
        return [{"Type": "forward", "ForwardConfig": config}]

    def weigh(self, listener: str, blue: int, green: int) -> None:
        """Change the weights of a listener's default action."""
        self.elbv2.modify_listener(ListenerArn=listener, DefaultActions=self.forward(blue, green))

    def register(self, group: str, *targets: HttpTarget) -> None:
        """Register targets."""
        self.elbv2.register_targets(TargetGroupArn=group, Targets=[_id(one) for one in targets])

    def deregister(self, group: str, *targets: HttpTarget) -> None:
        """Deregister targets."""
        self.elbv2.deregister_targets(TargetGroupArn=group, Targets=[_id(one) for one in targets])

    def health(self, group: str) -> dict[int, tuple[str, str | None]]:
        """Return state and reason of a group's targets, by port."""
        found = self.elbv2.describe_target_health(TargetGroupArn=group)
        return {
            one["Target"]["Port"]: (
                one["TargetHealth"]["State"],
                one["TargetHealth"].get("Reason"),
            )
            for one in found["TargetHealthDescriptions"]
        }

    def wait_healthy(self, group: str, *targets: HttpTarget) -> None:
        """Wait until exactly these targets are in a group, and healthy."""
        eventually(lambda: self.health(group), {one.port: ("healthy", None) for one in targets})

    def status(self) -> dict[str, Any]:
        """Return what the load balancers' status says."""
        with urllib.request.urlopen(f"{self.url}/_lab/alb/status", timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def port(self, listener: str) -> int:
        """Wait for a listener's loopback port."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            for balancer in self.status()["load_balancers"]:
                for one in balancer["listeners"]:
                    if one["arn"] == listener and one["loopback_port"]:
                        port: int = one["loopback_port"]
                        return port
            assert time.monotonic() < deadline, "the listener has no port"
            time.sleep(0.05)


def _id(target: HttpTarget) -> dict[str, Any]:
    return {"Id": "127.0.0.1", "Port": target.port}
