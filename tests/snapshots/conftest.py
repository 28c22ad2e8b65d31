"""Snapshots as files named after the stack, so that a pull request's diff reads itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


class _StackFile(SingleFileSnapshotExtension):
    """`__snapshots__/test_snapshots/<test>[<stack>].<extension>`, plain text."""

    _write_mode = WriteMode.TEXT


class _Json(_StackFile):
    file_extension = "json"


class _Text(_StackFile):
    file_extension = "txt"


@pytest.fixture
def json_file(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return a snapshot to compare a JSON text with."""
    return snapshot.use_extension(_Json)


@pytest.fixture
def text_file(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return a snapshot to compare a text with."""
    return snapshot.use_extension(_Text)
