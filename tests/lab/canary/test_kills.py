"""Drivers that are killed again and again, at any moment: each release still comes to its end."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.lab.canary.conftest import load, settled

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.lab.canary.environment import Deployed

KILLS_PER_RELEASE = 6
# Shorter than the descriptor's: 2 seconds each at the rehearsal's speed.
_STEPS = "20:120,60:120,100:120"
_END_SECONDS = 240
_ENDS = {"PROMOTED": 0, "ROLLED_BACK": 10}


@dataclass(frozen=True)
class Case:
    """A release, how it must end, and how long its drivers live at the most, in seconds.

    A migration that fails is over in two seconds: its drivers must be killed sooner.
    """

    version: str
    end: str
    longest: float = 3.0
    faults: dict[str, str] = field(default_factory=dict)


# Six times six kills.
CASES = [
    Case("2.0.0", "PROMOTED"),
    Case("2.0.1", "ROLLED_BACK", 2.0, {"FAULT_ERROR_PERCENT": "20"}),
    Case("2.0.2", "PROMOTED"),
    Case("2.0.3", "ROLLED_BACK", 0.9, {"FAULT_FAILING_MIGRATION": "1"}),
    Case("2.0.4", "ROLLED_BACK", 2.0, {"FAULT_LATENCY_MS": "900"}),
    Case("2.0.5", "PROMOTED"),
]


def _history(deployed: Deployed) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(deployed.sluice("history", "dev", "--json").stdout)
    return found


class Killer:
    """Starts drivers of one release, and kills them."""

    def __init__(self, deployed: Deployed, case: Case, output: Path) -> None:
        self._deployed, self._output, self._longest = deployed, output, case.longest
        self._digest = deployed.push(case.version, **case.faults)
        self._chance = random.Random(case.version)
        self._known = {each["id"] for each in _history(deployed)}
        self.kills = 0
        self._shift()

    def _shift(self) -> None:
        self._process = self._driver(
            *("shift", "dev", "--image", self._digest, "--steps", _STEPS, "--yes")
        )

    def _driver(self, *arguments: str) -> subprocess.Popen[bytes]:
        return self._deployed.driver(*arguments, output=self._output)

    def release(self) -> dict[str, Any] | None:
        """Return the release, once it is in the journal."""
        new = [each for each in _history(self._deployed) if each["id"] not in self._known]
        assert len(new) <= 1, "one image, one release"
        return new[0] if new else None

    def kill(self) -> None:
        """Kill the driver a moment from now, and start the next one."""
        time.sleep(self._chance.uniform(0.2, self._longest))
        if self._process.poll() is None:
            self._process.kill()
            self.kills += 1
        self._process.wait()
        found = self.release()
        if found is None:
            self._shift()
        elif found["phase"] not in _ENDS:
            self._process = self._driver("resume", "dev")

    def end(self) -> int:
        """Wait for the last driver, and return its exit code."""
        return self._process.wait(timeout=_END_SECONDS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.version}-{case.end}")
def test_a_release_whose_drivers_are_killed_comes_to_its_end(
    deployed: Deployed, case: Case, tmp_path: Path
) -> None:
    before = deployed.live()
    output = tmp_path / "drivers.log"
    with settled(deployed), load(deployed) as traffic:
        killer = Killer(deployed, case, output)
        for _ in range(KILLS_PER_RELEASE):
            killer.kill()
        killer.end()
        result = traffic.end()
    found = killer.release()
    assert found is not None
    assert found["phase"] == case.end, output.read_text()
    assert (deployed.live() == before) == (case.end == "ROLLED_BACK")
    assert _tagged(deployed, found["id"]) <= 1, "the task definition was registered twice"
    failed = result["failed"]
    print(f"{case.version}: {killer.kills} kills, {result['sent']} requests, {failed} failed")
    assert killer.kills >= KILLS_PER_RELEASE - 1
    if case.end == "PROMOTED":
        assert failed == 0
        assert set(result["by_status"]) == {"200"}


def _tagged(deployed: Deployed, release: str) -> int:
    ecs = deployed.client("ecs")
    arns = ecs.list_task_definitions(familyPrefix="web-dev")["taskDefinitionArns"]
    return sum(
        {"key": "sluice:release", "value": release}
        in ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])["tags"]
        for arn in arns
    )
