"""The four files of a result: `policy.json`, `policy.sarif`, `policy.xml`, `policy.txt`."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from sluice.change.policy.output import document, junit, sarif, table

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.model.verdict import GateResult


class Format(StrEnum):
    """How a result can be written."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"


FILES = {
    Format.JSON: "policy.json",
    Format.SARIF: "policy.sarif",
    Format.JUNIT: "policy.xml",
    Format.TABLE: "policy.txt",
}


def render(result: GateResult, form: Format) -> str:
    """Return the result in one form, with a line break at its end."""
    if form is Format.JSON:
        return json.dumps(document.write(result), indent=2) + "\n"
    if form is Format.SARIF:
        return json.dumps(sarif.write(result), indent=2) + "\n"
    if form is Format.JUNIT:
        return junit.write(result)
    return table.text(result)


def write(result: GateResult, folder: Path) -> None:
    """Write the result in all forms into a folder, which is created where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for form, name in FILES.items():
        (folder / name).write_text(render(result, form), encoding="utf-8")


def discard(folder: Path) -> None:
    """Remove what an earlier run wrote there: a refusal must not leave an old pass behind."""
    for name in FILES.values():
        (folder / name).unlink(missing_ok=True)
