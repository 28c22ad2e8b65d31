"""The commands before an apply: `plan` of one environment, `review` of a change to all."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sluice.cli.options import AsJson, DryRun, EnvironmentName, StackNames
from sluice.cli.panels import Panel, add
from sluice.exits import Exit

if TYPE_CHECKING:
    from sluice.change.plan.run import Reviewed
    from sluice.change.review.model import Review


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(
        app,
        plan,
        Panel.CHANGE,
        "plan stage",
        codes={
            Exit.DONE: "nothing to do",
            Exit.CHANGES: "changes that may go on",
            Exit.REFUSED: "refused by a policy",
            Exit.FAILED: "error",
            Exit.USAGE: "usage",
            Exit.AWS_UNREACHABLE: "AWS unreachable",
            Exit.INTERRUPTED: "interrupted",
        },
    )
    add(
        app,
        review,
        Panel.CHANGE,
        "review --base main --output reports/review",
        "review stage --base main --no-plan",
        codes={
            Exit.DONE: "may be merged",
            Exit.REFUSED: "refused",
            Exit.UNDECIDED: "undecided (something that matters is unknown, such as a plan)",
            Exit.FAILED: "error",
            Exit.USAGE: "usage",
            Exit.INTERRUPTED: "interrupted",
        },
    )


def plan(environment: EnvironmentName, *, as_json: AsJson = False, dry_run: DryRun = False) -> None:
    """Plan an environment, judge and price the plan; writes reports/, changes nothing in AWS.

    Synthesizes the stacks, runs `terraform plan`, asks every policy, computes cost and digest,
    and writes it all to `reports/ENV/TIMESTAMP/`, sensitive values masked, for approval.
    """
    from sluice.change.plan import run as verb
    from sluice.change.plan.evaluation import ProjectEvaluator
    from sluice.change.plan.progress import Progress
    from stacks.environments import load

    root = Path.cwd()
    request = verb.Request(environment, region=load(environment).region, root=root)
    if dry_run:
        print("\n".join(f"would {step}" for step in verb.steps(request)))
        return
    try:
        evaluator = ProjectEvaluator(root, today=datetime.now(UTC).date())
        reviewed = verb.run(
            request, evaluator=evaluator, progress=Progress(), clock=lambda: datetime.now(UTC)
        )
    except KeyboardInterrupt:
        print("\ninterrupted: no report was written, no plan was kept", file=sys.stderr)
        raise typer.Exit(Exit.INTERRUPTED) from None
    _tell_plan(reviewed, root=root, as_json=as_json)
    raise typer.Exit(reviewed.summary.exit_code)


def _tell_plan(reviewed: Reviewed, *, root: Path, as_json: bool) -> None:
    from sluice.change.summary.markdown import markdown
    from sluice.change.summary.model import as_json as summary_as_json

    if as_json:
        print(summary_as_json(reviewed.summary))
        return
    text = markdown(reviewed.summary)
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        print(text)
    print(f"report: {reviewed.folder.relative_to(root)}")


def review(
    environments: StackNames = None,
    *,
    base: Annotated[
        str,
        typer.Option(metavar="REF", help="What to compare with: where the head left it counts."),
    ],
    head: Annotated[
        str, typer.Option(metavar="REF", help="A commit; else the working tree as it is.")
    ] = "",
    plan: Annotated[
        bool, typer.Option("--plan/--no-plan", help="Ask Terraform what would be done.")
    ] = True,
    output: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write review.md, review.html and review.json there."),
    ] = None,
    link: Annotated[
        str, typer.Option(metavar="URL", help="Where the whole review can be read.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Compare two commits by stacks, plans, policies and cost; changes nothing in AWS.

    The verdict comes first. The base is synthesized by its own code in a temporary working
    tree of git. Without a plan, what would be done is unknown, and the verdict is not better
    than "undecided" for an environment that the change touches.
    """
    from sluice.change.plan.evaluation import ProjectEvaluator
    from sluice.change.plan.progress import Progress
    from sluice.change.review import run as verb
    from sluice.change.review.plans import with_terraform

    request = verb.Request(
        root=Path.cwd(),
        base=base,
        head=head,
        environments=environments or (),
        link=link,
    )
    progress = Progress()
    try:
        found = verb.run(
            request,
            planner=with_terraform(progress) if plan else None,
            evaluator=ProjectEvaluator(request.root, today=datetime.now(UTC).date()),
            progress=progress,
        )
    except KeyboardInterrupt:
        print("\ninterrupted: no review was written", file=sys.stderr)
        raise typer.Exit(Exit.INTERRUPTED) from None
    _tell_review(found, output=output, as_json=as_json)


def _tell_review(found: Review, *, output: Path | None, as_json: bool) -> None:
    from sluice.change.review import comment, document
    from sluice.change.review.verdict import Decision, decide

    decided = decide(found)
    written = document.write(output, found) if output is not None else ()
    if as_json:
        print(document.as_json(found), end="")
    elif written:
        print("\n".join((decided.line, decided.why, *map(str, written))))
    else:
        print(comment.render(found), end="")
    codes = {Decision.REFUSED: Exit.REFUSED, Decision.UNDECIDED: Exit.UNDECIDED}
    raise typer.Exit(codes.get(decided.decision, Exit.DONE))
