"""The check that waits for ECR's scan, and what it makes of its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber

from sluice.canary.verify import image, start_scan, verify
from sluice.checks.finding import State
from sluice.checks.run import refused
from tests.sluice.canary.verify.deployed import Deployed

if TYPE_CHECKING:
    from collections.abc import Callable


def test_an_image_that_was_never_scanned_is_unknown_until_it_is(lab: Callable[..., Any]) -> None:
    deployed = Deployed(lab)
    (finding,) = refused(verify(deployed.context()))
    assert finding.state is State.UNKNOWN
    assert "was never scanned" in finding.sentence
    assert start_scan(deployed.context())
    assert refused(verify(deployed.context())) == ()
    assert not start_scan(deployed.context()), "once is enough"


@pytest.mark.parametrize(
    ("status", "counts", "state", "words"),
    [
        ("COMPLETE", {"CRITICAL": 2, "HIGH": 1}, State.BAD, "2 critical, 1 high"),
        ("ACTIVE", {"CRITICAL": 1}, State.BAD, "1 critical"),
        ("ACTIVE", {"MEDIUM": 3}, State.OK, "nothing critical (3 medium)"),
        ("COMPLETE", {}, State.OK, "nothing critical (nothing at all)"),
        ("COMPLETE", None, State.UNKNOWN, "says nothing of what it found"),
        ("FAILED", None, State.UNKNOWN, "the scan is FAILED: no such base image"),
        ("UNSUPPORTED_IMAGE", None, State.UNKNOWN, "the scan is UNSUPPORTED_IMAGE"),
    ],
)
def test_what_a_scan_found_decides(
    deployed: Deployed,
    status: str,
    counts: dict[str, int] | None,
    state: State,
    words: str,
) -> None:
    answer: dict[str, Any] = {
        "imageScanStatus": {"status": status, "description": "no such base image"}
    }
    if counts is not None:
        answer["imageScanFindings"] = {"findingSeverityCounts": counts}
    with Stubber(deployed.client("ecr")) as stub:
        stub.add_response("describe_image_scan_findings", answer)
        (finding,) = image.check_scan(deployed.context())
    assert finding.state is state
    assert words in finding.sentence


def test_a_scan_that_runs_is_waited_for(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "_POLL_SECONDS", 0.01)
    with Stubber(deployed.client("ecr")) as stub:
        for status in ("PENDING", "IN_PROGRESS", "COMPLETE"):
            stub.add_response(
                "describe_image_scan_findings",
                {
                    "imageScanStatus": {"status": status},
                    "imageScanFindings": {"findingSeverityCounts": {}},
                },
            )
        (finding,) = image.check_scan(deployed.context())
    assert finding.state is State.OK


def test_a_scan_that_runs_for_too_long_is_unknown(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "SCAN_WAIT_SECONDS", 0.0)
    with Stubber(deployed.client("ecr")) as stub:
        stub.add_response(
            "describe_image_scan_findings", {"imageScanStatus": {"status": "IN_PROGRESS"}}
        )
        (finding,) = image.check_scan(deployed.context())
    assert finding.state is State.UNKNOWN
