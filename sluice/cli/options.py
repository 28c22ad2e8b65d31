"""Arguments and options that several commands share."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stacks.environments import NAMES

STACKS = (*NAMES, "bootstrap")


def _either(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}."


def _environments(incomplete: str) -> list[str]:
    return [name for name in NAMES if name.startswith(incomplete)]


def stacks(incomplete: str) -> list[str]:
    """Return the names of stacks that begin so, for the shell's completion."""
    return [name for name in STACKS if name.startswith(incomplete)]


def _known(context: typer.Context, name: str) -> str:
    from sluice.errors import UsageRefused

    if name not in NAMES and not context.resilient_parsing:
        raise UsageRefused(f"no environment {name!r}: choose one of {', '.join(NAMES)}")
    return name


EnvironmentName = Annotated[
    str,
    typer.Argument(
        metavar="ENV", help=_either(NAMES), callback=_known, autocompletion=_environments
    ),
]

StackName = Annotated[
    str, typer.Argument(metavar="ENV", help=_either(STACKS), autocompletion=stacks)
]

StackNames = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ENV]...",
        help=f"{', '.join(STACKS)}; all where left out.",
        autocompletion=stacks,
    ),
]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

JsonLines = Annotated[
    bool, typer.Option("--json", help="One JSON document a line: each event, then the result.")
]

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

Why = Annotated[
    str, typer.Option("--why", metavar="TEXT", help="One sentence for the audit trail.")
]

Image = Annotated[
    str, typer.Option("--image", metavar="DIGEST", help="sha256:..., or repository@sha256:...")
]

SkipVerify = Annotated[
    list[str] | None,
    typer.Option(
        "--skip-verify",
        metavar="CHECK",
        help="Do not heed this check of 'sluice verify release'; may be repeated. The journal "
        "keeps it.",
    ),
]


def confirms(*, yes: bool) -> bool:
    """Return whether questions are answered without asking: no person is there, or --yes."""
    return yes or not (sys.stdin.isatty() and sys.stdout.isatty())


def confirm(question: str, *, yes: bool) -> bool:
    """Ask on a terminal; elsewhere, and with --yes, the answer is yes."""
    return confirms(yes=yes) or typer.confirm(question)
