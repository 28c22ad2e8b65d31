from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from sluice.errors import AwsUnreachable
from sluice.journal.dynamo import DynamoTable
from sluice.journal.table import NotAsExpected, Put
from tests.sluice.conftest import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable

WRITE = [Put("p", "a", {"x": 1}), Put("p", "b", {"x": 1})]


class Scripted:
    """A table whose client gives answers that the emulator never does."""

    def __init__(self) -> None:
        client = boto3.client(
            "dynamodb",
            region_name="eu-west-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )
        self.stub = Stubber(client)
        self.stub.activate()
        self.waits: list[float] = []
        self.table = DynamoTable(client, TABLE, sleep=self.waits.append)

    def cancels(self, *codes: str) -> None:
        self.stub.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            "Transaction cancelled",
            modeled_fields={"CancellationReasons": [{"Code": code} for code in codes]},
        )

    def fails(self, code: str) -> None:
        self.stub.add_client_error("transact_write_items", code, "words of DynamoDB")

    def writes(self) -> None:
        self.stub.add_response("transact_write_items", {})


def test_a_collision_with_another_write_is_tried_again_after_a_growing_wait() -> None:
    scripted = Scripted()
    scripted.cancels("None", "TransactionConflict")
    scripted.fails("TransactionInProgressException")
    scripted.cancels("TransactionConflict", "None")
    scripted.writes()

    scripted.table.write(WRITE)

    scripted.stub.assert_no_pending_responses()
    assert scripted.waits == sorted(scripted.waits)
    assert 0 < sum(scripted.waits) < 1


def test_collisions_without_end_are_no_answer() -> None:
    scripted = Scripted()
    for _ in range(8):
        scripted.cancels("TransactionConflict")

    with pytest.raises(AwsUnreachable, match="8 times another write was under way"):
        scripted.table.write(WRITE)


def test_a_failed_expectation_beside_a_collision_is_a_failed_expectation() -> None:
    scripted = Scripted()
    scripted.cancels("TransactionConflict", "ConditionalCheckFailed")

    with pytest.raises(NotAsExpected, match="p b"):
        scripted.table.write(WRITE)


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_write_cancelled_for_another_reason_is_no_answer(code: str) -> None:
    scripted = Scripted()
    scripted.cancels("None", code)

    with pytest.raises(AwsUnreachable, match="could not write the journal"):
        scripted.table.write(WRITE)

    assert scripted.waits == []


def test_a_table_that_is_not_there_is_said(lab: Callable[..., Any]) -> None:
    table = DynamoTable(lab("dynamodb"), TABLE)

    for use in (
        lambda: table.get("p", "a"),
        lambda: list(table.query("p", "")),
        lambda: table.write(WRITE),
    ):
        with pytest.raises(AwsUnreachable, match=f"the journal, table {TABLE}"):
            use()


def test_a_query_reads_through_all_pages(dynamo: DynamoTable) -> None:
    text = "x" * 300_000
    for number in range(5):
        dynamo.write([Put("p", f"e#{number}", {"n": number, "text": text})])

    # A page holds 1 MB at most.
    assert [item["n"] for _, item in dynamo.query("p", "e#")] == [0, 1, 2, 3, 4]
    assert [item["n"] for _, item in dynamo.query("p", "e#", newest=4)] == [4, 3, 2, 1]


def test_no_answer_at_all_is_no_answer() -> None:
    client = boto3.client(
        "dynamodb",
        region_name="eu-west-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )

    with pytest.raises(AwsUnreachable):
        DynamoTable(client, TABLE).get("p", "a")
