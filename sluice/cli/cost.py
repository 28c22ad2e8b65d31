"""`sluice cost`: what an environment costs a month, what a plan changes, and renewing prices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sluice.cli.options import AsJson, DryRun, StackName
from sluice.cli.panels import Panel, add, group
from sluice.exits import Exit

if TYPE_CHECKING:
    from sluice.change.cost.model import CostDelta

_PlanFile = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        metavar="FILE",
        help="A plan that 'terraform show -json' wrote, such as a report's plan.json.",
        exists=True,
        dir_okay=False,
    ),
]

_Engine = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="sluice: the price files that come with it; infracost: the binary, with a plan.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    verbs = typer.Typer(
        help="Price an environment: what has no price is listed, never $0.",
        no_args_is_help=True,
        rich_markup_mode="markdown",
    )
    wrong = {
        Exit.DONE: "done",
        Exit.FAILED: "a stack, plan, price or usage file is wrong",
        Exit.USAGE: "usage",
    }
    add(
        verbs,
        show,
        Panel.LOOK,
        "cost show prod --every",
        "cost show stage --plan reports/stage/20261126T0356Z/plan.json",
        codes=wrong,
    )
    add(
        verbs,
        diff,
        Panel.LOOK,
        "cost diff stage --plan plan.json",
        "cost diff stage --base ../base/cdktf.out",
        codes=wrong,
    )
    add(
        verbs,
        refresh,
        Panel.CHANGE,
        "cost refresh --dry-run",
        codes={
            Exit.DONE: "written, or nothing to write",
            Exit.FAILED: "an answer was missing or unclear, and nothing was written",
            Exit.AWS_UNREACHABLE: "AWS unreachable",
        },
    )
    group(app, "cost", verbs, Panel.CHANGE)


def show(
    environment: StackName,
    *,
    plan: _PlanFile = None,
    engine: _Engine = "sluice",
    every: Annotated[
        bool, typer.Option("--every", help="Free resources, and what each is charged for, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what each resource costs a month; reads files only.

    Without a plan, as if everything were created.
    """
    from sluice.change.cost import verb
    from sluice.errors import UsageRefused

    chosen = _engine(engine)
    if plan is not None:
        delta = verb.of_plan(environment, plan, root=Path.cwd(), engine=verb.Engine(chosen))
    elif chosen == verb.Engine.INFRACOST:
        raise UsageRefused("--engine infracost needs a plan: give --plan FILE")
    else:
        delta = verb.of_stack(environment, root=Path.cwd())
    _print(delta, every=every, as_json=as_json)


def diff(
    environment: StackName,
    *,
    plan: _PlanFile = None,
    base: Annotated[
        Path | None,
        typer.Option(
            "--base",
            metavar="FOLDER",
            help="Instead of a plan: the cdktf.out of another commit.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    engine: _Engine = "sluice",
    as_json: AsJson = False,
) -> None:
    """Show what a plan, or another commit's stack, changes of the cost; reads files only."""
    from sluice.change.cost import verb
    from sluice.errors import UsageRefused

    chosen = _engine(engine)
    if (plan is None) == (base is None):
        raise UsageRefused("give either --plan FILE or --base FOLDER")
    if plan is not None:
        delta = verb.of_plan(environment, plan, root=Path.cwd(), engine=verb.Engine(chosen))
    elif base is not None and chosen == verb.Engine.SLUICE:
        delta = verb.of_stacks(environment, base, root=Path.cwd())
    else:
        raise UsageRefused("--engine infracost needs a plan: give --plan FILE")
    _print(delta, only_changed=True, as_json=as_json)


def refresh(*, dry_run: DryRun = False) -> None:
    """Renew the price files through the AWS Price List API; writes them if all is clear."""
    from datetime import UTC, datetime

    from sluice.change.cost import prices_file
    from sluice.change.cost.refresh import renew

    found = renew.ask_all(prices_file.FOLDER, today=datetime.now(UTC).date())
    print("\n".join(found.lines()))
    if dry_run:
        print("nothing was written")
    else:
        renew.write(found)


def _engine(name: str) -> str:
    from sluice.change.cost.verb import Engine
    from sluice.errors import UsageRefused

    if name not in list(Engine):
        raise UsageRefused(f"--engine {name}: must be sluice or infracost")
    return name


def _print(
    delta: CostDelta, *, every: bool = False, only_changed: bool = False, as_json: bool
) -> None:
    from sluice.change.cost import report

    if as_json:
        print(report.as_json(delta), end="")
    else:
        print("\n".join(report.lines(delta, every=every, only_changed=only_changed)))
