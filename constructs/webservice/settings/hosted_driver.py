"""The hosted driver: releases that Step Functions drives, instead of a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from webservice.errors import require, require_one_of, require_range
from webservice.settings.checked import checked
from webservice.settings.limits import LOG_RETENTION_DAYS

_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_BUCKET = re.compile(r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$")
_LAYER = re.compile(r"^arn:aws:lambda:[a-z0-9-]+:\d{12}:layer:[A-Za-z0-9_-]+:\d+$")
# Lambda's own limit.
_MOST_LAYERS = 5


@checked("hosted_driver")
@dataclass(frozen=True, kw_only=True)
class HostedDriverSettings:
    """What the hosted driver's Lambda function is made of.

    Attributes:
        package_bucket: holds what `python -m sluice.canary.hosted.package` builds, under
            `sluice-driver/<package_sha256>.zip`; named `<service_name>-...`.
        package_sha256: of the package, 64 hex digits: exactly that is run.
        layer_arns: versions of layers, in the environment's region, with the package's
            requirements for Python 3.12 on arm64.
        memory_mib: of the function; Lambda gives CPU in proportion.
        log_retention_days: how long logs of function and executions are kept.
    """

    package_bucket: str
    package_sha256: str
    layer_arns: tuple[str, ...]
    memory_mib: int = 512
    log_retention_days: int = 365

    def __post_init__(self) -> None:
        """Check every field."""
        require(
            bool(_BUCKET.match(self.package_bucket)),
            "hosted_driver.package_bucket",
            self.package_bucket,
            "must be a bucket's name without dots",
        )
        require(
            bool(_SHA256.match(self.package_sha256)),
            "hosted_driver.package_sha256",
            self.package_sha256,
            "must be 64 hex digits",
        )
        require(
            1 <= len(self.layer_arns) <= _MOST_LAYERS,
            "hosted_driver.layer_arns",
            self.layer_arns,
            f"must name 1 to {_MOST_LAYERS} layers",
        )
        for arn in self.layer_arns:
            require(
                bool(_LAYER.match(arn)),
                "hosted_driver.layer_arns",
                arn,
                "must be the ARN of one version of a layer",
            )
        require_range("hosted_driver.memory_mib", self.memory_mib, 256, 3008)
        require_one_of(
            "hosted_driver.log_retention_days", self.log_retention_days, LOG_RETENTION_DAYS
        )
