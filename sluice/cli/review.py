"""The verb `review`: what a change does to every environment, as one comment and one page."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sluice.cli.options import AsJson
from sluice.exits import Exit

if TYPE_CHECKING:
    from sluice.change.review.model import Review


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command(
        epilog="Example: sluice review --base main --output reports/review\n\n"
        "Example: sluice review stage --base main --no-plan\n\n"
        "Exit codes: 0 may be merged, 13 refused, 15 undecided (something that matters is "
        "unknown, such as a plan), 1 error, 2 usage, 130 interrupted."
    )(review)


def review(
    environments: Annotated[
        list[str] | None, typer.Argument(metavar="[ENV]...", help="Which stacks; else all.")
    ] = None,
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
    """Compare two commits: synthesized stacks, plans, policies and cost, the verdict first.

    The base is synthesized by its own code in a temporary working tree of git. Without a
    plan, what would be done is unknown, and the verdict is not better than "undecided" for an
    environment that the change touches. Nothing in AWS is changed.
    """
    from sluice.change.plan.progress import Progress
    from sluice.change.review import run as verb
    from sluice.change.review.judging import Real
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
            judge=Real(request.root, today=datetime.now(UTC).date()),
            progress=progress,
        )
    except KeyboardInterrupt:
        print("\ninterrupted: no review was written", file=sys.stderr)
        raise typer.Exit(Exit.INTERRUPTED) from None
    _tell(found, output=output, as_json=as_json)


def _tell(found: Review, *, output: Path | None, as_json: bool) -> None:
    from sluice.change.review import comment, document
    from sluice.change.review import output as files
    from sluice.change.review.verdict import Decision, decide

    decided = decide(found)
    written = files.write(output, found) if output is not None else ()
    if as_json:
        print(document.as_json(found), end="")
    elif written:
        print("\n".join((decided.line, decided.why, *map(str, written))))
    else:
        print(comment.render(found), end="")
    codes = {Decision.REFUSED: Exit.REFUSED, Decision.UNDECIDED: Exit.UNDECIDED}
    raise typer.Exit(codes.get(decided.decision, Exit.DONE))
