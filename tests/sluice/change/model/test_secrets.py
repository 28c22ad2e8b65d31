"""Both the rules and the masks go by it: what it does not know is shown, and passes."""

from __future__ import annotations

import pytest

from sluice.change.model.secrets import looks_like_a_secret


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("AKIA" + "ABCDEFGHIJKLMNOP", "an AWS access key"),
        ("x-----BEGIN RSA PRIVATE" + " KEY-----", "a private key"),
        ("postgres://app:hunter2@db:5432/app", "a password in an address"),
        ("redis://:hunter2@cache:6379", "a password in an address"),
        ("postgres://app:{hunter2}@db/app", "a password in an address"),
        ("eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTYifQ.abc", "a JSON web token"),
        ("ghu_" + "0123456789abcdefghij", "a GitHub token"),
        ("github_pat_" + "0123456789abcdefghij", "a GitHub token"),
        ("xoxe-" + "0123456789-abc", "a Slack token"),
        ("https://hooks.slack.com/services/" + "T0/B0/abc", "a Slack token"),
        ("sk_live_" + "0123456789abcdef", "a payment key"),
        ("host=db password=hunter2", "a password"),
    ],
)
def test_each_kind_of_secret_is_known(text: str, kind: str) -> None:
    assert looks_like_a_secret(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com:443/path@2",
        "postgres://${aws_db_instance.main.username}:${var.password}@db/app",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:web/password-AbCdEf",
        "password=$PASSWORD",
        "AKIA",
    ],
)
def test_where_a_secret_is_and_what_refers_to_one_is_none(text: str) -> None:
    assert looks_like_a_secret(text) == ""
