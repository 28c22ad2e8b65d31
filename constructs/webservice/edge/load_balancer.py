"""The Application Load Balancer with its two colours, logs and security group."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.lb import Lb, LbAccessLogs, LbConnectionLogs
from constructs import Construct

from webservice.edge.listeners import HTTP_PORT, HTTPS_PORT, TEST_PORT, Listeners
from webservice.edge.log_bucket import LogBucket
from webservice.edge.target_group import COLOURS, TargetGroup
from webservice.errors import require
from webservice.network.security_group import SecurityGroup

if TYPE_CHECKING:
    from cdktf import ITerraformDependable

    from webservice.edge.certificate import Certificate
    from webservice.network.network import Network
    from webservice.settings import LoadBalancerSettings, ServiceSettings

_EVERYWHERE = "0.0.0.0/0"
_ACCESS_LOGS = "access"
_CONNECTION_LOGS = "connection"
_NAME_LENGTH = 32


class LoadBalancer(Construct):
    """An internet-facing Application Load Balancer in the public subnets.

    Its security group lets in 80 and 443 from everywhere and 8443 from the test ranges
    only. It lets nothing out by itself: the service that stands behind it opens the way
    to its own security group through `security_group.allow_egress_to`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        region: str,
        settings: LoadBalancerSettings,
        service: ServiceSettings,
        network: Network,
        certificate: Certificate,
        destroyable: bool = False,
    ) -> None:
        """Create the load balancer, its target groups and its listeners.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the start of every name.
            account: for the log bucket's name and policy.
            region: for the log bucket's name.
            settings: weights, ranges, timeouts, protection.
            service: the container's port and health check path.
            network: the VPC and its public subnets.
            certificate: the validated certificate of the HTTPS listeners.
            destroyable: turns deletion protection off and lets the logs be deleted.

        Raises:
            InvalidValue: the load balancer's name breaks one of AWS's rules.
        """
        super().__init__(scope, id_)
        name = _name(prefix)
        self.account = account
        self.region = region
        self.security_group = self._security_group(prefix, network, settings)
        bucket = LogBucket(
            self,
            "logs",
            name=f"{prefix}-lb-logs-{account}-{region}",
            account=account,
            prefixes=(_ACCESS_LOGS, _CONNECTION_LOGS),
            retention_days=settings.access_log_retention_days,
            destroyable=destroyable,
        )
        self.log_bucket_name = bucket.name
        self._balancer = Lb(
            self,
            "balancer",
            name=name,
            load_balancer_type="application",
            internal=False,
            ip_address_type="ipv4",
            subnets=network.public_subnet_ids,
            security_groups=[self.security_group.id],
            drop_invalid_header_fields=True,
            # AWS's default. It drops what could smuggle a request and lets through what is
            # merely out of RFC 7230, which "strictest" refuses to real clients.
            desync_mitigation_mode="defensive",
            idle_timeout=settings.idle_timeout_seconds,
            enable_deletion_protection=settings.deletion_protection and not destroyable,
            access_logs=LbAccessLogs(bucket=bucket.name, prefix=_ACCESS_LOGS, enabled=True),
            connection_logs=LbConnectionLogs(
                bucket=bucket.name, prefix=_CONNECTION_LOGS, enabled=True
            ),
            # AWS tries to write to the bucket when logging is turned on.
            depends_on=[bucket.policy],
        )
        self.target_groups: dict[str, TargetGroup] = {
            colour: TargetGroup(
                self,
                colour,
                prefix=prefix,
                colour=colour,
                vpc_id=network.vpc_id,
                settings=settings,
                service=service,
            )
            for colour in COLOURS
        }
        self._listeners = Listeners(
            self,
            "listeners",
            load_balancer_arn=self._balancer.arn,
            certificate=certificate,
            settings=settings,
            target_groups=self.target_groups,
        )

    @cached_property
    def arn(self) -> str:
        """The load balancer's ARN."""
        return self._balancer.arn

    @cached_property
    def arn_suffix(self) -> str:
        """The end of the ARN that CloudWatch uses as dimension `LoadBalancer`."""
        return self._balancer.arn_suffix

    @cached_property
    def dns_name(self) -> str:
        """The name that an alias record points to."""
        return self._balancer.dns_name

    @cached_property
    def zone_id(self) -> str:
        """Elastic Load Balancing's own zone, for an alias record."""
        return self._balancer.zone_id

    @cached_property
    def listener_arn(self) -> str:
        """The ARN of the HTTPS listener."""
        return self._listeners.https_arn

    @cached_property
    def test_listener_arn(self) -> str:
        """The ARN of the listener on port 8443 that reaches the idle colour."""
        return self._listeners.test_arn

    @cached_property
    def rule_arn(self) -> str:
        """The ARN of the rule whose weights the driver moves."""
        return self._listeners.rule_arn

    @cached_property
    def ready(self) -> list[ITerraformDependable]:
        """What an ECS service on the target groups must depend on."""
        return self._listeners.ready

    def _security_group(
        self, prefix: str, network: Network, settings: LoadBalancerSettings
    ) -> SecurityGroup:
        group = SecurityGroup(
            self,
            "security-group",
            name=f"{prefix}-lb",
            description=f"{prefix}: load balancer",
            vpc_id=network.vpc_id,
        )
        group.allow_ingress_from("everywhere-by-https", peer=_EVERYWHERE, port=HTTPS_PORT)
        group.allow_ingress_from("everywhere-by-http", peer=_EVERYWHERE, port=HTTP_PORT)
        for number, cidr in enumerate(settings.test_ranges, start=1):
            group.allow_ingress_from(f"test-range-{number}", peer=cidr, port=TEST_PORT)
        return group


def _name(prefix: str) -> str:
    require(
        not prefix.startswith("internal-"),
        "load balancer name",
        prefix,
        "must not begin with internal-, which AWS keeps for itself",
    )
    require(
        len(prefix) <= _NAME_LENGTH,
        "load balancer name",
        prefix,
        f"must have at most {_NAME_LENGTH} characters",
    )
    return prefix
