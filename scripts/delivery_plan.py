"""Plans an environment in a workflow: `sluice plan`, and what the steps after it must know.

`python scripts/delivery_plan.py ENV [--approved DIGEST]` writes into GITHUB_OUTPUT: `changes`
(`true` or `false`), `digest`, `folder` and `planned` (where to apply which file). The plan's
summary goes into the job's, GITHUB_STEP_SUMMARY. The exit code is that of `sluice plan`, 0 for
changes that may go on as well; 13 where the digest is not the approved one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sluice.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Plan, and say what is to be applied."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("environment")
    parser.add_argument("--approved", default="", help="the digest; empty for any")
    given = parser.parse_args(arguments)
    done = subprocess.run(
        ("sluice", "plan", given.environment, "--json"),  # noqa: S607 - the one on PATH
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    _tell(given.environment)
    if done.returncode not in (Exit.DONE, Exit.CHANGES):
        return done.returncode
    summary: dict[str, Any] = json.loads(done.stdout)
    digest, changes = summary["digest"], done.returncode == Exit.CHANGES
    # Nothing to do is nothing that could differ from what was approved.
    if changes and given.approved and digest != given.approved:
        print(
            f"error: this plan of {given.environment} has digest {digest}; approved was "
            f"{given.approved}: something has changed in between, so approve it anew: run all "
            "jobs of this workflow again",
            file=sys.stderr,
        )
        return Exit.REFUSED
    _output(
        changes="true" if changes else "false",
        digest=digest,
        folder=f".sluice/plan/{given.environment}/stacks/{given.environment}",
        planned=str(Path(summary["saved_plan"]).resolve()) if changes else "",
    )
    return 0


def _output(**values: str) -> None:
    lines = "".join(f"{name}={value}\n" for name, value in values.items())
    print(lines, end="")
    if file := os.environ.get("GITHUB_OUTPUT"):
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(lines)


def _tell(environment: str) -> None:
    """Show the newest report's summary, also of a plan that was refused."""
    found = sorted(Path("reports", environment).glob("*/summary.md"))
    if found and (file := os.environ.get("GITHUB_STEP_SUMMARY")):
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(found[-1].read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
