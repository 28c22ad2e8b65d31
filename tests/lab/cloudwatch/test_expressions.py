"""Metric math: what AWS documents, and that nothing but its own error ever comes out."""

from __future__ import annotations

import contextlib
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.cloudwatch.expressions.evaluator import Scope, evaluate
from lab.cloudwatch.expressions.parser import parse
from lab.cloudwatch.expressions.tree import ExpressionError
from lab.cloudwatch.expressions.values import Series, Timeline

Points = list[float | None]


def series(values: Points, label: str = "") -> Series:
    return Series({}, 60, label).with_points(dict(enumerate_minutes(values)))


def enumerate_minutes(values: Points) -> list[tuple[int, float | None]]:
    return [(number * 60, value) for number, value in enumerate(values)]


def calculate(expression: str, **metrics: Points) -> list[Points]:
    """Return the values of each resulting series, minute by minute, None where there is none."""
    minutes = max((len(values) for values in metrics.values()), default=5)
    scope = Scope(
        {id_: series(values, id_) for id_, values in metrics.items()},
        {},
        Timeline(0, minutes * 60),
        60,
    )
    found = evaluate(parse(expression), scope)
    several = found if isinstance(found, tuple) else (found,)
    return [[one.points.get(minute * 60) for minute in range(minutes)] for one in several]


N = None
M1: Points = [30, 20, 0, 0]
M2: Points = [20, N, 20, N]


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        # The examples of AWS's user guide.
        ("m1 < m2", [0, 0, 1, 0]),
        ("m1 >= 30", [1, 0, 0, 0]),
        ("m1 > 15 AND m2 > 15", [1, 0, 0, 0]),
        ("m1 > 15 && m2 > 15", [1, 0, 0, 0]),
        ("m1 > 15 OR m2 > 15", [1, 1, 1, 0]),
        ("m1 > 15 || m2 > 15", [1, 1, 1, 0]),
        # A missing value counts as 0; what divides by zero is dropped.
        ("m1 + m2", [50, 20, 20, 0]),
        ("m1 / m2", [1.5, N, 0, N]),
        ("m2 / m1", [20 / 30, 0, N, N]),
        ("m2 * 2", [40, N, 40, N]),
        ("100 - m2", [80, N, 80, N]),
        ("-m2 + 1", [-19, N, -19, N]),
        ("m1 != 0", [1, 1, 0, 0]),
        ("m1 == m2", [0, 0, 0, 1]),
        ("m2 ^ 0.5 * 0 + 2 ^ 3 ^ 2", [512, N, 512, N]),
        ("m2 * 0 - 2 ^ 2", [-4, N, -4, N]),
        ("m2 * 0 + 2 ^ -1", [0.5, N, 0.5, N]),
        ("m2 * 0 + 7 - 2 - 1", [4, N, 4, N]),
        ("m2 * 0 + 8 / 4 / 2", [1, N, 1, N]),
        ("m2 * 0 + 12 / 2 * 3", [18, N, 18, N]),
        ("m2 * 0 + 10 - 2 + 3", [11, N, 11, N]),
        ("m2 * 0 + 2 + 3 * 4", [14, N, 14, N]),
        ("m2 * 0 + (2 + 3) * 4", [20, N, 20, N]),
        ("m2 * 0 + (1 > 0 AND 0 > 1 OR 1 > 0)", [1, N, 1, N]),
        ("(0 - m1) ^ 0.5", [N, N, 0, 0]),
        ("SUM([m1, m2])", [50, 20, 20, 0]),
        ("AVG([m1, m2])", [25, 10, 10, 0]),
        ("MIN([m1, m2])", [20, 20, 0, 0]),
        ("MAX(METRICS())", [30, 20, 20, 0]),
        ("DATAPOINT_COUNT([m1, m2])", [2, 1, 2, 1]),
        ("SUM(100 / [m1, m2])", [100 / 30 + 5, 5, 5, N]),
        ("m1 - AVG(m1)", [17.5, 7.5, -12.5, -12.5]),
        ("m1 / MAX(m1)", [1, 20 / 30, 0, 0]),
        ("m2 - MIN(m2) + DATAPOINT_COUNT(m2)", [2, N, 2, N]),
        ("m2 * 0 + SUM(m1)", [50, N, 50, N]),
        ("m2 * 0 + STDDEV(m2)", [0, N, 0, N]),
        ("m2 / PERIOD(m2)", [20 / 60, N, 20 / 60, N]),
        ("m2 * 0 + METRIC_COUNT(METRICS())", [2, N, 2, N]),
        ("ABS(m2 - 30)", [10, N, 10, N]),
        ("CEIL(m2 / 7)", [3, N, 3, N]),
        ("FLOOR(m2 / 7)", [2, N, 2, N]),
        ("LOG10(m1 * 0 + 100)", [2, 2, 2, 2]),
        ("LOG(m1)", [math.log(30), math.log(20), N, N]),
        ("DIFF(m2)", [N, N, 0, N]),
        ("DIFF_TIME(m2)", [N, N, 120, N]),
        ("RATE(m1)", [N, -10 / 60, -20 / 60, 0]),
        ("RUNNING_SUM(m1)", [30, 50, 50, 50]),
        ("TIME_SERIES(5)", [5, 5, 5, 5]),
        ("TIME_SERIES(MAX(m1))", [30, 30, 30, 30]),
        ("MINUTE(m2)", [0, 1, 2, 3]),
        ("FIRST(SORT(METRICS(), SUM, DESC))", M1),
        ("LAST(SORT([m1, m2], AVG, ASC))", M2),
        ('SUM(METRICS("2"))', [20, N, 20, N]),
        ("FILL(m2, 0)", [20, 0, 20, 0]),
        ("FILL(m2, REPEAT)", [20, 20, 20, 20]),
        ("FILL(m2, LINEAR)", [20, 20, 20, N]),
        ("FILL(m2, m1)", [20, 20, 20, 0]),
        ("FILL(m2, MIN(m2) + 1)", [20, 21, 20, 21]),
        ("IF(m1 > 15, m1)", [30, 20, N, N]),
        ("IF(m1 > 15, 10, 2)", [10, 10, 2, 2]),
    ],
)
def test_of_two_metrics(expression: str, values: Points) -> None:
    (found,) = calculate(expression, m1=M1, m2=M2)
    assert found == pytest.approx(values)


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("IF(metric1, metric2, metric3)", [30, 0, 20, N, N]),
        ("IF(metric1, 5, metric3)", [5, 5, 20, N, N]),
        ("IF(metric1, metric2, 5)", [30, 0, 5, 5, N]),
        ("IF(1, metric2, metric3)", [30, N, 0, 0, 30]),
        ("IF(0, metric2, metric3)", [0, 0, 20, N, 20]),
        ("IF(0, metric2)", [N, N, N, N, N]),
    ],
)
def test_if_as_in_the_tables_of_the_user_guide(expression: str, values: Points) -> None:
    (found,) = calculate(
        expression,
        metric1=[1, 1, 0, 0, N],
        metric2=[30, N, 0, 0, 30],
        metric3=[0, 0, 20, N, 20],
    )
    assert found == values


