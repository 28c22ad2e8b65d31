"""`sluice verify`: whether all is as it must be, for a release or in the repository."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sluice.cli.driving import session
from sluice.cli.options import AsJson, EnvironmentName, Image, SkipVerify
from sluice.cli.panels import Panel, add, group
from sluice.exits import Exit


def register(app: typer.Typer) -> None:
    """Add the commands."""
    verbs = typer.Typer(
        help="Check what must be so, for a release or in the repository: a tree of OKs.\n\n"
        "What could not be found out is unknown, and unknown is not OK.",
        no_args_is_help=True,
    )
    add(
        verbs,
        release,
        Panel.LOOK,
        "verify release stage --image sha256:9f86...",
        codes={Exit.DONE: "ready", Exit.REFUSED: "refused"},
    )
    add(
        verbs,
        repository,
        Panel.LOOK,
        "verify repository",
        "verify repository --base origin/main --json",
        codes={Exit.DONE: "all is as expected", Exit.REFUSED: "something is not, or is unknown"},
    )
    group(app, "verify", verbs, Panel.LOOK)


def release(
    environment: EnvironmentName,
    *,
    image: Image,
    scan: Annotated[
        bool, typer.Option("--scan", help="Let ECR scan an image that was never scanned.")
    ] = False,
    skip_verify: SkipVerify = None,
    as_json: AsJson = False,
) -> None:
    """Check image, roles, secrets, capacity and health before a release; reads only.

    With --scan, ECR is asked to scan the image; that is the only thing that it changes.
    """
    from sluice.canary.verbs import verify as verb
    from sluice.checks.show import show

    findings = verb.run(session(environment), image, skip=skip_verify or (), scans=scan)
    code = show(
        findings, title=f"{environment}: {image}", good=verb.good(environment), as_json=as_json
    )
    raise typer.Exit(code)


def repository(
    *,
    name: Annotated[
        str,
        typer.Option(
            "--repository",
            metavar="OWNER/NAME",
            help="On GitHub; that of stacks/bootstrap.py where left out.",
        ),
    ] = "",
    base: Annotated[
        str, typer.Option(metavar="REF", help="Look at the commits since; origin/main by default.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check CODEOWNERS, branch protection, environments, signatures and reviews; reads only.

    What is expected stands in .github/expectations.toml. GITHUB_TOKEN is a token that may read
    administration, actions, contents and pull requests of the repository; GITHUB_API_URL the
    API, where it is not api.github.com. What the token may not see is unknown.
    """
    from sluice.checks.show import show
    from sluice.repo import expectations, github
    from sluice.repo import verify as verb
    from sluice.repo.git import Git
    from stacks.environments import load_all, load_bootstrap

    root, bootstrap = Path.cwd(), load_bootstrap()
    chosen = repository_of(name or bootstrap.github_repository)
    findings = verb.run(
        root,
        expectations.load(root),
        Git(root),
        github.from_environment(chosen),
        repository=chosen,
        teams=[owner.name for owner in bootstrap.owners],
        reviewers={each.name: each.approvals.reviewers_required for each in load_all()},
        base=base or None,
    )
    code = show(findings, title=f"repository {chosen}", good=verb.good(chosen), as_json=as_json)
    raise typer.Exit(code)


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
