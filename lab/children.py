"""Processes that a lab starts: they end with it, however it ends."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# From <linux/prctl.h>.
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    # Between fork and exec: nothing here may allocate much or take a lock.
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


async def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    output: Any = asyncio.subprocess.DEVNULL,
    user: str | int | None = None,
) -> asyncio.subprocess.Process:
    """Start a process that the kernel kills if this one dies; from the event loop's thread only.

    Args:
        command: program and arguments.
        environment: its whole process environment.
        folder: where it works.
        output: where stdout and stderr go together: a file, or `asyncio.subprocess.PIPE`.
        user: whom it runs as; needs root.

    Raises:
        OSError: the program cannot be started.
    """
    return await asyncio.create_subprocess_exec(
        *command,
        env=dict(environment),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_end_with_parent,
        user=user,
    )


async def end(
    process: asyncio.subprocess.Process,
    *,
    grace_seconds: float,
    number: signal.Signals = signal.SIGTERM,
) -> int:
    """End a process: a signal, and SIGKILL after `grace_seconds`; return its exit code."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)
    try:
        return await asyncio.wait_for(process.wait(), grace_seconds)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        return await process.wait()