def test_an_array_gives_one_series_for_each_metric() -> None:
    assert calculate("METRICS() * 2", m1=[1, 2], m2=[3, N]) == [[2, 4], [6, N]]
    assert calculate("SLICE(SORT(METRICS(), MAX, DESC), 1)", m1=[1, 2], m2=[3, N]) == [[1, 2]]
    assert calculate("REMOVE_EMPTY(METRICS())", m1=[1], m2=[N]) == [[1]]


def test_a_metric_that_never_was_is_filled_all_along() -> None:
    assert calculate("FILL(m1, 0)", m1=[N, N, N]) == [[0, 0, 0]]


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("", "expected a value, not the end"),
        ("m1 +", "not the end, at position 4"),
        ("m1 m2", "expected the end, not 'm2'"),
        ("(m1", "expected ')'"),
        ("m1 ? 2", "unexpected '?' at position 3"),
        ("m9 + 1", "no query of the id 'm9'"),
        ("5", "is a number, not a time series"),
        ("SUM(m1)", "is a number, not a time series"),
        ("sum(m1)", "functions are written in capitals"),
        ("NOPE(m1)", "no function NOPE"),
        ("REPEAT", "REPEAT is no id"),
        ("FILL(m1)", "FILL takes 2 arguments"),
        ("FILL(m1, OFTEN)", "FILL takes a number, a time series, REPEAT or LINEAR"),
        ("IF(m1)", "IF takes 2 to 3 arguments"),
        ("IF(METRICS(), 1)", "no arrays"),
        ("PERIOD(m1 + 1)", "PERIOD takes the id of a metric"),
        ("METRICS() + METRICS()", "two arrays"),
        ("[m1, 1]", "an array holds time series"),
        ("SORT(METRICS(), AVG, UP)", "ASC or DESC"),
        ("TIME_SERIES(m1)", "TIME_SERIES takes a number"),
        ("SEARCH('{AWS/ECS}', 'Average')", "the lab cannot do SEARCH"),
        ("ANOMALY_DETECTION_BAND(m1)", "the lab cannot do ANOMALY_DETECTION_BAND"),
        ("SELECT AVG(x) FROM y", "the lab cannot do Metrics Insights"),
        ("(" * 200 + "m1" + ")" * 200, "nested deeper"),
        ("2^" * 200 + "m1", "nested deeper"),
        ("m1+" * 1000 + "m1", "longer than 2048"),
    ],
)
def test_what_is_wrong_is_said(expression: str, says: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(says)):
        calculate(expression, m1=M1)


def test_a_long_sum_is_no_deep_recursion() -> None:
    assert calculate("+".join(["m1"] * 600), m1=[1, 2]) == [[600, 1200]]


PIECES = (
    "m1 m2 m9 0 1 2.5 1e400 + - * / ^ ( ) [ ] , == != < <= > >= AND OR && || IF FILL SUM AVG MIN "
    "MAX RATE DIFF METRICS PERIOD STDDEV RUNNING_SUM TIME_SERIES DATAPOINT_COUNT SORT SLICE "
    'FIRST LOG REPEAT LINEAR ASC "m" SEARCH SELECT ? ; IF( FILL( SUM( METRICS() [m1,m2]'
)
pieces = st.sampled_from(PIECES.split())


@given(st.lists(pieces, max_size=12).map(" ".join) | st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_nothing_but_its_own_error_comes_out(expression: str) -> None:
    with contextlib.suppress(ExpressionError):
        calculate(expression, m1=M1, m2=M2)


operands = st.integers(1, 9).map(str)


@given(operands, st.lists(st.tuples(st.sampled_from("+-*"), operands), max_size=8))
@settings(deadline=None)
def test_precedence_and_order_are_those_of_arithmetic(
    first: str, rest: list[tuple[str, str]]
) -> None:
    expression = first + "".join(f" {sign} {operand}" for sign, operand in rest)
    wanted = eval(expression)  # of digits and signs that this test made itself
    assert calculate(f"TIME_SERIES({expression})", m1=[0]) == [[wanted]]
