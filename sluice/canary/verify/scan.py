"""The image was scanned, and nothing critical was found.

Read by DescribeImageScanFindings, which answers for basic and for enhanced scanning.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sluice.canary.image import digest_of, short
from sluice.checks.finding import bad, ok, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding

WAIT_SECONDS = 120.0
"""How long a scan that runs is waited for; a basic one takes under a minute."""

_POLL_SECONDS = 3.0
_DONE = {"COMPLETE", "ACTIVE"}
_RUNNING = {"IN_PROGRESS", "PENDING"}


def check(context: Context) -> Iterator[Finding]:
    """Read what the scan found; a scan that is missing or failed leaves it unknown."""
    ecr = context.client("ecr")
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            found = ecr.describe_image_scan_findings(**_image(context), maxResults=1)
        except (ecr.exceptions.ScanNotFoundException, ecr.exceptions.ImageNotFoundException):
            yield unknown(
                "scan",
                f"{short(context.image)} was never scanned: add --scan, or 'aws ecr "
                f"start-image-scan --repository-name {context.descriptor.repository.name} "
                f"--image-id imageDigest={digest_of(context.image)}'",
            )
            return
        status = found.get("imageScanStatus", {}).get("status", "")
        if status not in _RUNNING or time.monotonic() >= deadline:
            yield _judged(status, found)
            return
        time.sleep(_POLL_SECONDS)


def start(context: Context) -> bool:
    """Let ECR scan the image where that has never been done; return whether it was asked to.

    A registry with enhanced scanning refuses: it scans by itself.
    """
    ecr = context.client("ecr")
    try:
        ecr.describe_image_scan_findings(**_image(context), maxResults=1)
    except ecr.exceptions.ScanNotFoundException:
        try:
            ecr.start_image_scan(**_image(context))
        except ecr.exceptions.ClientError:
            return False
        return True
    except ecr.exceptions.ClientError:
        return False
    return False


def _image(context: Context) -> dict[str, Any]:
    return {
        "repositoryName": context.descriptor.repository.name,
        "imageId": {"imageDigest": digest_of(context.image)},
    }


def _judged(status: str, found: dict[str, Any]) -> Finding:
    if status not in _DONE:
        why = found.get("imageScanStatus", {}).get("description", "no reason given")
        return unknown("scan", f"the scan is {status or 'without a status'}: {why}")
    findings = found.get("imageScanFindings", {})
    counts: dict[str, int] | None = findings.get("findingSeverityCounts")
    if counts is None:
        return unknown("scan", "the scan is complete, and says nothing of what it found")
    told = ", ".join(f"{count} {severity.lower()}" for severity, count in sorted(counts.items()))
    if counts.get("CRITICAL", 0) > 0:
        return bad("scan", f"the scan found {told}: fix what is critical, and push again")
    return ok("scan", f"nothing critical ({told or 'nothing at all'})")
