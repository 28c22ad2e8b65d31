"""The ECS service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from webservice.errors import require, require_one_of, require_range
from webservice.settings.checked import checked
from webservice.settings.limits import LOG_RETENTION_DAYS

# Fargate's sizes: CPU units to the memory (MiB) that AWS sells with them.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
FARGATE_MEMORY_MIB: dict[int, tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4096 + 1, 1024)),
    1024: tuple(range(2048, 8192 + 1, 1024)),
    2048: tuple(range(4096, 16384 + 1, 1024)),
    4096: tuple(range(8192, 30720 + 1, 1024)),
    8192: tuple(range(16384, 61440 + 1, 4096)),
    16384: tuple(range(32768, 122880 + 1, 8192)),
}

_DIGEST = re.compile(r"^sha256:[0-9a-f]{64}$")


@checked("service")
@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """The ECS service, in its two colours.

    Attributes:
        image_digest: `sha256:` and 64 hex digits: the image of the first deployment, in
            the environment's own ECR repository. The driver moves it afterwards.
        cpu_units: Fargate CPU units; 1024 are one vCPU.
        memory_mib: one of the sizes that Fargate sells with `cpu_units`.
        container_port: the port that the container listens on, above 1024 since it does
            not run as root.
        desired_count: tasks of the live colour at first.
        min_count: autoscaling's lower bound for the live colour.
        max_count: autoscaling's upper bound.
        architecture: `ARM64` (Graviton) or `X86_64`.
        spot_percent: share of tasks above `min_count` on Fargate Spot, 0 to 100.
        health_check_path: what the load balancer and the container check ask for.
        health_check_grace_seconds: how long ECS ignores failing checks of a new task.
        cpu_target_percent: autoscaling target.
        memory_target_percent: autoscaling target.
        requests_per_target_per_minute: autoscaling target.
        log_retention_days: how long the application's logs are kept.
        environment: plain variables of the container; nothing secret.
        secret_names: secrets that the container reads, by the variable's name; created
            empty, filled by an operator or a rotation.
        migration_command: the container's command of the task that migrates the database
            once before a release; none where left out.
    """

    image_digest: str
    cpu_units: int = 256
    memory_mib: int = 512
    container_port: int = 8080
    desired_count: int = 2
    min_count: int = 2
    max_count: int = 6
    architecture: Literal["ARM64", "X86_64"] = "ARM64"
    spot_percent: int = 0
    health_check_path: str = "/healthz"
    health_check_grace_seconds: int = 60
    cpu_target_percent: int = 60
    memory_target_percent: int = 70
    requests_per_target_per_minute: int = 1000
    log_retention_days: int = 365
    environment: tuple[tuple[str, str], ...] = ()
    secret_names: tuple[str, ...] = ()
    migration_command: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every field."""
        require(
            bool(_DIGEST.match(self.image_digest)),
            "service.image_digest",
            self.image_digest,
            "must be a digest, sha256: and 64 hex digits, since a tag can be moved",
        )
        require_one_of("service.cpu_units", self.cpu_units, tuple(FARGATE_MEMORY_MIB))
        sizes = FARGATE_MEMORY_MIB[self.cpu_units]
        require(
            self.memory_mib in sizes,
            "service.memory_mib",
            self.memory_mib,
            f"must be one of Fargate's sizes for {self.cpu_units} CPU units, "
            f"{sizes[0]} to {sizes[-1]}",
        )
        require_range("service.container_port", self.container_port, 1025, 65_535)
        require_range("service.min_count", self.min_count, 1, 1000)
        require(
            self.min_count <= self.max_count,
            "service.max_count",
            self.max_count,
            f"must be at least service.min_count ({self.min_count})",
        )
        require(
            self.min_count <= self.desired_count <= self.max_count,
            "service.desired_count",
            self.desired_count,
            f"must be from min_count to max_count ({self.min_count} to {self.max_count})",
        )
        require_one_of("service.architecture", self.architecture, ("ARM64", "X86_64"))
        require_range("service.spot_percent", self.spot_percent, 0, 100)
        require(
            self.health_check_path.startswith("/"),
            "service.health_check_path",
            self.health_check_path,
            "must start with /",
        )
        require_range(
            "service.health_check_grace_seconds", self.health_check_grace_seconds, 0, 2_147_483_647
        )
        require_range("service.cpu_target_percent", self.cpu_target_percent, 10, 90)
        require_range("service.memory_target_percent", self.memory_target_percent, 10, 90)
        require_range(
            "service.requests_per_target_per_minute",
            self.requests_per_target_per_minute,
            1,
            1_000_000,
        )
        require_one_of("service.log_retention_days", self.log_retention_days, LOG_RETENTION_DAYS)
        require(
            all(self.migration_command),
            "service.migration_command",
            self.migration_command,
            "must be a program and its arguments, none of them empty",
        )
        for name in (*(key for key, _ in self.environment), *self.secret_names):
            require(
                bool(re.fullmatch(r"[A-Z][A-Z0-9_]*", name)),
                "service.environment",
                name,
                "must be upper-case variable names, each once",
            )
