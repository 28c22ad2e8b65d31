"""`cdktf deploy` as somebody at a terminal types it, who reads the question and answers it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import termios
import time
from typing import TYPE_CHECKING

from scripts.progress import Progress, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.terraform.conftest import Account

# What the npm package ci-info looks at, on which cdktf's terminal library relies.
_CI_VARIABLES = (
    "BUILD_ID",
    "BUILD_NUMBER",
    "CI",
    "CI_APP_ID",
    "CI_BUILD_ID",
    "CI_BUILD_NUMBER",
    "CI_NAME",
    "CONTINUOUS_INTEGRATION",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "RUN_ID",
)
_DEPLOY_SECONDS = 900
_REPORT_SECONDS = 10
# cdktf draws the question anew all the time, so its end is enough to look at.
_PROMPT_BYTES = 20_000
_PRESS_AGAIN_SECONDS = 5
_KEY_ENTER = b"\r"


def _of_a_terminal(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of somebody at a terminal: on CI, cdktf draws no question."""
    kept = {name: value for name, value in environment.items() if name not in _CI_VARIABLES}
    return {**kept, "TERM": "xterm"}


def cdktf_deploy_stage(account: Account) -> tuple[int, str]:
    """Type `cdktf deploy stage` at a terminal, and approve with Enter when asked."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        ["cdktf", "deploy", "stage"],
        cwd=account.checkout,
        env=_of_a_terminal(account.environment),
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    output, asked, progress = bytearray(), False, Progress()
    cut = ""  # a line whose end has not come yet
    started = reported = pressed = time.monotonic()
    while (now := time.monotonic()) - started < _DEPLOY_SECONDS:
        if now - reported > _REPORT_SECONDS:
            reported = now
            say(f"  stage cdktf deploy {now - started:4.0f} s  {progress}")
        if select.select([master], [], [], 1.0)[0]:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            output += chunk
            *lines, cut = (cut + chunk.decode(errors="replace")).split("\n")
            for line in lines:
                progress.feed(line)
        elif process.poll() is not None:
            break
        asked = asked or b"Approve" in output[-_PROMPT_BYTES:]
        heard = progress.under_way or progress.done
        # The question may be drawn before its keys are read: press again until it was heard.
        if asked and not heard and _is_raw(master) and now - pressed > _PRESS_AGAIN_SECONDS:
            os.write(master, _KEY_ENTER)
            pressed = now
    if process.poll() is None:
        process.terminate()
    code = process.wait(timeout=60)
    os.close(master)
    text = output.decode(errors="replace")
    (account.logs / "stage-cdktf-deploy.log").write_text(text)
    assert asked, f"cdktf never asked for approval:\n{text[-2000:]}"
    return code, text


def _is_raw(master: int) -> bool:
    """Return whether keys are read as they are.

    Before that the terminal turns Enter into a line feed, which cdktf takes for Ctrl-J: one
    answer down, to "Dismiss".
    """
    return not termios.tcgetattr(master)[0] & termios.ICRNL
