"""Who holds a lease: how a process of this host names itself, and how a dead one is known."""

from __future__ import annotations

import getpass
import os
import secrets
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sluice.journal.lease import Lease


def this_user() -> str:
    """Return user and host, as people read them."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        # A container whose user has no name.
        user = f"uid {os.getuid()}"
    return f"{user}@{socket.gethostname()}"


def this_process(by: str) -> str:
    """Return `by` and the process, and a random part, since process ids come again."""
    return f"{by} pid {os.getpid()} {secrets.token_hex(3)}"


def may_be_taken(lease: Lease, now: float) -> bool:
    """Return whether nobody has to be waited for: it is over, or its holder died here.

    Fencing makes even a mistake harmless.
    """
    return lease.free_for_others(now) or died_here(lease)


def died_here(lease: Lease) -> bool:
    """Return whether the lease's holder was a process of this host that is gone."""
    words = lease.holder.split()
    host = words[0].partition("@")[2] if words else ""
    if host != socket.gethostname() or "pid" not in words:
        return False
    try:
        os.kill(int(words[words.index("pid") + 1]), 0)
    except ProcessLookupError:
        return True
    except (ValueError, IndexError, OSError):
        return False
    return False
