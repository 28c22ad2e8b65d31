"""The table of leases and releases."""

import pytest

from tests.constructs.harness import ACCOUNT, Synthesized, synthesize
from webservice.delivery.journal_table import JournalTable


def _synthesize(*, destroyable: bool = False) -> Synthesized:
    return synthesize(
        lambda stack: JournalTable(
            stack, "journal", name="sluice-journal", account=ACCOUNT, destroyable=destroyable
        )
    )


@pytest.fixture(scope="module")
def protected() -> Synthesized:
    return _synthesize()


def test_it_is_paid_per_request_and_keyed_by_two_strings(protected: Synthesized) -> None:
    table = protected.one("aws_dynamodb_table")
    assert table["name"] == "sluice-journal"
    assert table["billing_mode"] == "PAY_PER_REQUEST"
    assert (table["hash_key"], table["range_key"]) == ("pk", "sk")
    assert table["attribute"] == [{"name": "pk", "type": "S"}, {"name": "sk", "type": "S"}]
    assert table["ttl"] == {"attribute_name": "expires_at", "enabled": True}


def test_any_second_of_the_last_35_days_can_be_restored(protected: Synthesized) -> None:
    recovery = protected.one("aws_dynamodb_table")["point_in_time_recovery"]
    assert recovery == {"enabled": True, "recovery_period_in_days": 35}


def test_it_is_encrypted_with_a_key_of_its_own(protected: Synthesized) -> None:
    encryption = protected.one("aws_dynamodb_table")["server_side_encryption"]
    assert encryption == {"enabled": True, "kms_key_arn": "${aws_kms_key.key_journal.arn}"}
    assert protected.one("aws_kms_key")["enable_key_rotation"] is True


def test_it_is_pinned_and_protected(protected: Synthesized) -> None:
    assert list(protected.all("aws_dynamodb_table")) == ["journal_table"]
    table = protected.one("aws_dynamodb_table")
    assert table["deletion_protection_enabled"] is True
    assert table["lifecycle"] == {"prevent_destroy": True}


def test_a_destroyable_table_can_be_deleted() -> None:
    table = _synthesize(destroyable=True).one("aws_dynamodb_table")
    assert table["deletion_protection_enabled"] is False
    assert table["lifecycle"] == {"prevent_destroy": False}
