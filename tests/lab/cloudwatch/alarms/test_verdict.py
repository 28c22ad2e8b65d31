"""The tables of AWS's user guide on missing data, and low-sample percentiles."""

from __future__ import annotations

import pytest

from lab.cloudwatch.alarms.model import Condition, Datapoint, MissingData, State
from lab.cloudwatch.alarms.snapshot import least_samples
from lab.cloudwatch.alarms.verdict import state_of

OK, ALARM, INSUFFICIENT = State.OK, State.ALARM, State.INSUFFICIENT_DATA
RETAIN = None
TREATMENTS = (
    MissingData.MISSING,
    MissingData.IGNORE,
    MissingData.BREACHING,
    MissingData.NOT_BREACHING,
)


def decide(
    points: str, to_alarm: int, treatment: MissingData, current: State, periods: int = 3
) -> State:
    """Decide on points such as `0 X - L`: within, breaching, missing, breaching of few samples."""
    values = {"0": 0.0, "X": 9.0, "-": None, "L": 9.0, "l": 0.0}
    datapoints = [
        Datapoint(number * 60, values[point], 10 if point in "Ll" else 1000)
        for number, point in enumerate(points.split())
    ]
    condition = Condition(
        "GreaterThanThreshold", 5, periods, to_alarm, treatment, least_samples=200
    )
    return state_of(datapoints, condition, current)


@pytest.mark.parametrize("current", list(State))
@pytest.mark.parametrize(
    ("to_alarm", "points", "states"),
    [
        # 3 out of 3.
        (3, "0 - X - X", (OK, OK, OK, OK)),
        (3, "0 - - - -", (OK, OK, OK, OK)),
        (3, "- - - - -", (INSUFFICIENT, RETAIN, ALARM, OK)),
        (3, "0 X X - X", (ALARM, ALARM, ALARM, ALARM)),
        (3, "- - X - -", (ALARM, RETAIN, ALARM, OK)),
        (3, "- - - - X", (INSUFFICIENT, RETAIN, ALARM, OK)),
        (3, "X - - - -", (ALARM, RETAIN, ALARM, OK)),
        (3, "- - - X -", (INSUFFICIENT, RETAIN, ALARM, OK)),
        # 2 out of 3.
        (2, "0 - X - X", (ALARM, ALARM, ALARM, ALARM)),
        (2, "0 0 X 0 X", (ALARM, ALARM, ALARM, ALARM)),
        (2, "0 - X - -", (OK, OK, ALARM, OK)),
        (2, "- - - - 0", (OK, OK, ALARM, OK)),
        (2, "- - - X -", (ALARM, RETAIN, ALARM, OK)),
        (2, "- - - - X", (INSUFFICIENT, RETAIN, ALARM, OK)),
        # Enough breach: nothing is missing that could matter.
        (2, "- X - X -", (ALARM, ALARM, ALARM, ALARM)),
        (1, "- - - - X", (ALARM, ALARM, ALARM, ALARM)),
    ],
)
def test_missing_data_as_in_the_tables(
    to_alarm: int, points: str, states: tuple[State | None, ...], current: State
) -> None:
    found = [decide(points, to_alarm, treatment, current) for treatment in TREATMENTS]
    assert found == [current if state is RETAIN else state for state in states]


@pytest.mark.parametrize(
    ("comparison", "breaching"),
    [
        ("GreaterThanThreshold", {6}),
        ("GreaterThanOrEqualToThreshold", {5, 6}),
        ("LessThanThreshold", {4}),
        ("LessThanOrEqualToThreshold", {4, 5}),
    ],
)
def test_every_comparison(comparison: str, breaching: set[int]) -> None:
    for value in (4, 5, 6):
        state = state_of([Datapoint(0, value)], Condition(comparison, 5, 1, 1), OK)
        assert (state is ALARM) == (value in breaching)


@pytest.mark.parametrize(
    ("to_alarm", "points", "current", "state"),
    [
        # A percentile of too few values decides nothing,
        (3, "X X L", OK, OK),
        (3, "X X L", ALARM, ALARM),
        (3, "L L L", INSUFFICIENT, INSUFFICIENT),
        (2, "0 X l", OK, OK),
        (2, "0 X L", ALARM, ALARM),
        # except where the others decide without it.
        (2, "X X L", OK, ALARM),
        (2, "X L X", OK, ALARM),
        (3, "0 X L", ALARM, OK),
        (2, "0 L 0", ALARM, OK),
        (3, "0 0 l", ALARM, OK),
    ],
)
def test_a_percentile_of_few_samples_keeps_the_state(
    to_alarm: int, points: str, current: State, state: State
) -> None:
    assert decide(f"0 0 {points}", to_alarm, MissingData.NOT_BREACHING, current) is state


@pytest.mark.parametrize(
    ("statistic", "samples"),
    [
        ("p95", 200),
        ("p99", 1000),
        ("p50", 20),
        ("p10", 100),
        ("p99.9", 10_000),
        ("p100", 0),
        ("", 0),
    ],
)
def test_how_many_samples_a_percentile_takes(statistic: str, samples: int) -> None:
    assert least_samples(statistic) == pytest.approx(samples)
