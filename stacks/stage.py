"""Staging: prod's shape at a smaller size; every release passes through it."""

from stacks.owners import OWNERS
from webservice.environment import Environment
from webservice.settings import (
    AlertSettings,
    ApprovalSettings,
    BackupSettings,
    CanarySettings,
    CanaryStep,
    DatabaseSettings,
    DomainSettings,
    LoadBalancerSettings,
    NetworkSettings,
    ServiceSettings,
)

ENVIRONMENT = Environment(
    name="stage",
    protection="reviewed",
    service_name="web",
    account="123456789012",
    region="eu-west-1",
    owner="web-platform",
    owners=OWNERS,
    network=NetworkSettings(
        cidr="10.20.0.0/16",
        zones=("eu-west-1a", "eu-west-1b"),
        nat="single",
    ),
    domain=DomainSettings(zone_name="stage.example.com", host_name="web.stage.example.com"),
    load_balancer=LoadBalancerSettings(
        test_ranges=("192.0.2.0/24",),
        stickiness_seconds=300,
    ),
    service=ServiceSettings(
        image_digest="sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        cpu_units=512,
        memory_mib=1024,
        desired_count=2,
        min_count=2,
        max_count=4,
        spot_percent=50,
        environment=(("LOG_LEVEL", "info"),),
        secret_names=("SESSION_KEY",),
        migration_command=("migrate",),
    ),
    database=DatabaseSettings(
        instance_class="db.t4g.medium",
        multi_az=True,
        backup_retention_days=7,
    ),
    backup=BackupSettings(retention_days=35),
    canary=CanarySettings(
        steps=(
            CanaryStep(weight_percent=5, bake_seconds=300),
            CanaryStep(weight_percent=25, bake_seconds=300),
            CanaryStep(weight_percent=50, bake_seconds=300),
            CanaryStep(weight_percent=100, bake_seconds=300),
        ),
    ),
    approvals=ApprovalSettings(reviewers_required=1),
    alerts=AlertSettings(emails=("web-platform@example.com",)),
)
