"""What must be so before a release: the checks, made on an environment and an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary import image as images
from sluice.canary.verify import Context, start_scan, verify

if TYPE_CHECKING:
    from collections.abc import Collection

    from sluice.canary.verbs.session import Session
    from sluice.checks.finding import Finding


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
        start_scan(context)
    return verify(context, skip=skip)


def good(environment: str) -> str:
    """Return what it means where all is OK."""
    return f"ready: a release to {environment} may begin"
