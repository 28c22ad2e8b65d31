"""The verbs that look at the repository itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sluice.cli.options import AsJson

_VERIFY = (
    "Example: sluice repo verify\n\n"
    "Example: sluice repo verify --base origin/main --json\n\n"
    "GITHUB_TOKEN is a token that may read administration, actions, contents and pull requests "
    "of the repository; GITHUB_API_URL the API, where it is not api.github.com. What the token "
    "may not see is unknown, and unknown is not OK.\n\n"
    "Exit codes: 0 all is as expected, 2 usage, 13 something is not, or is unknown."
)


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    verbs = typer.Typer(
        help="Check the repository: who owns which file, who may merge, who signed and reviewed.",
        no_args_is_help=True,
    )
    # With one command only, typer would drop the verb without this.
    verbs.callback()(_root)
    verbs.command(epilog=_VERIFY)(verify)
    app.add_typer(verbs, name="repo")


def _root() -> None:
    pass


def verify(
    *,
    repository: Annotated[
        str,
        typer.Option(
            metavar="OWNER/NAME", help="On GitHub; that of stacks/bootstrap.py where left out."
        ),
    ] = "",
    base: Annotated[
        str, typer.Option(metavar="REF", help="Look at the commits since; origin/main by default.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check CODEOWNERS, branch protection, environments, signatures and reviews.

    What is expected stands in .github/expectations.toml.
    """
    from sluice.canary.verbs.verify import as_json as to_json
    from sluice.canary.verbs.verify import tree
    from sluice.repo import expectations, github
    from sluice.repo import verify as verb
    from sluice.repo.git import Git
    from stacks.environments import load_bootstrap

    root, bootstrap = Path.cwd(), load_bootstrap()
    name = repository_of(repository or bootstrap.github_repository)
    findings = verb.run(
        root,
        expectations.load(root),
        Git(root),
        github.from_environment(name),
        repository=name,
        teams=[owner.name for owner in bootstrap.owners],
        base=base or None,
    )
    if as_json:
        print(to_json(findings))
    else:
        from rich.console import Console

        Console().print(tree(findings, title=f"repository {name}"))
        print(verb.summary(findings, name))
    raise typer.Exit(verb.exit_code(findings))


def repository_of(text: str) -> str:
    """Return `owner/name`, which becomes a part of an address.

    Raises:
        UsageRefused: it is of another form.
    """
    import re

    from sluice.errors import UsageRefused

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*/(?!\.{1,2}$)[A-Za-z0-9._-]+", text):
        raise UsageRefused(f"--repository {text}: must be owner/name, such as example/web")
    return text
