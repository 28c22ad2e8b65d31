"""Which capacity provider a task is said to run on."""

from __future__ import annotations

from collections import Counter

from lab.ecs.placement import choose_provider

MIXED = [
    {"capacityProvider": "FARGATE", "base": 2, "weight": 50},
    {"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 50},
]


def test_bases_are_filled_first_and_the_rest_takes_turns() -> None:
    chosen = [choose_provider(MIXED, number) for number in range(6)]
    assert chosen[:2] == ["FARGATE", "FARGATE"]
    assert Counter(chosen[2:]) == {"FARGATE": 2, "FARGATE_SPOT": 2}


def test_weights_share_out_what_is_above_the_base() -> None:
    strategy = [
        {"capacityProvider": "FARGATE", "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
    ]
    counts = Counter(choose_provider(strategy, number) for number in range(8))
    assert counts == {"FARGATE": 2, "FARGATE_SPOT": 6}


def test_without_a_strategy_there_is_no_provider() -> None:
    assert choose_provider([], 3) is None


def test_without_weights_the_first_takes_what_its_base_does_not() -> None:
    assert choose_provider([{"capacityProvider": "FARGATE", "base": 1}], 5) == "FARGATE"
