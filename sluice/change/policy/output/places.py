"""Where a finding is, for people and for tools that open files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.change.model.stack import FILE

if TYPE_CHECKING:
    from sluice.change.model.verdict import Finding

WAIVERS = "policies/waivers.toml"


def file(finding: Finding) -> str:
    """Return the synthesized file, from the project's root, wherever the synth was written."""
    return f"cdktf.out/stacks/{finding.stack}/{FILE}"


def line(finding: Finding) -> int:
    """Return the line in that file; the first where it is not known."""
    return max(finding.line, 1)


def where(finding: Finding) -> str:
    """Return the place in words: construct path, or what stands for it."""
    return finding.construct_path or finding.address
