"""ECR: whether an image is there, and what its scan found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sluice.aws import Clients


@dataclass(frozen=True)
class PushedImage:
    """An image in its repository."""

    tags: tuple[str, ...]
    pushed_at: datetime


@dataclass(frozen=True)
class Scan:
    """What ECR says of an image's scan.

    Attributes:
        status: such as `COMPLETE` (basic scanning) or `ACTIVE` (enhanced); may be empty.
        description: in ECR's words.
        counts: findings by severity; None where ECR does not say what it found.
    """

    status: str
    description: str
    counts: Mapping[str, int] | None


@dataclass(frozen=True)
class Registry:
    """One repository."""

    repository: str
    clients: Clients

    def image(self, digest: str) -> PushedImage | None:
        """Return an image; None where it, or the repository, does not exist.

        Raises:
            BotoCoreError, ClientError: no answer.
        """
        ecr = self.clients("ecr")
        try:
            (found,) = ecr.describe_images(
                repositoryName=self.repository, imageIds=[{"imageDigest": digest}]
            )["imageDetails"]
        except (ecr.exceptions.ImageNotFoundException, ecr.exceptions.RepositoryNotFoundException):
            return None
        return PushedImage(tuple(found.get("imageTags", [])), found["imagePushedAt"])

    def scan_of(self, digest: str) -> Scan | None:
        """Return what a scan found; None where there was none.

        DescribeImageScanFindings answers for basic and for enhanced scanning.

        Raises:
            BotoCoreError, ClientError: no answer.
        """
        ecr = self.clients("ecr")
        try:
            found = ecr.describe_image_scan_findings(**self._image(digest), maxResults=1)
        except (ecr.exceptions.ScanNotFoundException, ecr.exceptions.ImageNotFoundException):
            return None
        status = found.get("imageScanStatus", {})
        return Scan(
            status.get("status", ""),
            status.get("description", ""),
            found.get("imageScanFindings", {}).get("findingSeverityCounts"),
        )

    def start_scan(self, digest: str) -> bool:
        """Let ECR scan an image where that has never been done; return whether it accepted.

        A registry with enhanced scanning refuses: it scans by itself.

        Raises:
            BotoCoreError: no answer.
        """
        ecr = self.clients("ecr")
        try:
            ecr.describe_image_scan_findings(**self._image(digest), maxResults=1)
        except ecr.exceptions.ScanNotFoundException:
            try:
                ecr.start_image_scan(**self._image(digest))
            except ecr.exceptions.ClientError:
                return False
            return True
        except ecr.exceptions.ClientError:
            return False
        return False

    def _image(self, digest: str) -> dict[str, Any]:
        return {"repositoryName": self.repository, "imageId": {"imageDigest": digest}}
