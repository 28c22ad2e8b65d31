"""Production: three zones, standbys, copies in a second region, two approvals."""

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
    FirewallSettings,
    LoadBalancerSettings,
    NetworkSettings,
    ServiceSettings,
)

ENVIRONMENT = Environment(
    name="prod",
    protection="protected",
    service_name="web",
    account="123456789012",
    region="eu-west-1",
    backup_region="eu-central-1",
    owner="web-platform",
    owners=OWNERS,
    network=NetworkSettings(
        cidr="10.30.0.0/16",
        zones=("eu-west-1a", "eu-west-1b", "eu-west-1c"),
        nat="per_zone",
    ),
    domain=DomainSettings(
        zone_name="prod.example.com",
        host_name="web.prod.example.com",
        routing="failover",
    ),
    load_balancer=LoadBalancerSettings(
        test_ranges=("192.0.2.0/24",),
        stickiness_seconds=300,
        access_log_retention_days=365,
    ),
    firewall=FirewallSettings(requests_per_5_minutes=3000),
    service=ServiceSettings(
        image_digest="sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        cpu_units=1024,
        memory_mib=2048,
        desired_count=3,
        min_count=3,
        max_count=12,
        environment=(("LOG_LEVEL", "info"),),
        secret_names=("SESSION_KEY",),
        migration_command=("migrate",),
    ),
    database=DatabaseSettings(
        instance_class="db.r7g.large",
        storage_gib=100,
        max_storage_gib=500,
        multi_az=True,
        backup_retention_days=35,
        read_replica=True,
        replicate_backups=True,
        performance_insights_retention_days=731,
        max_connections_alarm=800,
    ),
    backup=BackupSettings(retention_days=90, copy_to_backup_region=True),
    canary=CanarySettings(
        steps=(
            CanaryStep(weight_percent=1, bake_seconds=600),
            CanaryStep(weight_percent=5, bake_seconds=600),
            CanaryStep(weight_percent=25, bake_seconds=900),
            CanaryStep(weight_percent=50, bake_seconds=900),
            CanaryStep(weight_percent=100, bake_seconds=900),
        ),
    ),
    approvals=ApprovalSettings(reviewers_required=2, ticket_pattern=r"CHG-\d{4,}"),
    alerts=AlertSettings(
        emails=("web-platform@example.com",),
        https_endpoints=("https://events.example.com/pagerduty",),
    ),
)
