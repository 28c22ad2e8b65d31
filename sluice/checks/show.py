"""Tells findings: a tree of OKs, or JSON, and one sentence; and ends with their exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sluice.checks.finding import Finding, State
from sluice.checks.run import refused
from sluice.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Collection

    from rich.tree import Tree

_STYLES = {
    State.OK: "green",
    State.BAD: "bold red",
    State.UNKNOWN: "bold yellow",
    State.SKIPPED: "yellow",
}


def show(findings: Collection[Finding], *, title: str, good: str, as_json: bool) -> Exit:
    """Print findings, and return the exit code.

    Args:
        findings: of every check.
        title: what was looked at.
        good: what it means where all is OK, such as `ready: a release may begin`.
        as_json: print the JSON list, and nothing else.
    """
    if as_json:
        print(to_json(findings))
    else:
        from rich.console import Console  # noqa: PLC0415 - slow, and not always needed

        Console().print(tree(findings, title=title))
        print(summary(findings, good=good))
    return exit_code(findings)


def tree(findings: Collection[Finding], *, title: str) -> Tree:
    """Return the findings as a tree, a branch a check."""
    from rich.text import Text  # noqa: PLC0415 - slow
    from rich.tree import Tree  # noqa: PLC0415 - slow, and not always needed

    made = Tree(Text(title, style="bold"))
    branches: dict[str, Tree] = {}
    for finding in findings:
        if finding.check not in branches:
            branches[finding.check] = made.add(Text(finding.check))
        branches[finding.check].add(
            Text.assemble((finding.state.value, _STYLES[finding.state]), f"  {finding.sentence}")
        )
    return made


def summary(findings: Collection[Finding], *, good: str) -> str:
    """Return one sentence: `good`, or what is refused and why."""
    wrong = refused(findings)
    if not wrong:
        skipped = sum(each.state is State.SKIPPED for each in findings)
        how = f"{skipped} of them skipped" if skipped else "all of them OK"
        return f"{good} ({len(findings)} findings, {how})"
    names = ", ".join(dict.fromkeys(each.check for each in wrong))
    unknown = sum(each.state is State.UNKNOWN for each in wrong)
    also = f" ({unknown} of them are unknown)" if unknown else ""
    return f"refused: {len(wrong)} of {len(findings)} findings are not OK{also}: {names}"


def to_json(findings: Collection[Finding]) -> str:
    """Return the findings as a JSON list of check, state and sentence."""
    return json.dumps([each.model_dump(mode="json") for each in findings], indent=2)


def exit_code(findings: Collection[Finding]) -> Exit:
    """Return 0 where nothing is refused, else 13."""
    return Exit.REFUSED if refused(findings) else Exit.DONE
