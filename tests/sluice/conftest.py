"""What several tests need: a browser; bootstrap on a fake bucket and a fake Terraform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sluice.bootstrap_move import Move
from sluice.bootstrap_stage import read_target
from tests import browser
from tests.sluice.fake_aws import BUCKET, STACK, FakeAws

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OTHER_KINDS = (
    *("aws_dynamodb_table", "aws_iam_openid_connect_provider"),
    *("aws_iam_policy", "aws_kms_alias"),
)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Tab]:
    """One browser for all tests of a module; starting it takes a second."""
    with browser.tab(tmp_path_factory.mktemp("profile")) as made:
        yield made


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
