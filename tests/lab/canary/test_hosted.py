"""The hosted driver's handler on a whole lab: its own journal, its own AWS, real waits."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from lab.variables import REGION
from sluice.canary import handler
from sluice.errors import SluiceError
from tests.lab.canary.conftest import load, settled
from tests.sluice.canary.hosted.machine import LAMBDA, SNS, Ended, Machine, TaskFailed
from webservice.contract.state_machine import definition

if TYPE_CHECKING:
    from tests.lab.canary.environment import Deployed

FUNCTION, TOPIC = "web-dev-driver", "web-dev-alerts"


@pytest.fixture
def shell(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process be the function's."""
    for name, value in deployed.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_REGION", REGION)


def _invoke(parameters: Any) -> Any:
    try:
        return {"Payload": handler.handler(parameters["Payload"], None)}
    except SluiceError as error:
        raise TaskFailed(type(error).__name__, str(error)) from error


def _execute(image: str, name: str) -> Ended:
    machine = Machine(
        definition(service="web", environment="dev", function_arn=FUNCTION, topic_arn=TOPIC),
        {"image": image, "why": "test"},
        {LAMBDA: _invoke, SNS: lambda _: {}},
        execution=f"arn:aws:states:{REGION}:123456789012:execution:web-dev-driver:{name}",
        started_at=datetime.now(UTC).isoformat(),
    )
    running = machine.run()
    while True:
        try:
            time.sleep(next(running))
        except StopIteration as stop:
            ended: Ended = stop.value
            return ended


@pytest.mark.usefixtures("shell")
def test_a_good_release_is_promoted_without_one_failed_request(deployed: Deployed) -> None:
    before = deployed.live()
    with settled(deployed), load(deployed) as traffic:
        ended = _execute(deployed.push("2.1.0"), "good")
        result = traffic.end()
    assert ended.succeeded, f"{ended.error}: {ended.cause}"
    assert deployed.live() != before
    assert result["failed"] == 0


@pytest.mark.usefixtures("shell")
def test_a_bad_release_is_rolled_back_and_the_execution_says_why(deployed: Deployed) -> None:
    before = deployed.live()
    with settled(deployed), load(deployed):
        ended = _execute(deployed.push("2.2.0", FAULT_LATENCY_MS="700"), "bad")
    assert (ended.succeeded, ended.error) == (False, "ROLLED_BACK")
    assert "SLOW" in ended.cause
    assert deployed.live() == before


@pytest.mark.usefixtures("shell")
def test_an_image_that_is_not_there_is_refused(deployed: Deployed) -> None:
    before = deployed.weights()
    ended = _execute(f"sha256:{'0' * 64}", "missing")
    assert ended.error == "REFUSED"
    assert "verify refuses the release: image: sha256:0" in ended.cause
    assert deployed.weights() == before
