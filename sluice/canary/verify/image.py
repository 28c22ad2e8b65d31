"""The image is in its repository, by digest; it was scanned, and nothing critical was found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sluice.canary.image import digest_of, short
from sluice.canary.ports.registry import Registry
from sluice.checks.finding import bad, ok, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.ports.registry import Scan
    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding

SCAN_WAIT_SECONDS = 120.0
"""How long a scan that runs is waited for; a basic one takes under a minute."""

_POLL_SECONDS = 3.0
_DONE = {"COMPLETE", "ACTIVE"}
_RUNNING = {"IN_PROGRESS", "PENDING"}


def check_pushed(context: Context) -> Iterator[Finding]:
    """Look the digest up in ECR."""
    found = _registry(context).image(digest_of(context.image))
    if found is None:
        yield bad(
            "image",
            f"{short(context.image)} is not in repository "
            f"{context.descriptor.repository.name}: push it first",
        )
        return
    tags = ", ".join(found.tags) or "no tag"
    pushed = found.pushed_at.strftime("%Y-%m-%d %H:%M %Z").strip()
    yield ok("image", f"{short(context.image)} ({tags}), pushed {pushed}")


def check_scan(context: Context) -> Iterator[Finding]:
    """Read what the scan found; a scan that is missing or failed leaves it unknown."""
    registry, digest = _registry(context), digest_of(context.image)
    deadline = time.monotonic() + SCAN_WAIT_SECONDS
    while True:
        found = registry.scan_of(digest)
        if found is None:
            yield unknown(
                "scan",
                f"{short(context.image)} was never scanned: add --scan, or 'aws ecr "
                f"start-image-scan --repository-name {registry.repository} "
                f"--image-id imageDigest={digest}'",
            )
            return
        if found.status not in _RUNNING or time.monotonic() >= deadline:
            yield _judged(found)
            return
        time.sleep(_POLL_SECONDS)


def start_scan(context: Context) -> bool:
    """Let ECR scan the image where that has never been done; return whether it accepted."""
    return _registry(context).start_scan(digest_of(context.image))


def _registry(context: Context) -> Registry:
    return Registry(context.descriptor.repository.name, context.clients)


def _judged(scan: Scan) -> Finding:
    if scan.status not in _DONE:
        why = scan.description or "no reason given"
        return unknown("scan", f"the scan is {scan.status or 'without a status'}: {why}")
    if scan.counts is None:
        return unknown("scan", "the scan is complete, and says nothing of what it found")
    found = ", ".join(
        f"{count} {severity.lower()}" for severity, count in sorted(scan.counts.items())
    )
    if scan.counts.get("CRITICAL", 0) > 0:
        return bad("scan", f"the scan found {found}: fix what is critical, and push again")
    return ok("scan", f"nothing critical ({found or 'nothing at all'})")
