"""Paths are broken at gaps."""

from __future__ import annotations

from sluice.canary.page.charts import paths
from sluice.canary.page.charts.paths import Stair
from sluice.canary.page.charts.scale import TimeScale, ValueScale

TIME = TimeScale(0, 100)
SCALE = ValueScale(0, 10, 5, 100)


def test_a_line_goes_on_in_stairs() -> None:
    stairs = [Stair(0, 10, 5), Stair(10, 20, 10)]
    assert paths.line(stairs, TIME, SCALE) == "M0 50H100V0H200"


def test_a_line_is_broken_where_a_period_is_missing() -> None:
    stairs = [Stair(0, 10, 5), Stair(20, 30, 5)]
    assert paths.line(stairs, TIME, SCALE) == "M0 50H100M200 50H300"


def test_a_band_is_closed_in_each_run() -> None:
    stairs = [Stair(0, 10, 5, 2, 8), Stair(20, 30, 5, 0, 10)]
    assert paths.area(stairs, TIME, SCALE) == ("M0 20V20H100V80H0zM200 0V0H300V100H200z")


def test_no_values_are_no_path() -> None:
    assert paths.line([], TIME, SCALE) == paths.area([], TIME, SCALE) == ""
