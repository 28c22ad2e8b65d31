"""Releases on a whole lab, under live traffic: a good one, and every kind of bad one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.lab.canary.conftest import load, settled

if TYPE_CHECKING:
    from tests.lab.canary.environment import Deployed

PROMOTED, ROLLED_BACK = 0, 10


def _record(deployed: Deployed, output: str) -> dict[str, Any]:
    """Return the newest release as the history shows it."""
    found: dict[str, Any] = json.loads(output)[0]
    return found


def test_a_good_release_is_promoted_without_one_failed_request(deployed: Deployed) -> None:
    before = deployed.live()
    digest = deployed.push("1.1.0")
    with settled(deployed), load(deployed) as traffic:
        done = deployed.sluice("shift", "dev", "--image", digest, "--why", "test", "--yes")
        result = traffic.end()
    assert done.returncode == PROMOTED, done.stdout + done.stderr
    assert deployed.live() != before
    assert result["failed"] == 0
    assert set(result["by_status"]) == {"200"}
    assert set(result["by_version"]) == {"1.0.0", "1.1.0"}


@pytest.mark.parametrize(
    ("version", "fault", "reason"),
    [
        ("1.2.0", {"FAULT_ERROR_PERCENT": "5"}, "ERRORS"),
        ("1.2.1", {"FAULT_LATENCY_MS": "700"}, "SLOW"),
        ("1.2.2", {"FAULT_CRASH_AFTER_SECONDS": "1"}, "TASKS_FAILED"),
        ("1.2.3", {"FAULT_FAILING_MIGRATION": "1"}, "MIGRATION_FAILED"),
    ],
)
def test_a_bad_release_is_rolled_back_and_the_history_says_why(
    deployed: Deployed, version: str, fault: dict[str, str], reason: str
) -> None:
    before = deployed.live()
    digest = deployed.push(version, **fault)
    with settled(deployed), load(deployed):
        done = deployed.sluice("shift", "dev", "--image", digest, "--yes")
    assert done.returncode == ROLLED_BACK, done.stdout + done.stderr
    assert deployed.live() == before
    newest = _record(deployed, deployed.sluice("history", "dev", "--json").stdout)
    assert newest["phase"] == "ROLLED_BACK"
    assert newest["failure"]["reason"] == reason
    assert newest["failure"]["sentence"] in done.stdout
