"""A transaction that is sent again under its token is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from lab.gaps import dynamodb_client_request_token as gap
from tests.aws_parts import journal_table

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = "journal"


def _write(dynamodb: Any, token: str, holder: str = "one") -> None:
    """Write an item that must not be there yet."""
    put = {
        "TableName": TABLE,
        "Item": {"pk": {"S": "environment"}, "sk": {"S": "lease"}, "holder": {"S": holder}},
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    dynamodb.transact_write_items(TransactItems=[{"Put": put}], ClientRequestToken=token)


def _made(clients: Callable[..., Any]) -> Any:
    dynamodb = clients("dynamodb")
    journal_table(dynamodb, TABLE)
    return dynamodb


def _delete(dynamodb: Any) -> None:
    key = {"pk": {"S": "environment"}, "sk": {"S": "lease"}}
    dynamodb.delete_item(TableName=TABLE, Key=key)


def _item(dynamodb: Any) -> Any:
    key = {"pk": {"S": "environment"}, "sk": {"S": "lease"}}
    return dynamodb.get_item(TableName=TABLE, Key=key).get("Item")


def test_plain_moto_refuses_what_was_written_under_the_same_token(
    upstream: Callable[..., Any],
) -> None:
    dynamodb = _made(upstream)
    _write(dynamodb, "a")
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        _write(dynamodb, "a")


def test_the_lab_answers_as_before_and_writes_nothing(lab: Callable[..., Any]) -> None:
    dynamodb = _made(lab)
    _write(dynamodb, "a")
    _write(dynamodb, "a")
    _delete(dynamodb)
    _write(dynamodb, "a")
    assert _item(dynamodb) is None


def test_another_token_is_another_transaction(lab: Callable[..., Any]) -> None:
    dynamodb = _made(lab)
    _write(dynamodb, "a")
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        _write(dynamodb, "b")


def test_the_same_token_with_other_parameters_is_refused(lab: Callable[..., Any]) -> None:
    dynamodb = _made(lab)
    _write(dynamodb, "a")
    with pytest.raises(ClientError) as refused:
        _write(dynamodb, "a", holder="two")
    assert refused.value.response["Error"]["Code"] == "IdempotentParameterMismatchException"
    assert _item(dynamodb)["holder"] == {"S": "one"}


def test_a_transaction_that_was_cancelled_is_tried_again(lab: Callable[..., Any]) -> None:
    dynamodb = _made(lab)
    _write(dynamodb, "a")
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        _write(dynamodb, "b")
    _delete(dynamodb)
    _write(dynamodb, "b")
    assert _item(dynamodb) is not None


def test_a_token_counts_for_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Backend:
        """Stands for moto's, whose attributes alone count."""

    now = gap.utcnow()
    monkeypatch.setattr(gap, "utcnow", lambda: now)
    backend = Backend()
    gap._of_the_window(backend)["a"] = (now, "parameters")
    monkeypatch.setattr(gap, "utcnow", lambda: now + gap._WINDOW)
    assert set(gap._of_the_window(backend)) == {"a"}
    later = now + gap._WINDOW + gap.timedelta(seconds=1)
    monkeypatch.setattr(gap, "utcnow", lambda: later)
    assert gap._of_the_window(backend) == {}
