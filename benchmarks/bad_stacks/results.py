"""The table of what was found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.bad_stacks.contest import Finding, Row

_SHOWN = 3
_HEAD = """# Bad stacks and plans

Each is one change away from our good `stage`, `prod` or `bootstrap`, as synthesized. *Plain* is
Checkov 3.3.30 as it comes: its rules for `terraform_json`, `terraform_plan` and secrets, over the
stack's folder and the plan. *Ours* is `sluice policy`. Both count only what the good stack does
not have. A miss of plain Checkov's is often no fault of a rule's: there is no rule. Remade by
`python -m benchmarks.bad_stacks`; the good stacks' findings (none of ours beyond the waivers)
are a test's matter.
"""


def table(rows: Sequence[Row]) -> str:
    """Return the page, in Markdown."""
    missed = [row for row in rows if not row.plain]
    blind = [row for row in rows if not row.parsed]
    counts = (
        f"**{len(rows)} bad stacks and plans: plain Checkov finds {len(rows) - len(missed)} and "
        f"misses {len(missed)}; ours finds {sum(row.found for row in rows)}.** Of "
        f"{len(blind)} it says nothing at all, with exit code 0, for it could not parse them."
    )
    lines = [
        _HEAD,
        counts,
        "",
        "| topic | bad ones | plain finds | ours finds |",
        "| --- | ---: | ---: | ---: |",
    ]
    for topic, count in Counter(row.topic for row in rows).items():
        here = [row for row in rows if row.topic == topic]
        theirs = sum(bool(row.plain) for row in here)
        ours = sum(row.found for row in here)
        lines.append(f"| {topic} | {count} | {theirs} | {ours} |")
    lines += [
        "",
        "| | stack | what is bad | plain Checkov | ours |",
        "| ---: | --- | --- | --- | --- |",
    ]
    for number, row in enumerate(rows, start=1):
        plain = _rules(row.plain) if row.parsed else "**nothing scanned, exit code 0**"
        form = "plan" if row.bad.planned else "stack"
        lines.append(
            f"| {number} | {row.bad.stack} {form} | {row.bad.what} | {plain} | {_rules(row.ours)} |"
        )
    return "\n".join(lines) + "\n"


def _rules(found: Iterable[Finding]) -> str:
    counts = Counter(rule for rule, _ in found)
    if not counts:
        return "**missed**"
    # What is about the change itself first: fewer resources, then ours, then by name.
    names = sorted(counts, key=lambda rule: (counts[rule], "WEB" not in rule, rule))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
