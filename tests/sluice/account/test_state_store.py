"""States in a file and in the bucket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from sluice.account.state_store import (
    StateBucket,
    StateChanged,
    StateId,
    StateUnreadable,
    is_protected,
    parse_state,
    read_local,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "bootstrap/terraform.tfstate"


def _state(serial: int, resources: int = 1) -> str:
    return json.dumps({"lineage": "one", "serial": serial, "resources": [{}] * resources})


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("s3", region_name="eu-west-1")


@pytest.fixture
def bucket(s3: Any) -> StateBucket:
    s3.create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return StateBucket("states", region="eu-west-1", account="123456789012")


def test_a_bucket_that_is_not_there_is_no_error(s3: Any) -> None:
    assert s3.list_buckets()["Buckets"] == []
    assert StateBucket("states", region="eu-west-1", account="123456789012").exists() is False


def test_a_state_is_put_encrypted_where_none_was(s3: Any, bucket: StateBucket) -> None:
    assert bucket.exists()
    assert bucket.read(KEY) is None
    bucket.put(KEY, _state(3), replaces=None, kms_key_id="arn:aws:kms:eu-west-1:1:alias/s")
    assert bucket.read(KEY) == StateId("one", 3, 1)
    assert bucket.fetch(KEY) == _state(3)
    assert s3.head_object(Bucket="states", Key=KEY)["ServerSideEncryption"] == "aws:kms"


def test_a_state_that_somebody_else_put_first_is_not_overwritten(bucket: StateBucket) -> None:
    bucket.put(KEY, _state(3), replaces=None, kms_key_id="k")
    with pytest.raises(StateChanged, match="changed meanwhile"):
        bucket.put(KEY, _state(1), replaces=None, kms_key_id="k")
    with pytest.raises(StateChanged, match="changed meanwhile"):
        bucket.put(KEY, _state(4), replaces=StateId("one", 2, 1), kms_key_id="k")
    assert bucket.fetch(KEY) == _state(3)


def test_a_state_is_replaced_by_who_knows_what_it_was(bucket: StateBucket) -> None:
    bucket.put(KEY, _state(3), replaces=None, kms_key_id="k")
    bucket.put(KEY, _state(4), replaces=StateId("one", 3, 1), kms_key_id="k")
    assert bucket.fetch(KEY) == _state(4)


def test_only_states_that_hold_resources_are_in_use(s3: Any, bucket: StateBucket) -> None:
    for key, text in {
        KEY: _state(1),
        "dev/terraform.tfstate": _state(7, resources=0),
        "prod/terraform.tfstate": _state(7),
        "prod/terraform.tfstate.tflock": "{}",
    }.items():
        s3.put_object(Bucket="states", Key=key, Body=text.encode())
    assert bucket.in_use(besides=KEY) == ["prod/terraform.tfstate"]


def test_no_file_and_an_empty_file_are_no_state(tmp_path: Path) -> None:
    path = tmp_path / "terraform.tfstate"
    assert read_local(path) is None
    path.write_text("")
    assert read_local(path) is None
    path.write_text(_state(2))
    assert read_local(path) == StateId("one", 2, 1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"lineage": "one"}'])
def test_what_is_no_state_is_named(text: str) -> None:
    with pytest.raises(StateUnreadable, match="here is not a Terraform state"):
        parse_state(text, source="here")


@pytest.mark.parametrize(
    ("attributes", "protected"),
    [
        ({"deletion_protection_enabled": True}, True),
        ({"force_destroy": False}, True),
        ({"deletion_protection_enabled": False, "force_destroy": True}, False),
        ({}, False),
    ],
)
def test_a_state_says_whether_it_may_be_destroyed(
    attributes: dict[str, bool],
    protected: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    state = {"resources": [{"instances": [{"attributes": attributes}]}]}
    assert is_protected(json.dumps(state)) is protected
