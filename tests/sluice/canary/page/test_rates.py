"""The charts of rates: bands as the intervals say, cut where they would hide the values."""

from __future__ import annotations

from sluice.canary.page.charts import rates
from sluice.canary.page.charts.scale import TimeScale
from sluice.canary.page.evidence import Known, Trace
from sluice.canary.page.intervals import wilson
from sluice.canary.page.names import Names
from sluice.canary.page.traffic import Point, Tally
from tests.sluice.canary.page.made import result
from tests.sluice.canary.releases import release

NAMES = Names.of(release())
TIME = TimeScale(0, 100)


def ends(path: str) -> tuple[float, float]:
    """Return the upper and the lower edge of a band of one stair, in pixels."""
    upper, lower = (part.partition("H")[0] for part in path.split("V")[1:3])
    return float(upper), float(lower)


def test_the_band_of_a_period_is_wilsons() -> None:
    points = (Point(0, 100, Tally(500, 20, 0, None), Tally(900, 2, 0, None)),)
    panel = rates.per_period(
        "errors", "Errors", points, lambda tally: tally.errors, 1.0, names=NAMES, time=TIME
    )
    low, high = wilson(20, 500)
    assert (panel.ticks[-1].place, panel.ticks[-1].label) == (0, "8\u202f%")
    upper, lower = ends(panel.lines[0].band)
    per_percent = panel.height / 8
    assert abs(panel.height - upper - 100 * high * per_percent) < 0.1
    assert abs(panel.height - lower - 100 * low * per_percent) < 0.1


def test_a_band_of_few_requests_does_not_press_the_values_down() -> None:
    points = (Point(0, 100, Tally(3, 0, 0, None), Tally(900, 2, 0, None)),)
    panel = rates.per_period(
        "errors", "Errors", points, lambda tally: tally.errors, 1.0, names=NAMES, time=TIME
    )
    assert wilson(0, 3)[1] > 0.5
    assert panel.ticks[-1].label == "4\u202f%"


def test_a_band_from_nothing_to_all_is_not_drawn() -> None:
    known = Known(10, result("errors, absolute", 0)), Known(60, result("errors, absolute", 1))
    nothing = known[0].result.model_copy(update={"low": 0, "high": 100, "estimate": 0})
    panel = rates.so_far(
        "so-far",
        "So far",
        (Trace("errors, absolute", (Known(10, nothing), known[1])),),
        NAMES,
        TIME,
    )
    assert panel is not None
    assert panel.lines[0].path.startswith("M600 ")


def test_without_a_test_there_is_no_chart() -> None:
    assert rates.so_far("x", "x", (), NAMES, TIME) is None
    assert rates.grown("x", "x", (), TIME) is None


def test_evidence_beyond_all_measure_is_cut_and_says_so() -> None:
    trace = Trace("errors, absolute", (Known(10, result("errors, absolute", 900.0)),))
    panel = rates.grown("x", "x", (trace,), TIME)
    assert panel is not None
    assert "cut at" in panel.note
    assert panel.limits[0].place > 20
    assert panel.description == "The strongest is errors, absolute, at 900.0 of 6.7."
