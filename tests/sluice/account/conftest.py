"""Bootstrap on a fake bucket and a fake Terraform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sluice.account.progress import read_target
from sluice.account.state_move import Move
from tests.sluice.account.fake_aws import BUCKET, STACK, FakeAws

if TYPE_CHECKING:
    from pathlib import Path

OTHER_KINDS = (
    *("aws_dynamodb_table", "aws_iam_openid_connect_provider"),
    *("aws_iam_policy", "aws_kms_alias"),
)


@pytest.fixture
def aws() -> FakeAws:
    return FakeAws()


@pytest.fixture
def move(aws: FakeAws, tmp_path: Path) -> Move:
    stack = tmp_path / "stack"
    stack.mkdir()
    (stack / "cdk.tf.json").write_text(json.dumps(STACK))

    def terraform(folder: Path) -> FakeAws:
        aws.folder = folder
        return aws

    return Move(
        read_target(stack),
        stack_folder=stack,
        home=tmp_path / "home",
        store=aws,
        terraform=terraform,
        existing=lambda: {
            **{kind: set() for kind in OTHER_KINDS},
            "aws_iam_role": {"sluice-plan", "somebody-elses"},
            "aws_s3_bucket": {BUCKET},
        },
        say=lambda _: None,
    )
