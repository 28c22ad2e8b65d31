"""Puts the page together: everything it shows is made here, the template only lays it out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.canary.page import numbers, overlay
from sluice.canary.page.charts.groups import groups
from sluice.canary.page.charts.scale import TimeScale
from sluice.canary.page.context import Context
from sluice.canary.page.evidence import traces
from sluice.canary.page.facts import facts
from sluice.canary.page.names import Names
from sluice.canary.page.readings import readings
from sluice.canary.page.timeline import timeline
from sluice.canary.page.traffic import traffic
from sluice.canary.page.trail import trail
from sluice.canary.page.verdict import summary, verdict
from sluice.canary.wording import clock, duration, moment
from sluice.report import pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release

_FOLDER = Path(__file__).parent / "template"

COUNTED = frozenset({"weights", "requests", "errors", "slow", "p95"})
"""The charts of what was counted period by period: gaps are shown in these."""


def render(
    release: Release,
    events: Sequence[Event],
    context: Context = Context(),  # noqa: B008 - frozen
    *,
    note: str = "",
    now: float | None = None,
) -> str:
    """Return the page of a release: HTML that needs nothing but itself.

    Args:
        release: the newest state; it may be under way.
        events: its audit trail, in order; may be empty.
        context: who answers for the service.
        note: a sentence for the page's foot.
        now: until when a release under way is shown; without it, until its last event.
    """
    line = timeline(release, events, now=now)
    time = TimeScale(line.start, line.end)
    seen = traffic(release, events, line)
    found = traces(events)
    names = Names.of(release)
    rows = trail(events)
    return _template().render(
        release=release,
        verdict=verdict(release),
        summary=summary(release),
        facts=facts(release, events, line, seen, context),
        names=names,
        seen=seen,
        groups=groups(release.plan.criteria, line, seen.points, found, names=names, time=time)
        if seen.points or len(line.weights) > 1
        else (),
        counted=COUNTED,
        traces=found,
        readings=readings(line, seen.points, found, time),
        ticks=time.ticks(),
        phases=overlay.phases(line, time),
        holds=overlay.holds(line, time),
        gaps=overlay.gaps(release, seen.points, time),
        gap_words=overlay.GAP_WORDS,
        steps=overlay.steps(line, time),
        flags=overlay.flags(line, time),
        verdict_at=overlay.verdict_at(line, time),
        trail=rows,
        shown={row.event for row in (*rows.head, *rows.tail)},
        events=len(events),
        note=note,
    )


@cache
def _template() -> Template:
    made = pages.environment(_FOLDER)
    made.filters |= {
        "clock": clock,
        "iso": numbers.iso,
        "moment": moment,
        "duration": duration,
        "percent": numbers.percent,
        "digits": numbers.digits,
    }
    made.globals["style"] = pages.embedded(pages.STYLE)
    made.globals["script"] = pages.embedded(_FOLDER / "page.js")
    return made.get_template("page.html")
