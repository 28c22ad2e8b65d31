"""The live view: one screen that tells where a release is, and on which evidence."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sluice.canary import wording
from sluice.canary.model.reasons import Phase, Verdict
from sluice.canary.step_sizing import percent
from sluice.canary.weights import percent_of
from sluice.environment.descriptor import COLOURS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sluice.canary.judge import Judgement
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.show.picture import Picture

_BAR = 20
_BORDERS = {
    Phase.PROMOTED: "green",
    Phase.ROLLED_BACK: "red",
    Phase.ROLLING_BACK: "red",
}
_VERDICTS = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.HOLD: "yellow"}


class View:
    """Renders a picture anew each time it is drawn, so that its clock runs."""

    def __init__(self, picture: Picture) -> None:
        """Show a picture."""
        self._picture = picture

    def __rich__(self) -> RenderableType:
        """Return the screen."""
        return render(self._picture, now=time.time())


def render(picture: Picture, *, now: float) -> RenderableType:
    """Return one screen.

    Args:
        picture: what is to be seen.
        now: seconds since the epoch.
    """
    release = picture.release
    parts: list[RenderableType] = [_steps(release), _standing(release, now), _traffic(picture)]
    if release.judgement is not None:
        parts.append(_evidence(release.judgement))
    # One line each, so that the screen does not jump.
    recent = "\n".join(map(wording.line, picture.recent))
    parts.append(Text(recent, style="dim", no_wrap=True, overflow="ellipsis"))
    if picture.note:
        parts.append(Text(picture.note, style="bold yellow"))
    border = "yellow" if release.hold else _BORDERS.get(release.phase, "blue")
    return Panel(
        Group(*parts), title=Text(wording.title(release)), border_style=border, padding=(0, 1)
    )


def _steps(release: Release) -> Text:
    text = Text()
    for number, step in enumerate(release.plan.steps):
        if number:
            text.append(" ─ ", style="dim")
        mark, style = _mark(release, number)
        text.append(f"{mark} {percent(step.weight_percent)}", style=style)
    return text


def _mark(release: Release, number: int) -> tuple[str, str]:
    done = release.phase in {Phase.DRAINING, Phase.RETIRING, Phase.PROMOTED}
    if done or number < release.step:
        return ("✓", "green")
    if number > release.step:
        return ("·", "dim")
    if release.failure is not None:
        return ("✗", "bold red")
    return ("▶", "bold yellow" if release.hold else "bold cyan")


def _standing(release: Release, now: float) -> Text:
    if release.phase.ended:
        style = "bold green" if release.phase is Phase.PROMOTED else "bold red"
        return Text(wording.verdict(release), style=style)
    text = Text(wording.standing(release), style="bold")
    since = release.step_since if release.phase is Phase.BAKING else release.phase_since
    text.append(f"  for {wording.duration(now - since)}", style="dim")
    if release.phase is Phase.BAKING:
        bake = release.plan.steps[release.step].bake_seconds
        text.append(f" of {wording.duration(bake)}", style="dim")
    if release.hold is not None:
        left = release.plan.hold_deadline_seconds - (now - release.hold.since)
        text.append(f"\n{release.hold.sentence}", style="yellow")
        if release.hold.reason != "PAUSED":
            text.append(f" (rolls back in {wording.duration(left)})", style="yellow")
    if release.failure is not None:
        text.append(f"\n{release.failure.sentence}", style="red")
    return text


def _traffic(picture: Picture) -> Table:
    release, period = picture.release, picture.period
    table = Table("", "asked", "in force", "requests", "errors", "slow", "p95", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    target = wording.target_weights(release)
    for colour in COLOURS:
        role = "new" if colour == release.canary else "live"
        row = [
            percent(round(percent_of(target, colour), 1)),
            percent(round(percent_of(release.weights, colour), 1)),
        ]
        if period is not None:
            found = period.canary if colour == release.canary else period.live
            row += wording.counts(found, release.plan.period_seconds)
        table.add_row(Text(f"{colour} ({role})", style=colour), *row)
    if period is not None:
        table.caption = (
            f"{wording.duration(release.plan.period_seconds)} from {wording.clock(period.start)}"
        )
        table.caption_justify = "left"
    return table


def _evidence(judgement: Judgement) -> RenderableType:
    style = _VERDICTS[judgement.verdict]
    verdict = Text(f"{judgement.verdict.value}: {judgement.sentence}", style=style)
    if not judgement.tests:
        return verdict
    table = Table("test", "measured", "surely within", "limit", "evidence against it", box=None)
    for test in judgement.tests:
        share = max(0.0, min(1.0, test.evidence / test.threshold)) if test.threshold else 0.0
        full = round(share * _BAR)
        bar = Text("█" * full, style="red" if share >= 1 else "yellow")
        bar.append("░" * (_BAR - full), style="dim")
        table.add_row(
            test.name,
            f"{test.estimate:.2f} %",
            f"{test.low:.2f} … {test.high:.2f} %",
            f"{test.limit:.2f} %",
            bar + Text(f" {100 * share:.0f} %"),
        )
    return Group(verdict, table)
