"""Which image a release is made of: always by its digest, always from its own repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sluice.errors import UsageRefused

if TYPE_CHECKING:
    from sluice.environment.descriptor import Repository

_DIGITS = 12
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")


def resolve(text: str, repository: Repository) -> str:
    """Return `<repository url>@sha256:<64 hex digits>`.

    Args:
        text: a digest, `<repository>@<digest>` or `<repository url>@<digest>`.
        repository: the environment's.

    Raises:
        UsageRefused: a tag, another repository, or no digest.
    """
    name, at, digest = text.rpartition("@")
    if not _DIGEST.match(digest):
        raise UsageRefused(
            f"--image {text}: must be a digest (sha256: and 64 hexadecimal digits), since a tag "
            f"can move; 'aws ecr describe-images --repository-name {repository.name}' lists them"
        )
    if at and name not in {repository.name, repository.url}:
        raise UsageRefused(
            f"--image {text}: is of another repository; this environment's is {repository.url}"
        )
    return f"{repository.url}@{digest}"


def digest_of(image: str) -> str:
    """Return an image's digest."""
    return image.rpartition("@")[2]


def short(image: str) -> str:
    """Return what of an image's digest people read: `sha256:0123456789ab`."""
    return digest_of(image)[: len("sha256:") + _DIGITS]


def named(image: str) -> str:
    """Return the same with the repository: `<repository>@sha256:0123456789ab`."""
    name, at, _ = image.rpartition("@sha256:")
    return f"{name}@{short(image)}" if at else image
