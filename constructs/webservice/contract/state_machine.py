"""The state machine of one environment's hosted driver, in the Amazon States Language.

    Begin → Ended? ─ no ─► Wait → Turn → Ended? …
              │ yes
              ▼
          Promoted? ─ yes ─► Promoted (succeeds)
              │ no
              ▼
          NotPromoted (fails: the outcome is the error's name, the sentence its cause)

A Lambda function that fails is tried again: that is safe, since all of its state is in the
journal. Where it keeps failing, people are told, and the execution ends as Unfinished.
Language: https://states-language.net/spec.html
"""

from __future__ import annotations

from typing import Any

from webservice.contract.hosted_driver import FUNCTION_SECONDS, Operation, Outcome

_RETRY_ATTEMPTS = 25
_RETRY_MOST_SECONDS = 15
_LONGEST_SECONDS = 7 * 86_400
"""Far beyond the longest release: steps and holds may last a day each."""


def definition(
    *, service: str, environment: str, function_arn: str, topic_arn: str
) -> dict[str, Any]:
    """Return the state machine's document.

    Its input is `{"image": "sha256:..."}`, or more: `sluice.canary.hosted.messages` says what.

    Args:
        service: the service's short name, such as `web`.
        environment: the environment's, such as `stage`.
        function_arn: of the function whose entry point is `HANDLER`.
        topic_arn: where people are told that a release was left under way.
    """
    common = {
        "service": service,
        "environment": environment,
        "execution.$": "$$.Execution.Id",
    }
    begin = {
        **common,
        "operation": Operation.BEGIN.value,
        "started_at.$": "$$.Execution.StartTime",
        "wanted.$": "$$.Execution.Input",
    }
    turn = {**common, "operation": Operation.TURN.value, "release_id.$": "$.release_id"}
    return {
        "Comment": f"Drives a release of {environment}, turn by turn",
        "StartAt": "Begin",
        "TimeoutSeconds": _LONGEST_SECONDS,
        "States": {
            "Begin": _invoke(function_arn, begin),
            "Turn": _invoke(function_arn, turn),
            "Ended?": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.done", "BooleanEquals": True, "Next": "Promoted?"}],
                "Default": "Wait",
            },
            "Wait": {"Type": "Wait", "SecondsPath": "$.wait_seconds", "Next": "Turn"},
            "Promoted?": {
                "Type": "Choice",
                "Choices": [
                    {
                        "Variable": "$.outcome",
                        "StringEquals": Outcome.PROMOTED.value,
                        "Next": "Promoted",
                    }
                ],
                "Default": "NotPromoted",
            },
            "Promoted": {"Type": "Succeed"},
            "NotPromoted": {"Type": "Fail", "ErrorPath": "$.outcome", "CausePath": "$.sentence"},
            "Tell": _tell(environment, topic_arn),
            "Unfinished": {
                "Type": "Fail",
                "Error": "UNFINISHED",
                "CausePath": "$.failure.Cause",
            },
        },
    }


def _invoke(function_arn: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": function_arn, "Payload": payload},
        "OutputPath": "$.Payload",
        # The function's own timeout ends it first.
        "TimeoutSeconds": FUNCTION_SECONDS + 10,
        "Retry": [
            {
                "ErrorEquals": ["States.ALL"],
                "IntervalSeconds": 1,
                "BackoffRate": 2,
                "MaxDelaySeconds": _RETRY_MOST_SECONDS,
                "MaxAttempts": _RETRY_ATTEMPTS,
                "JitterStrategy": "FULL",
            }
        ],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Tell"}],
        "Next": "Ended?",
    }


def _tell(environment: str, topic_arn: str) -> dict[str, Any]:
    sentence = (
        "The hosted driver gave up ({}: {}). A release may be left under way: "
        f"sluice status {environment} shows it, sluice resume {environment} goes on with it, "
        f"sluice abort {environment} goes back. Execution: {{}}"
    )
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {
            "TopicArn": topic_arn,
            "Subject": f"sluice {environment}: the hosted driver gave up",
            "Message.$": f"States.Format('{sentence}', $.failure.Error, $.failure.Cause, "
            "$$.Execution.Id)",
        },
        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "MaxAttempts": 5}],
        # Even where nobody could be told, the execution ends as what it is.
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.untold", "Next": "Unfinished"}],
        "ResultPath": "$.told",
        "Next": "Unfinished",
    }
