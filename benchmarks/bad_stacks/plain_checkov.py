"""Checkov as it comes, over many folders in one process: its own rules, nothing of ours.

It runs in Checkov's own environment. For each folder it does what `checkov --directory` does
with `terraform_json` and `secrets`, and for each plan what `checkov --file` does; only the three
seconds of starting are paid once. Order on standard input: `[{"name", "folder", "plan"}]`.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

from checkov.runner_filter import RunnerFilter
from checkov.secrets.runner import Runner as Secrets
from checkov.terraform.plan_runner import (
    Runner as Plans,
)
from checkov.terraform_json.runner import (
    TerraformJsonRunner,
)


def _failed(report: Any) -> list[list[str]]:
    reports = report if isinstance(report, list) else [report]
    return [[r.check_id, r.resource] for each in reports for r in each.failed_checks]


def _scan(order: dict[str, str]) -> dict[str, Any]:
    synths = RunnerFilter(framework=["terraform_json", "secrets"], show_progress_bar=False)
    plans = RunnerFilter(framework=["terraform_plan"], show_progress_bar=False)
    report = TerraformJsonRunner().run(root_folder=order["folder"], runner_filter=synths)
    found = _failed(report)
    seen = len(report.passed_checks) + len(report.failed_checks)
    found += _failed(Secrets().run(root_folder=order["folder"], runner_filter=synths))
    if order.get("plan"):
        found += _failed(Plans().run(files=[order["plan"]], runner_filter=plans))
    return {"name": order["name"], "failed": found, "seen": seen}


def main() -> None:
    """Answer one order."""
    orders = json.load(sys.stdin)
    answer = [_scan(each) for each in orders]
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
