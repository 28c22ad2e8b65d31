"""The demo's finale: five releases under live traffic, judged, promoted or rolled back.

A good one must be promoted without one failed request. Four bad ones must go back by
themselves, each for its own reason.
"""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scripts.load_process import load
from scripts.progress import CommandFailed, say

if TYPE_CHECKING:
    from scripts.demo_stage import Stage

# Every duration of the release, and the metric period, are this much shorter than on AWS.
SPEED = 12
RATE = 100
_PROMOTED, _ROLLED_BACK = 0, 10
_FIRST_SECONDS = 3


@dataclass(frozen=True)
class Version:
    """A version to release, what is wrong with it, and why it must go back."""

    version: str
    what: str
    variables: dict[str, str] = field(default_factory=dict)
    reason: str | None = None


VERSIONS = (
    Version("1.1.0", "a good version"),
    Version("1.2.0", "5 % of its answers are errors", {"FAULT_ERROR_PERCENT": "5"}, "ERRORS"),
    Version("1.2.1", "it answers 700 ms more slowly", {"FAULT_LATENCY_MS": "700"}, "SLOW"),
    Version(
        "1.2.2",
        "its tasks crash after a second",
        {"FAULT_CRASH_AFTER_SECONDS": "1"},
        "TASKS_FAILED",
    ),
    Version("1.2.3", "its migration fails", {"FAULT_FAILING_MIGRATION": "1"}, "MIGRATION_FAILED"),
)


def run(stage: Stage, lab: str) -> None:
    """Release all versions, one after another.

    Raises:
        CommandFailed: a release did not end as it should, or a good one cost a request.
    """
    say(
        f"\n10. releases under {RATE} requests a second, {SPEED} times as fast as on AWS: "
        "5 % → 25 % → 50 % → 100 %"
    )
    for version in VERSIONS:
        say(f"\n   {version.version}: {version.what}")
        release(stage, lab, version)


def release(stage: Stage, lab: str, version: Version) -> None:
    """Release one version under traffic.

    Raises:
        CommandFailed: it did not end as it should, or a good one cost a request.
    """
    url = f"https://{stage.descriptor['load_balancer']['host_name']}/items"
    digest = stage.push(version.version, lab, version.variables)
    with load(stage.bin / "lab", url, rate=RATE, environment=stage.environment) as traffic:
        time.sleep(_FIRST_SECONDS)
        code = _shift(stage, digest, version)
        _check(stage, version, code, traffic.end())


def _shift(stage: Stage, digest: str, version: Version) -> int:
    started = time.monotonic()
    command = ("shift", "stage", "--image", digest, "--yes", "--why", version.what)
    process = subprocess.Popen(
        [str(stage.bin / "sluice"), *command],
        env={**stage.environment, "SLUICE_REHEARSAL_SPEED": str(SPEED)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            say(f"   {line.rstrip()}")
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        say(f"   {time.monotonic() - started:.0f} s")


def _check(stage: Stage, version: Version, code: int, result: dict[str, Any]) -> None:
    newest = json.loads(stage.ask("sluice", "history", "stage", "--json", "--limit", "1"))[0]
    failure = newest["failure"]
    bad = result["sent"] - result["by_status"].get("200", 0)
    share = 100 * bad / max(result["sent"], 1)
    say(f"   {result['sent']:,} requests, {bad} not answered 200 ({share:.2f} %)")
    expected = _PROMOTED if version.reason is None else _ROLLED_BACK
    found = failure["reason"] if failure else None
    if code != expected or found != version.reason:
        raise CommandFailed(
            f"{version.version}: ended with {code} and reason {found}, "
            f"not {expected} and {version.reason}"
        )
    if version.reason is None and bad:
        raise CommandFailed(f"{version.version}: {bad} of {result['sent']} requests failed")
