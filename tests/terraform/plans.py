"""Plans of the journey's account: Terraform's own, and what `sluice plan` reports."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from sluice.change.summary.model import Summary, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.terraform.conftest import Account


def synthesized(account: Account, stack: str) -> Any:
    """Return what was synthesized of a stack."""
    return json.loads((account.stack(stack) / "cdk.tf.json").read_text())


def shown(account: Account, folder: Path, saved: str) -> Any:
    """Return a saved plan as JSON, with all its secrets."""
    printed = subprocess.run(
        ["terraform", "show", "-json", saved],
        cwd=folder,
        env=account.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return json.loads(printed)


def sluice_plan(account: Account, environment: str, *, expected: int) -> Summary:
    """Run `sluice plan` to this exit code; return what its report says."""
    account.run(
        sys.executable,
        "-m",
        "sluice",
        "plan",
        environment,
        label=f"{environment} sluice plan",
        folder=account.checkout,
        expected=(expected,),
    )
    newest = max((account.checkout / "reports" / environment).iterdir())
    assert {each.name for each in newest.iterdir()} == {
        *("plan.json", "plan.txt", "policy.json", "policy.sarif", "policy.xml", "policy.txt"),
        *("cost.json", "digest.json", "summary.json", "summary.md"),
    }
    return read((newest / "summary.json").read_text())


def marked(value: Any, marks: Any) -> Iterator[str]:
    """Yield each text that Terraform marks sensitive."""
    if marks is True and isinstance(value, str):
        yield value
    elif isinstance(marks, dict) and isinstance(value, dict):
        for name, each in value.items():
            yield from marked(each, marks.get(name))
    elif isinstance(marks, list) and isinstance(value, list):
        for each, mark in zip(value, marks, strict=False):
            yield from marked(each, mark)
