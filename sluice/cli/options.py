"""Arguments and options that several verbs share."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

EnvironmentName = Annotated[str, typer.Argument(metavar="ENV", help="dev, stage or prod.")]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

JsonLines = Annotated[
    bool, typer.Option("--json", help="One JSON document a line: each event, then the result.")
]

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

Why = Annotated[
    str, typer.Option("--why", metavar="TEXT", help="One sentence for the audit trail.")
]

SkipVerify = Annotated[
    list[str] | None,
    typer.Option(
        "--skip-verify",
        metavar="CHECK",
        help="Do not heed this check of 'sluice verify'; may be repeated. The journal keeps it.",
    ),
]


def confirms(*, yes: bool) -> bool:
    """Return whether questions are answered without asking: no person is there, or --yes."""
    return yes or not (sys.stdin.isatty() and sys.stdout.isatty())


def confirm(question: str, *, yes: bool) -> bool:
    """Ask on a terminal; elsewhere, and with --yes, the answer is yes."""
    return confirms(yes=yes) or typer.confirm(question)
