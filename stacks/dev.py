"""Development: small and cheap, rebuilt at will."""

from stacks.owners import OWNERS
from webservice.environment import Environment
from webservice.settings import (
    CanarySettings,
    CanaryStep,
    DatabaseSettings,
    DomainSettings,
    LoadBalancerSettings,
    NetworkSettings,
    ServiceSettings,
)

ENVIRONMENT = Environment(
    name="dev",
    protection="open",
    service_name="web",
    account="123456789012",
    region="eu-west-1",
    owner="web-platform",
    owners=OWNERS,
    network=NetworkSettings(
        cidr="10.10.0.0/16",
        zones=("eu-west-1a", "eu-west-1b"),
        nat="single",
        interface_endpoints=False,
        flow_log_retention_days=365,
    ),
    domain=DomainSettings(zone_name="dev.example.com", host_name="web.dev.example.com"),
    load_balancer=LoadBalancerSettings(
        test_ranges=("192.0.2.0/24",),
        deletion_protection=False,
    ),
    service=ServiceSettings(
        image_digest="sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        cpu_units=256,
        memory_mib=512,
        desired_count=1,
        min_count=1,
        max_count=2,
        spot_percent=100,
        environment=(("LOG_LEVEL", "debug"),),
        secret_names=("SESSION_KEY",),
        migration_command=("migrate",),
    ),
    database=DatabaseSettings(
        instance_class="db.t4g.micro",
        multi_az=False,
        backup_retention_days=1,
        deletion_protection=False,
        final_snapshot=False,
    ),
    canary=CanarySettings(
        steps=(
            CanaryStep(weight_percent=50, bake_seconds=60),
            CanaryStep(weight_percent=100, bake_seconds=60),
        ),
    ),
)
