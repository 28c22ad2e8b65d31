"""Where a host name and port are really reached: what a lab's forward proxy is told."""

from __future__ import annotations

import threading


class HostTable:
    """Loopback ports by host name and port; safe to use from any thread.

    The load balancers' own names need no entry. Whoever else plays a server of the real
    world, such as a webhook receiver, puts its name here while it listens.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ports: dict[tuple[str, int], int] = {}

    def put(self, host: str, port: int, loopback_port: int) -> None:
        """Let `host:port` be reached at 127.0.0.1 and `loopback_port`."""
        with self._lock:
            self._ports[host.lower(), port] = loopback_port

    def remove(self, host: str, port: int) -> None:
        """Let `host:port` be refused again."""
        with self._lock:
            self._ports.pop((host.lower(), port), None)

    def entries(self) -> dict[tuple[str, int], int]:
        """Return loopback ports by lower-case host name and port."""
        with self._lock:
            return dict(self._ports)
