"""The service's name in the environment's hosted zone, and the health check behind it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_aws.route53_health_check import Route53HealthCheck
from cdktf_cdktf_provider_aws.route53_record import (
    Route53Record,
    Route53RecordAlias,
    Route53RecordFailoverRoutingPolicy,
    Route53RecordWeightedRoutingPolicy,
)
from constructs import Construct

if TYPE_CHECKING:
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.edge.zone import HostedZone
    from webservice.settings import DomainSettings

# Route 53 asks from several regions at once: 30 s is its standard interval.
_CHECK_INTERVAL_SECONDS = 30
_FAILURES_BEFORE_UNHEALTHY = 3


class ServiceRecord(Construct):
    """The service's address record, an alias of the load balancer, and its health check."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        zone: HostedZone,
        settings: DomainSettings,
        load_balancer: LoadBalancer,
        health_check_path: str,
        prefix: str,
    ) -> None:
        """Create the record.

        Args:
            scope: the parent.
            id_: the construct's id.
            zone: where the record is made.
            settings: host name and routing.
            load_balancer: what it points to.
            health_check_path: what Route 53 asks the load balancer for.
            prefix: names the record among others of the same host name.
        """
        super().__init__(scope, id_)
        self._check = Route53HealthCheck(
            self,
            "health-check",
            type="HTTPS",
            fqdn=settings.host_name,
            port=443,
            resource_path=health_check_path,
            request_interval=_CHECK_INTERVAL_SECONDS,
            failure_threshold=_FAILURES_BEFORE_UNHEALTHY,
            enable_sni=True,
            measure_latency=True,
            tags={"Name": settings.host_name},
        )
        Route53Record(
            self,
            "record",
            zone_id=zone.zone_id,
            name=settings.host_name,
            type="A",
            alias=Route53RecordAlias(
                name=load_balancer.dns_name,
                zone_id=load_balancer.zone_id,
                evaluate_target_health=True,
            ),
            **self._routing(settings, prefix),
        )

    @cached_property
    def health_check_id(self) -> str:
        """The health check's id."""
        return self._check.id

    def _routing(self, settings: DomainSettings, prefix: str) -> dict[str, Any]:
        if settings.routing == "simple":
            # Route 53 allows no health check on a simple alias: it asks the target itself.
            return {}
        named = {"set_identifier": prefix, "health_check_id": self._check.id}
        if settings.routing == "weighted":
            weighted = Route53RecordWeightedRoutingPolicy(weight=settings.weight)
            return {**named, "weighted_routing_policy": weighted}
        primary = Route53RecordFailoverRoutingPolicy(type="PRIMARY")
        return {**named, "failover_routing_policy": primary}
