from __future__ import annotations

from typing import Any

import pytest

from sluice.change.mask.unmarked import OTHER, differing, masked, named_like_a_secret
from sluice.change.model.planned import MASK


@pytest.mark.parametrize(
    "name",
    [
        *("password", "master_password", "DB_PASSWORD", "dbPassword", "secret_string"),
        *("private_key", "auth_token", "SESSION_TOKEN", "api-key", "password_wo", "clientSecret"),
    ],
)
def test_named_like_a_secret(name: str) -> None:
    assert named_like_a_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        *("name", "manage_master_user_password_rotation", "secret_arn", "kms_key_id", "key"),
        *("token_validity", "password_policy", "public_key", "secretsmanager"),
    ],
)
def test_not_named_like_one(name: str) -> None:
    assert not named_like_a_secret(name)


@pytest.mark.parametrize(
    "value",
    [
        {"password": "horse battery"},
        {"connection": {"master_password": "horse battery"}},
        {"(json)": [{"environment": [{"name": "API_TOKEN", "value": "horse battery"}]}]},
        {"type": "SecureString", "name": "/x", "value": "horse battery"},
        {"sensitive": True, "value": "horse battery"},
        {"sensitive": True, "default": {"a": ["horse battery"]}},
        {"anything": "-----BEGIN RSA PRIVATE KEY-----\nhorse battery"},
        {"anything": "postgres://app:horse battery@host/db".replace(" ", "-")},
        {"anything": "AKIAIOSFODNN7EXAMPLE horse battery"},
        {"anything": "ghp_" + "a" * 36 + "horse battery"},
        {"passwords": {"secret": ["horse battery"]}},
        {"password": "${var.prefix}horse battery"},
    ],
)
def test_a_secret_is_masked_wherever_it_stands(value: Any) -> None:
    shown = str(masked(value))
    assert "horse" not in shown
    assert MASK in shown


@pytest.mark.parametrize(
    "value",
    [
        {"password": "${random_password.main.result}"},
        {"password": None},
        {"manage_master_user_password": True},
        {"secrets": [{"name": "SESSION_KEY", "valueFrom": "${aws_secret.key.arn}"}]},
        {"type": "String", "name": "/sluice/web/stage/deployment", "value": "shown"},
        {"environment": [{"name": "LOG_LEVEL", "value": "info"}]},
        {"url": "https://example.com:443/a@b"},
    ],
)
def test_what_is_no_secret_stays(value: Any) -> None:
    assert masked(value) == value


def test_marks_hide_where_a_block_is_an_object_here_and_a_list_there() -> None:
    value = {"settings": {"motto": "abc", "size": 1}}
    marks = {"settings": [{"motto": True}]}
    assert masked(value, sensitive=marks) == {"settings": {"motto": MASK, "size": 1}}


def test_marks_of_a_whole_block_hide_all_of_it() -> None:
    value = {"settings": [{"motto": "abc", "size": 1}]}
    assert masked(value, sensitive={"settings": True}) == {
        "settings": [{"motto": MASK, "size": MASK}]
    }


def test_the_same_secret_on_both_sides_is_no_difference() -> None:
    value = {"password": "a", "list": [{"password": "b"}]}
    hidden = masked(value)
    assert differing(value, value, masked_base=hidden, masked_head=hidden) == hidden


def test_another_secret_says_so() -> None:
    base, head = {"list": [{"password": "a"}]}, {"list": [{"password": "b"}, {"password": "c"}]}
    found = differing(base, head, masked_base=masked(base), masked_head=masked(head))
    assert found == {"list": [{"password": OTHER}, {"password": MASK}]}
