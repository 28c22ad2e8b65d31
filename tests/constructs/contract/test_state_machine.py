"""The state machine, as moto's Step Functions reads and executes it, in real time."""

from __future__ import annotations

import io
import json
import time
import zipfile
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws
from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda_simple.models import LambdaSimpleBackend, lambda_simple_backends
from moto.sns.models import sns_backends

from sluice.canary.hosted.messages import Answer
from sluice.canary.plan_release import LEASE_SECONDS
from webservice.contract.hosted_driver import FUNCTION_SECONDS, Outcome
from webservice.contract.state_machine import definition

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT, REGION = "123456789012", "eu-west-1"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:web-stage-alerts"
RELEASE = "20261125T235608Z-3f2a"


def _answer(outcome: Outcome, sentence: str = "") -> str:
    done = outcome is not Outcome.UNDER_WAY
    return Answer(
        done=done, outcome=outcome, release_id=RELEASE, sentence=sentence
    ).model_dump_json()


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Create topic and function in an account that executes state machines; return its ARN."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    config: Any = {
        "stepfunctions": {"execute_state_machine": True},
        "lambda": {"use_docker": False},
    }
    with mock_aws(config=config):
        boto3.client("sns").create_topic(Name="web-stage-alerts")
        yield boto3.client("lambda").create_function(
            FunctionName="driver",
            Runtime="python3.12",
            Role=_role(),
            Handler="sluice.canary.handler.handler",
            Code={"ZipFile": _zip()},
        )["FunctionArn"]


def _role() -> str:
    role: str = boto3.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument="{}")[
        "Role"
    ]["Arn"]
    return role


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("empty.py", "")
    return buffer.getvalue()


def _execute(document: dict[str, Any], answers: list[str]) -> tuple[dict[str, Any], list[Any]]:
    """Execute with these answers of the function; return the execution and its history."""
    queue = lambda_simple_backends[ACCOUNT][REGION].lambda_simple_results_queue
    queue[:] = answers
    steps = boto3.client("stepfunctions")
    machine = steps.create_state_machine(
        name="driver",
        definition=json.dumps(document),
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/role",
    )["stateMachineArn"]
    execution = steps.start_execution(
        stateMachineArn=machine, name="one", input=json.dumps({"image": "sha256:1"})
    )["executionArn"]
    deadline = time.monotonic() + 20
    while True:
        found = steps.describe_execution(executionArn=execution)
        if found["status"] != "RUNNING" or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return found, steps.get_execution_history(executionArn=execution)["events"]


def _document(function: str, attempts: int = 25) -> dict[str, Any]:
    document = definition(
        service="web", environment="stage", function_arn=function, topic_arn=TOPIC
    )
    for name in ("Begin", "Turn"):
        document["States"][name]["Retry"][0]["MaxAttempts"] = attempts
    return document


def _payloads(history: list[Any]) -> list[dict[str, Any]]:
    found = (event.get("taskScheduledEventDetails") for event in history)
    return [json.loads(each["parameters"])["Payload"] for each in found if each]


def test_it_begins_takes_turns_until_it_is_done_and_succeeds(function: str) -> None:
    answers = [_answer(Outcome.UNDER_WAY), _answer(Outcome.UNDER_WAY), _answer(Outcome.PROMOTED)]
    found, history = _execute(_document(function), answers)
    assert found["status"] == "SUCCEEDED"
    first, *turns = _payloads(history)
    assert first["operation"] == "begin"
    assert (first["service"], first["environment"]) == ("web", "stage")
    assert first["execution"] == found["executionArn"]
    assert first["wanted"] == {"image": "sha256:1"}
    assert first["started_at"].startswith("20")
    turn = {
        "operation": "turn",
        "service": "web",
        "environment": "stage",
        "execution": found["executionArn"],
        "release_id": RELEASE,
    }
    assert turns == [turn, turn]
    entered = [e["type"] for e in history if e["type"].endswith("StateEntered")]
    assert entered.count("WaitStateEntered") == 2


def test_each_other_end_fails_with_the_outcome_and_the_sentence(function: str) -> None:
    found, _ = _execute(_document(function), [_answer(Outcome.ROLLED_BACK, "rolled back: errors")])
    assert (found["status"], found["error"]) == ("FAILED", "ROLLED_BACK")
    assert found["cause"] == "rolled back: errors"


def test_a_function_that_keeps_failing_is_told_to_people(
    function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise UnknownFunctionException(function)

    # Without Docker, moto's function cannot run, and so cannot fail by itself.
    monkeypatch.setattr(LambdaSimpleBackend, "invoke", fail)
    found, history = _execute(_document(function, attempts=1), [])
    assert (found["status"], found["error"]) == ("FAILED", "UNFINISHED")
    assert [e["type"] for e in history].count("TaskFailed") == 2
    ((_, message, subject, *_),) = sns_backends[ACCOUNT][REGION].topics[TOPIC].sent_notifications
    assert subject == "sluice stage: the hosted driver gave up"
    assert "sluice abort stage goes back" in message
    assert found["executionArn"] in message


def test_an_invocation_that_hangs_ends_before_its_lease() -> None:
    document = definition(
        service="web", environment="stage", function_arn="function", topic_arn=TOPIC
    )
    assert FUNCTION_SECONDS < LEASE_SECONDS
    assert document["States"]["Turn"]["TimeoutSeconds"] > FUNCTION_SECONDS
