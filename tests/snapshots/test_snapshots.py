"""What a reviewer sees change when a stack is edited."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.snapshots.stack_document import STACKS, document, readable, resources

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

# What holds data, or is named by others outside: replacing one loses something.
STATEFUL = {
    "aws_backup_vault",
    "aws_cloudwatch_log_group",
    "aws_db_instance",
    "aws_dynamodb_table",
    "aws_ecr_repository",
    "aws_kms_key",
    "aws_route53_zone",
    "aws_s3_bucket",
    "aws_secretsmanager_secret",
}
# cdktf appends this to the id of a resource below a nested construct.
_PATH_HASH = re.compile(r"_[0-9A-F]{8}$")


@pytest.mark.parametrize("stack", STACKS)
def test_stack(stack: str, app_folder: Path, json_file: SnapshotAssertion) -> None:
    """The stack is as reviewed; the short name is the snapshot's file name."""
    text = json.dumps(readable(document(app_folder, stack)), indent=2, sort_keys=True) + "\n"
    assert text == json_file


@pytest.mark.parametrize("stack", STACKS)
def test_addresses(stack: str, app_folder: Path, text_file: SnapshotAssertion) -> None:
    """Every resource keeps its address; the short name is the snapshot's file name."""
    lines = [" ".join(resource) for resource in resources(app_folder, stack)]
    assert "\n".join(lines) + "\n" == text_file


@pytest.mark.parametrize("stack", STACKS)
def test_stateful_resources_have_pinned_ids(stack: str, app_folder: Path) -> None:
    found = [(kind, name) for kind, name, _ in resources(app_folder, stack) if kind in STATEFUL]
    assert found
    assert [(kind, name) for kind, name in found if _PATH_HASH.search(name)] == []


@pytest.mark.parametrize("stack", STACKS)
def test_no_snapshot_holds_a_path_of_this_machine(stack: str, app_folder: Path) -> None:
    text = json.dumps(document(app_folder, stack))
    assert str(Path.home()) not in text
    assert str(app_folder) not in text
