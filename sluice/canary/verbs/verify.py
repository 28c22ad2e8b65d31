"""`sluice verify release`: what must be so before a release, as a tree of OKs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sluice.canary import image as images
from sluice.canary.verify import Context, Finding, State, refused, scan, verify
from sluice.errors import NotNow
from sluice.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Collection

    from rich.tree import Tree

    from sluice.canary.verbs.session import Session

_STYLES = {
    State.OK: "green",
    State.BAD: "bold red",
    State.UNKNOWN: "bold yellow",
    State.SKIPPED: "yellow",
}


def run(session: Session, image: str, *, skip: Collection[str], scans: bool) -> tuple[Finding, ...]:
    """Make the checks.

    Args:
        session: of the environment.
        image: a digest, or repository@digest.
        skip: checks whose findings do not count.
        scans: whether ECR is asked to scan an image that was never scanned.

    Raises:
        UsageRefused: the image or a check's name is wrong.
    """
    descriptor = session.descriptor
    context = Context(
        descriptor, images.resolve(image, descriptor.repository), session.client, session.journal
    )
    if scans:
        scan.start(context)
    return verify(context, skip=skip)


def require(findings: Collection[Finding]) -> None:
    """Refuse a release where anything is not OK.

    Raises:
        NotNow: names what, in one sentence.
    """
    found = refused(findings)
    if found:
        told = "; ".join(f"{each.check}: {each.sentence}" for each in found)
        raise NotNow(f"verify refuses the release: {told}")


def tree(findings: Collection[Finding], *, title: str) -> Tree:
    """Return the findings as a tree, a branch a check."""
    from rich.text import Text  # noqa: PLC0415 - slow
    from rich.tree import Tree  # noqa: PLC0415 - slow, and not always needed

    made = Tree(Text(title, style="bold"))
    branches: dict[str, Tree] = {}
    for finding in findings:
        if finding.check not in branches:
            branches[finding.check] = made.add(Text(finding.check))
        branches[finding.check].add(
            Text.assemble((finding.state.value, _STYLES[finding.state]), f"  {finding.sentence}")
        )
    return made


def summary(findings: Collection[Finding], environment: str) -> str:
    """Return one sentence: whether a release may begin."""
    found = refused(findings)
    if not found:
        skipped = sum(each.state is State.SKIPPED for each in findings)
        more = f", {skipped} of them skipped" if skipped else ""
        return f"ready: {len(findings)} findings{more}, a release to {environment} may begin"
    names = ", ".join(dict.fromkeys(each.check for each in found))
    return f"refused: {len(found)} of {len(findings)} findings are not OK: {names}"


def as_json(findings: Collection[Finding]) -> str:
    """Return the findings as a JSON list."""
    return json.dumps([each.model_dump(mode="json") for each in findings], indent=2)


def exit_code(findings: Collection[Finding]) -> Exit:
    """Return 0 where a release may begin, else 13."""
    return Exit.REFUSED if refused(findings) else Exit.DONE
