"""What is published is what SNS takes."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from sluice.notify.topic import publish

ARN = "arn:aws:sns:eu-west-1:111111111111:web-stage-alerts"


@pytest.mark.parametrize(
    ("subject", "published"),
    [
        ("stage: rolled back", "stage: rolled back"),
        ("stage: zurück\nwegen Fehlern", "stage: zur ck wegen Fehlern"),
        ("x" * 120, "x" * 99),
        ("→", "sluice"),
    ],
)
def test_a_subject_is_short_printable_ascii_and_never_empty(subject: str, published: str) -> None:
    clients = Mock()
    publish(clients, ARN, subject=subject, text="zurück → 0 %")
    clients.assert_called_once_with("sns")
    clients("sns").publish.assert_called_once_with(
        TopicArn=ARN, Subject=published, Message="zurück → 0 %"
    )
