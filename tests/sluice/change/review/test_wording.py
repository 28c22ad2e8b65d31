"""The words of a review."""

from __future__ import annotations

import pytest

from sluice.change.review.model import Commit
from sluice.change.review.wording import commit

SHA = "4c7d836a01" + 30 * "e"


@pytest.mark.parametrize(
    ("name", "told"),
    [("main", "main at 4c7d836a01"), (SHA, SHA), ("4c7d836", "4c7d836")],
)
def test_a_commit_is_told_by_its_name_and_once_where_that_is_its_number(
    name: str, told: str
) -> None:
    assert commit(Commit(name, SHA, "Subject")) == told
