"""`sluice cost`: what an environment costs a month, what a plan changes, and renewing prices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sluice.cli.options import AsJson, DryRun

if TYPE_CHECKING:
    from sluice.change.cost.model import CostDelta

_Environment = Annotated[str, typer.Argument(metavar="ENV", help="dev, stage, prod or bootstrap.")]

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
    """Add the verbs to the command line."""
    verbs = typer.Typer(
        help="What an environment costs a month. What has no price is listed, never $0.",
        no_args_is_help=True,
        rich_markup_mode="markdown",
    )
    verbs.command(
        epilog="Example: sluice cost show prod --every\n\n"
        "Example: sluice cost show stage --plan reports/stage/20261126T0356Z/plan.json\n\n"
        "Exit codes: 0 done, 1 a stack, plan, price or usage file is wrong, 2 usage."
    )(show)
    verbs.command(
        epilog="Example: sluice cost diff stage --plan plan.json\n\n"
        "Example: sluice cost diff stage --base /tmp/base/cdktf.out\n\n"
        "Exit codes: 0 done, 1 a stack, plan, price or usage file is wrong, 2 usage."
    )(diff)
    verbs.command(
        epilog="Example: sluice cost refresh --dry-run\n\n"
        "Exit codes: 0 written, or nothing to write; 1 an answer was missing or unclear, and "
        "nothing was written; 3 AWS unreachable."
    )(refresh)
    app.add_typer(verbs, name="cost")


def show(
    environment: _Environment,
    *,
    plan: _PlanFile = None,
    engine: _Engine = "sluice",
    every: Annotated[
        bool, typer.Option("--every", help="Free resources, and what each is charged for, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what each resource costs; without a plan, as if everything were created."""
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
    environment: _Environment,
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
    """Show only what changes: by a plan, or from another commit's synthesized stack."""
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
    """Renew prices through the AWS Price List API; writes when every answer is clear."""
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
