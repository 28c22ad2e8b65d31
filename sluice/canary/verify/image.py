"""The image is in its repository, by digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.image import digest_of, short
from sluice.checks.finding import bad, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding


def check(context: Context) -> Iterator[Finding]:
    """Ask ECR for the digest."""
    ecr, repository = context.client("ecr"), context.descriptor.repository.name
    try:
        (found,) = ecr.describe_images(
            repositoryName=repository, imageIds=[{"imageDigest": digest_of(context.image)}]
        )["imageDetails"]
    except (ecr.exceptions.ImageNotFoundException, ecr.exceptions.RepositoryNotFoundException):
        yield bad(
            "image", f"{short(context.image)} is not in repository {repository}: push it first"
        )
        return
    tags = ", ".join(found.get("imageTags", [])) or "no tag"
    pushed = found["imagePushedAt"].strftime("%Y-%m-%d %H:%M %Z").strip()
    yield ok("image", f"{short(context.image)} ({tags}), pushed {pushed}")
