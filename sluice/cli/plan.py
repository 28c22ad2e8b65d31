"""The verb `plan`: what an apply would do, judged before anybody is asked for approval."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sluice.cli.options import (  # typer reads them
    AsJson,
    DryRun,
    EnvironmentName,
)
from sluice.exits import Exit

if TYPE_CHECKING:
    from sluice.change.plan.run import Reviewed


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command(
        epilog="Example: sluice plan stage\n\nExit codes: 0 nothing to do, 20 changes that may "
        "go on, 13 refused by a policy, 1 error, 2 usage, 3 AWS unreachable, 130 interrupted."
    )(plan)


def plan(environment: EnvironmentName, *, as_json: AsJson = False, dry_run: DryRun = False) -> None:
    """Plan an environment, judge the plan, and write a report that can be approved.

    Synthesizes the stacks, runs `terraform plan`, asks every policy, computes cost and digest,
    and writes it all to `reports/ENV/TIMESTAMP/`, sensitive values masked. Nothing in AWS is
    changed.
    """
    from sluice.change.plan import run as verb
    from sluice.change.plan.judges import Real
    from sluice.change.plan.progress import Progress
    from sluice.errors import UsageRefused
    from stacks.environments import NAMES, load

    if environment not in NAMES:
        raise UsageRefused(f"no environment {environment!r}: choose one of {', '.join(NAMES)}")
    root = Path.cwd()
    request = verb.Request(environment, region=load(environment).region, root=root)
    if dry_run:
        print("\n".join(f"would {step}" for step in verb.steps(request)))
        return
    try:
        judges = Real(root, region=request.region, today=datetime.now(UTC).date())
        reviewed = verb.run(
            request, judges=judges, progress=Progress(), clock=lambda: datetime.now(UTC)
        )
    except KeyboardInterrupt:
        print("\ninterrupted: no report was written, no plan was kept", file=sys.stderr)
        raise typer.Exit(Exit.INTERRUPTED) from None
    _tell(reviewed, root=root, as_json=as_json)
    raise typer.Exit(reviewed.summary.exit_code)


def _tell(reviewed: Reviewed, *, root: Path, as_json: bool) -> None:
    from sluice.change.summary.markdown import markdown

    if as_json:
        print(reviewed.summary.model_dump_json(indent=2))
        return
    text = markdown(reviewed.summary)
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        print(text)
    print(f"report: {reviewed.folder.relative_to(root)}")
