"""The result as a table for people, the worst first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sluice.change.model.verdict import Finding, GateResult, Severity, Verdict
from sluice.change.policy.output import places

if TYPE_CHECKING:
    from collections.abc import Sequence

_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}
_TEXT_WIDTH = 160


def table(result: GateResult) -> RenderableType:
    """Return what stands, what is waived, what is wrong with waivers, and a summary."""
    parts: list[RenderableType] = []
    if result.standing:
        parts.append(_standing(result.standing))
    waived = [each for each in result.findings if each.verdict is Verdict.WAIVED]
    if waived:
        parts.append(_waived(waived))
    parts += [Text(f"PROBLEM {problem}", style="red") for problem in result.problems]
    parts.append(Text(summary(result), style="green" if result.passed else "bold red"))
    return Group(*parts)


def summary(result: GateResult) -> str:
    """Return the result in one line."""
    counts = Counter(each.verdict for each in result.findings)
    resources = ", ".join(f"{name} {count}" for name, count in sorted(result.resources.items()))
    verdict = "passed" if result.passed else "REFUSED"
    problems = f", {len(result.problems)} wrong in waivers" if result.problems else ""
    return (
        f"policy {verdict}: {counts[Verdict.FAIL]} failed, {counts[Verdict.UNKNOWN]} unknown, "
        f"{counts[Verdict.WAIVED]} waived, {counts[Verdict.PASS]} passed{problems}; "
        f"resources looked at: {resources}"
    )


def text(result: GateResult) -> str:
    """Return the table without colour, as `policy.txt` has it."""
    console = Console(width=_TEXT_WIDTH, no_color=True, force_terminal=False, highlight=False)
    with console.capture() as capture:
        console.print(table(result))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", expand=True, box=box.SIMPLE_HEAD)


def _standing(findings: Sequence[Finding]) -> Table:
    shown = _table("What stops the line, the worst first")
    shown.add_column("severity")
    shown.add_column("rule", no_wrap=True)
    shown.add_column("where", overflow="fold", ratio=2)
    shown.add_column("what, and what to do", overflow="fold", ratio=3)
    for each in findings:
        severity = Text(each.severity.value, style=_STYLES[each.severity])
        if each.verdict is Verdict.UNKNOWN:
            severity.append("\nunknown", style="magenta")
        where = Text(f"{each.stack}/{places.where(each)}\n", style="bold")
        where.append(f"{each.address}\n{places.file(each)}:{places.line(each)}", style="not bold")
        shown.add_row(severity, Text(each.rule), where, Text(f"{each.title}: {each.message}"))
    return shown


def _waived(findings: Sequence[Finding]) -> Table:
    shown = _table("Waived, for now")
    shown.style = "dim"
    shown.add_column("rule", no_wrap=True)
    shown.add_column("where", overflow="fold", ratio=2)
    shown.add_column("why", overflow="fold", ratio=3)
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for each in findings:
        if each.waiver is not None:
            key = (each.rule, places.where(each), each.waiver.reason)
            groups.setdefault(key, []).append(each)
    for (rule, place, reason), same in sorted(groups.items()):
        waiver = same[0].waiver
        until = f"{waiver.owner}, until {waiver.expires}" if waiver else ""
        stacks = ", ".join(sorted(each.stack for each in same))
        shown.add_row(Text(rule), Text(f"{place}\n{stacks}"), Text(f"{reason} ({until})"))
    return shown
