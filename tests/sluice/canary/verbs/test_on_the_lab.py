"""The verbs as an operator runs them, processes and signals and all, on a whole lab."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest

from lab import instance as labs
from tests.lab.canary.environment import deploy
from tests.lab.ecs.conftest import until

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.lab.canary.environment import Deployed

pytestmark = pytest.mark.lab

# Without traffic nothing may be judged: it holds at its first step until somebody acts.
STEPS = ("--steps", "50:60,100:60")


@pytest.fixture(scope="module")
def deployed() -> Iterator[Deployed]:
    found = deploy("verbs")
    # Slow enough for a person's verbs to come in between.
    found.environment["SLUICE_REHEARSAL_SPEED"] = "12"
    try:
        yield found
    finally:
        labs.stop(found.lab)


def status(deployed: Deployed) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(deployed.sluice("status", "dev", "--json").stdout)
    return found


def shifting(deployed: Deployed, digest: str, output: Path) -> subprocess.Popen[bytes]:
    """Start a release, and return once half of the traffic is on it."""
    driver = deployed.driver("shift", "dev", "--image", digest, *STEPS, output=output)
    until(lambda: status(deployed)["phase"] == "BAKING", f"no step: {output}", 60)
    return driver


def test_verify_refuses_what_was_never_scanned_and_scans_it_when_told(deployed: Deployed) -> None:
    digest = deployed.push("5.0.0")
    refused = deployed.sluice("verify", "release", "dev", "--image", digest)
    assert refused.returncode == 13
    assert "UNKNOWN" in refused.stdout
    ready = deployed.sluice("verify", "release", "dev", "--image", digest, "--scan")
    assert ready.returncode == 0, ready.stdout


def test_sigterm_rolls_a_release_back_and_the_last_lines_say_so(
    deployed: Deployed, tmp_path: Path
) -> None:
    before = deployed.weights()
    driver = shifting(deployed, deployed.push("5.0.1"), tmp_path / "out")
    driver.send_signal(signal.SIGTERM)
    assert driver.wait(timeout=60) == 10
    assert deployed.weights() == before
    told = (tmp_path / "out").read_text()
    assert "SIGTERM: going back" in told
    assert "rolled back (ABORTED)" in told
    assert status(deployed)["exit_code"] == 0


def test_a_release_whose_driver_was_killed_is_taken_back_by_an_abort(
    deployed: Deployed, tmp_path: Path
) -> None:
    before = deployed.weights()
    driver = shifting(deployed, deployed.push("5.0.2"), tmp_path / "out")
    driver.kill()
    driver.wait()
    assert status(deployed)["exit_code"] == 14
    aborted = deployed.sluice("abort", "dev", "--because", "dr-check-failed", "--json")
    assert aborted.returncode == 10
    last = json.loads(aborted.stdout.splitlines()[-1])
    assert (last["kind"], last["phase"]) == ("RESULT", "ROLLED_BACK")
    assert "DR_CHECK_FAILED" in last["sentence"]
    assert deployed.weights() == before


def test_a_foreign_write_is_seen_and_a_resume_sets_our_weights_again(
    deployed: Deployed, tmp_path: Path
) -> None:
    driver = shifting(deployed, deployed.push("5.0.3"), tmp_path / "out")
    ours = deployed.weights()
    deployed.balancer.set_weights(blue=1, green=0)
    until(lambda: (status(deployed)["hold"] or {}).get("reason") == "FOREIGN_WRITE", "not seen", 20)
    assert status(deployed)["exit_code"] == 11
    assert deployed.sluice("resume", "dev").returncode == 0
    until(lambda: deployed.weights() == ours, "our weights are not set again", 20)
    assert deployed.sluice("rollback", "traffic", "dev").returncode == 0
    assert driver.wait(timeout=60) == 12
