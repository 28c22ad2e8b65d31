"""The picture for a chat message: verdict, weights, error rates. Needs matplotlib."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any

from sluice.canary.page import overlay
from sluice.canary.page.charts.scale import TimeScale, value_scale
from sluice.canary.page.intervals import wilson
from sluice.canary.page.names import Names
from sluice.canary.page.numbers import percent
from sluice.canary.page.timeline import timeline
from sluice.canary.page.traffic import Tally, traffic
from sluice.canary.page.verdict import Outcome, verdict
from sluice.canary.wording import duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release
    from sluice.canary.page.timeline import Timeline
    from sluice.canary.page.traffic import Point, Seen

WIDTH_PIXELS, HEIGHT_PIXELS = 1200, 630
_DPI = 100

_INK, _SOFT, _RULE, _LIMIT, _HOLD = "#1b1f24", "#57606a", "#d8dee4", "#b3401a", "#f2c14e"
_COLOURS = {"blue": "#0066b3", "green": "#00795a"}
_TONES = {
    Outcome.PROMOTED: "#00694e",
    Outcome.ROLLED_BACK: "#a8320f",
    Outcome.ROLLING_BACK: "#a8320f",
    Outcome.HELD: "#7a5200",
    Outcome.UNDER_WAY: "#0059a0",
}


def draw(release: Release, events: Sequence[Event], *, now: float | None = None) -> bytes:
    """Return the picture as PNG, 1200 by 630 pixels; the arguments are as of `page.render`.

    Raises:
        ImportError: matplotlib is not installed.
    """
    # Not pyplot: it keeps figures, and looks for a screen.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow, and not always needed
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow, and not always needed

    figure = Figure(figsize=(WIDTH_PIXELS / _DPI, HEIGHT_PIXELS / _DPI), dpi=_DPI)
    FigureCanvasAgg(figure)
    line = timeline(release, events, now=now)
    seen = traffic(release, events, line)
    _title(figure, release, line)
    above, below = figure.subplots(
        2,
        1,
        sharex=True,
        gridspec_kw={
            "height_ratios": (1, 1.5),
            "top": 0.70,
            "bottom": 0.075,
            "left": 0.07,
            "right": 0.975,
            "hspace": 0.36,
        },
    )
    _weights(above, release, line)
    _errors(below, release, seen.points)
    for axes in (above, below):
        _frame(axes, line)
        _over(axes, release, line, seen.points)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    return buffer.getvalue()


def _title(figure: Any, release: Release, line: Timeline) -> None:
    found = verdict(release)
    tone = _TONES[found.outcome]
    figure.text(0.025, 0.90, found.outcome.value, size=30, weight="bold", color=tone)
    took = duration((release.ended_at or line.end) - release.started_at)
    what = f"{release.service} · {release.environment} · {took}"
    if release.plan.speed > 1:
        what += f" · rehearsal × {release.plan.speed}"  # noqa: RUF001 - as people write it
    figure.text(0.975, 0.915, what, size=14, ha="right", color=_SOFT, parse_math=False)
    why = textwrap.wrap(" ".join(found.why.split()), 118, max_lines=2, placeholder=" …")
    figure.text(
        0.026,
        0.868,
        "\n".join(why),
        size=13.5,
        va="top",
        color=_INK,
        linespacing=1.4,
        parse_math=False,
    )


def _weights(axes: Any, release: Release, line: Timeline) -> None:
    times = [*(each.at for each in line.weights), line.end]
    values = [*(each.percent for each in line.weights), line.weights[-1].percent]
    colour = _COLOURS[release.canary]
    axes.step(times, values, where="post", color=colour, linewidth=2.4)
    axes.fill_between(times, values, step="post", color=colour, alpha=0.16, linewidth=0)
    scale = value_scale(0, min(100.0, 1.15 * max(values)), 1, most_ticks=3)
    axes.set_ylim(0, 1.04 * scale.top)
    axes.set_yticks(list(scale.steps()), [percent(step) for step in scale.steps()])
    _caption(axes, f"Weight of the new version ({release.canary})")


def _errors(axes: Any, release: Release, points: Sequence[Point]) -> None:
    names = Names.of(release)
    limit = release.plan.criteria.error_rate_percent
    needed = 1.6 * limit
    for name, colour, dashes, seen in (
        (names.live, _COLOURS[release.live], (0, (5, 2.5)), [(p, p.live) for p in points]),
        (names.new, _COLOURS[release.canary], "solid", [(p, p.canary) for p in points]),
    ):
        labelled = name
        for run in _runs(seen):
            edges = [*(point.start for point, _ in run), run[-1][0].end]
            bands = [wilson(tally.errors, tally.requests) for _, tally in run]
            rates = [100 * tally.errors / tally.requests for _, tally in run]
            needed = max(needed, *(1.08 * rate for rate in rates))
            axes.stairs(
                rates,
                edges,
                baseline=None,
                color=colour,
                linestyle=dashes,
                linewidth=2,
                label=labelled,
            )
            axes.fill_between(
                edges,
                [100 * low for low, _ in (*bands, bands[-1])],
                [100 * high for _, high in (*bands, bands[-1])],
                step="post",
                color=colour,
                alpha=0.14,
                linewidth=0,
            )
            labelled = "_nolegend_"
    axes.axhline(limit, color=_LIMIT, linestyle=(0, (1, 2)), linewidth=1.8)
    axes.text(
        1,
        limit,
        f"limit {percent(limit)} ",
        transform=axes.get_yaxis_transform(),
        ha="right",
        va="bottom",
        color=_LIMIT,
        size=11,
        zorder=5,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.8},
    )
    scale = value_scale(0, needed, 1)
    axes.set_ylim(0, scale.top)
    axes.set_yticks(list(scale.steps()), [percent(step) for step in scale.steps()])
    _caption(axes, "Requests that failed, with 95 % bands")
    if axes.get_legend_handles_labels()[0]:
        axes.legend(
            loc="lower right",
            bbox_to_anchor=(1, 1.0),
            ncols=2,
            frameon=False,
            fontsize=11,
            labelcolor=_INK,
            handlelength=2.6,
        )


def _runs(seen: Iterable[tuple[Point, Seen]]) -> Iterable[list[tuple[Point, Tally]]]:
    run: list[tuple[Point, Tally]] = []
    for point, tally in seen:
        if isinstance(tally, Tally):
            run.append((point, tally))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _caption(axes: Any, text: str) -> None:
    axes.set_title(text, loc="left", size=12, color=_INK, weight="bold", pad=7)


def _frame(axes: Any, line: Timeline) -> None:
    time = TimeScale(line.start, line.end)
    axes.set_xlim(line.start, line.end)
    span = line.end - line.start
    places = [line.start + tick.place / 100 * span for tick in time.ticks()]
    axes.set_xticks(places, [tick.label for tick in time.ticks()])
    axes.tick_params(colors=_SOFT, labelsize=11, length=0, labelbottom=True)
    axes.tick_params(axis="x", pad=7)
    axes.grid(axis="y", color=_RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_RULE)


def _over(axes: Any, release: Release, line: Timeline, points: Sequence[Point]) -> None:
    for hold in line.holds:
        axes.axvspan(hold.start, hold.end, color=_HOLD, alpha=0.18, linewidth=0)
    time = TimeScale(line.start, line.end)
    span = line.end - line.start
    for gap in overlay.gaps(release, points, time):
        start = line.start + gap.left / 100 * span
        axes.axvspan(
            start,
            start + gap.width / 100 * span,
            facecolor="none",
            edgecolor="#b4bcc5",
            hatch="////",
            linewidth=0,
        )
    decided = overlay.verdict_at(line, time)
    if decided is not None:
        tone = _TONES[verdict(release).outcome]
        axes.axvline(line.start + decided / 100 * span, color=tone, linewidth=1.6)
