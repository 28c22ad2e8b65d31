"""One loopback port per instance name, for as long as the lab lives."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import zlib

LOOPBACK = "127.0.0.1"

# Below the ports that kernels hand out by themselves.
_FIRST, _COUNT = 20_000, 10_000
_TRIES = 8


class Ports:
    """Ports by region and identifier, as RDS derives an instance's DNS name from them.

    Who takes a deleted or renamed instance's identifier is reached where that one was: that
    is how a restored database takes the place of a broken one. A name has the same port in
    the next lab, too, where nobody else has it by then: a saved environment stays true.
    Safe to use from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ports: dict[tuple[str, str], int] = {}
        self._held = contextlib.ExitStack()

    def of(self, region: str, identifier: str) -> int:
        """Return a name's port."""
        with self._lock:
            if (region, identifier) not in self._ports:
                self._ports[region, identifier] = self._choose(f"{region}/{identifier}")
            return self._ports[region, identifier]

    def close(self) -> None:
        """Let all ports go."""
        with self._lock:
            self._held.close()
            self._ports.clear()

    def _choose(self, name: str) -> int:
        if sys.platform == "linux":
            for attempt in range(_TRIES):
                port = _FIRST + zlib.crc32(f"{name}#{attempt}".encode()) % _COUNT
                if self._claim(port):
                    return port
        return self._hold(0)

    def _claim(self, port: int) -> bool:
        """Hold a port, unless another lab does or somebody listens there."""
        claim = socket.socket(socket.AF_UNIX)
        try:
            # An abstract name: gone with the process, however it ends.
            claim.bind(f"\0sluice-lab-port-{port}")
            with _bound(port) as probe:
                probe.listen()
        except OSError:
            claim.close()
            return False
        self._held.enter_context(claim)
        self._hold(port)
        return True

    def _hold(self, port: int) -> int:
        """Keep others from a port while the database is down.

        A socket that is bound, but never listens: the kernel lets it and the database share
        the port since both say SO_REUSEADDR.
        """
        held = self._held.enter_context(_bound(port))
        found: int = held.getsockname()[1]
        return found


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((LOOPBACK, port))
    except OSError:
        bound.close()
        raise
    return bound
