"""`sluice policy`: all policies on all stacks, or on one stack's plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sluice.cli.options import STACKS, AsJson, StackNames
from sluice.cli.panels import Panel, add
from sluice.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack

_FORMATS = ("table", "json", "sarif", "junit")


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(
        app,
        policy,
        Panel.CHANGE,
        "policy",
        "policy stage --plan plan.json --output reports/policy",
        codes={
            Exit.DONE: "nothing stands in the way",
            Exit.REFUSED: "refused (a finding stands, a waiver is wrong, or something was not "
            "looked at)",
            Exit.FAILED: "error",
            Exit.USAGE: "usage",
        },
    )


def policy(
    environments: StackNames = None,
    *,
    synth_dir: Annotated[
        Path | None,
        typer.Option(
            "--synth-dir",
            metavar="DIR",
            help="Look at the stacks that were synthesized there; without it they are "
            "synthesized anew, into cdktf.out.",
        ),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan",
            metavar="FILE",
            help="Look at a plan of ENV as well: what 'terraform show -json' printed.",
        ),
    ] = None,
    as_json: AsJson = False,
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="table, json, sarif or junit."),
    ] = "table",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="DIR",
            help="Write policy.json, policy.sarif, policy.xml and policy.txt there as well.",
        ),
    ] = None,
) -> None:
    """Judge stacks, and a plan, by every policy; changes nothing in AWS, which it does not ask.

    The policies are Checkov's rules, our own, and the plan rules in Rego.

    It believes no silence: what could not be parsed, loaded, or looked at is refused. Findings
    are excused one by one in policies/waivers.toml, and how bad each rule's is stands in
    policies/severities.toml.
    """
    from datetime import UTC, datetime

    from sluice.change.policy import gate
    from sluice.change.policy.output import reports
    from sluice.errors import UsageRefused

    names = tuple(environments or ())
    if form not in _FORMATS:
        raise UsageRefused(f"--format {form}: must be one of {', '.join(_FORMATS)}")
    if plan is not None and len(names) != 1:
        raise UsageRefused("--plan is of one environment: name it, as in 'sluice policy stage'")
    if output is not None:
        reports.discard(output)
    stacks = _stacks(synth_dir)
    chosen = [each for each in stacks if not names or each.name in names]
    result = gate.run(
        chosen,
        plans=_plans(plan, chosen),
        root=Path.cwd(),
        today=datetime.now(UTC).date(),
        expected=names or STACKS,
    )
    if output is not None:
        reports.write(result, output)
    shown = reports.Format("json" if as_json else form)
    if shown is reports.Format.TABLE:
        from rich.console import Console

        from sluice.change.policy.output import table

        Console().print(table.table(result))
    else:
        print(reports.render(result, shown), end="")
    raise typer.Exit(Exit.DONE if result.passed else Exit.REFUSED)


def _stacks(synth_dir: Path | None) -> tuple[Stack, ...]:
    from sluice.change.model.stack import read_stacks
    from sluice.change.synth import synthesize

    if synth_dir is not None:
        return read_stacks(synth_dir)
    root = Path.cwd()
    return synthesize(root / "cdktf.out", root=root)


def _plans(plan: Path | None, chosen: Sequence[Stack]) -> dict[str, Planned]:
    from sluice.change.model.planned import read_plan

    if plan is None or len(chosen) != 1:  # the gate says which stack is missing
        return {}
    return {chosen[0].name: read_plan(plan, chosen[0])}
