"""Pages of GetMetricData."""

from __future__ import annotations

import pytest

from lab.cloudwatch.pages import BadToken, page
from lab.cloudwatch.queries import Result

RESULTS = [
    Result("a", "a", {0: 1.0, 60: 2.0, 120: 3.0}),
    Result("none", "none", {}),
    Result("b", "b", {0: 4.0, 60: 5.0}, partial=True),
]


def test_everything_on_one_page() -> None:
    found = page(RESULTS, descending=True, limit=100)
    assert [(r.id, [v for _, v in r.points], r.status) for r in found.results] == [
        ("a", [3, 2, 1], "Complete"),
        ("none", [], "Complete"),
        ("b", [5, 4], "PartialData"),
    ]
    assert found.next_token is None


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_all_pages_together_hold_every_data_point_once(limit: int) -> None:
    collected: dict[str, list[float]] = {}
    last: dict[str, str] = {}
    token = None
    for _ in range(10):
        found = page(RESULTS, descending=False, limit=limit, token=token)
        assert sum(len(r.points) for r in found.results) <= limit
        for result in found.results:
            collected.setdefault(result.id, []).extend(v for _, v in result.points)
            last[result.id] = result.status
        token = found.next_token
        if token is None:
            break
    assert collected == {"a": [1, 2, 3], "none": [], "b": [4, 5]}
    assert last["a"] == "Complete"


@pytest.mark.parametrize("token", ["x", "-1", "99"])
def test_a_token_that_nobody_gave_out_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        page(RESULTS, descending=False, limit=2, token=token)
