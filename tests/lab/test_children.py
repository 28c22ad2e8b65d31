"""What a lab starts ends with it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from lab import children

ROOT = Path(__file__).resolve().parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time\n"  # noqa: ISC004 - one program
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('up', flush=True)\n"
    "time.sleep(600)\n",
]


def test_a_child_ends_when_its_lab_is_killed() -> None:
    script = (
        "import asyncio, os, pathlib\n"
        "from lab import children\n"
        "async def main():\n"
        f"    child = await children.start({SLEEP!r}, environment=os.environ,"
        " folder=pathlib.Path('/'))\n"
        "    print(child.pid, flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the child outlived its lab"
        time.sleep(0.01)


def test_a_child_that_ignores_sigterm_is_killed_after_its_grace() -> None:
    async def scenario() -> tuple[int, float]:
        child = await children.start(
            STUBBORN, environment=os.environ, folder=ROOT, output=asyncio.subprocess.PIPE
        )
        assert child.stdout is not None
        await child.stdout.readline()
        started = time.monotonic()
        code = await children.end(child, grace_seconds=0.2)
        return code, time.monotonic() - started

    code, seconds = asyncio.run(scenario())
    assert code == -signal.SIGKILL
    assert seconds >= 0.2


def test_a_child_that_listens_ends_by_the_signal() -> None:
    async def scenario() -> int:
        child = await children.start(SLEEP, environment=os.environ, folder=ROOT)
        # Not SIGINT: a job in the background, as on CI, hands on that it is ignored.
        return await children.end(child, grace_seconds=30, number=signal.SIGUSR1)

    assert asyncio.run(scenario()) == -signal.SIGUSR1


def test_ending_what_has_ended_gives_its_exit_code() -> None:
    async def scenario() -> int:
        child = await children.start(
            [sys.executable, "-c", "raise SystemExit(3)"], environment=os.environ, folder=ROOT
        )
        await child.wait()
        return await children.end(child, grace_seconds=1)

    assert asyncio.run(scenario()) == 3
