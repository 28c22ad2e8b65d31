"""Choosing a group and a target."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lab.alb.choice import in_turn, least_busy, weighted
from lab.alb.configuration import WeightedGroup

weights = st.lists(st.integers(0, 999), min_size=1, max_size=5)


@given(weights, st.integers())
def test_a_weight_of_0_is_never_drawn_and_only_all_0_draws_nothing(
    found: list[int], seed: int
) -> None:
    groups = [WeightedGroup(str(number), weight) for number, weight in enumerate(found)]
    drawn = weighted(groups, Random(seed))
    if any(found):
        assert drawn is not None
        assert found[int(drawn)] > 0
    else:
        assert drawn is None


def test_draws_follow_the_weights() -> None:
    groups = [WeightedGroup("a", 1), WeightedGroup("b", 0), WeightedGroup("c", 3)]
    random = Random(7)
    counts = Counter(weighted(groups, random) for _ in range(10_000))
    assert counts["b"] == 0
    # 3.29 standard deviations: 99.9 % of all seeds.
    assert abs(counts["a"] - 2_500) < 143


@given(st.lists(st.integers(), min_size=1, unique=True), st.integers(0, 1000))
def test_each_target_is_first_once_a_round(targets: list[int], turn: int) -> None:
    firsts = [in_turn(targets, turn + step)[0] for step in range(len(targets))]
    assert sorted(firsts) == sorted(targets)
    assert sorted(in_turn(targets, turn)) == sorted(targets)


def test_the_least_busy_target_is_first() -> None:
    assert least_busy(["a", "bbb", "cc"], len, 1) == ["a", "cc", "bbb"]
    assert {least_busy(["a", "b"], len, turn)[0] for turn in range(2)} == {"a", "b"}
