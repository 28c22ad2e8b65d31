"""What stands in front of the service: load balancer and firewall."""

from __future__ import annotations

from dataclasses import dataclass

from webservice.errors import require, require_one_of, require_range
from webservice.settings.checked import checked
from webservice.settings.limits import LOG_RETENTION_DAYS, MAX_WEIGHT, parse_cidr


@checked("load_balancer")
@dataclass(frozen=True, kw_only=True)
class LoadBalancerSettings:
    """The Application Load Balancer.

    Attributes:
        blue_weight: first weight of blue in the weighted rule, 0 to 999; the driver moves
            it afterwards and Terraform leaves it alone.
        green_weight: the same for green.
        test_ranges: IPv4 ranges that may reach the test listener (the idle colour).
        stickiness_seconds: how long a client stays with its colour; 0 turns it off.
        idle_timeout_seconds: 1 to 4000.
        deregistration_delay_seconds: how long a leaving target may finish its requests.
        access_log_retention_days: after how many days access and connection logs expire.
        deletion_protection: whether AWS refuses to delete the load balancer.
    """

    test_ranges: tuple[str, ...]
    blue_weight: int = 100
    green_weight: int = 0
    stickiness_seconds: int = 0
    idle_timeout_seconds: int = 60
    deregistration_delay_seconds: int = 30
    access_log_retention_days: int = 90
    deletion_protection: bool = True

    def __post_init__(self) -> None:
        """Check every field."""
        require_range("load_balancer.blue_weight", self.blue_weight, 0, MAX_WEIGHT)
        require_range("load_balancer.green_weight", self.green_weight, 0, MAX_WEIGHT)
        require(
            self.blue_weight + self.green_weight > 0,
            "load_balancer.green_weight",
            self.green_weight,
            "must not be 0 where blue_weight is 0, or nothing is served",
        )
        for cidr in self.test_ranges:
            network = parse_cidr("load_balancer.test_ranges", cidr)
            require(
                network.prefixlen >= 8,
                "load_balancer.test_ranges",
                cidr,
                "must be /8 or narrower: the test listener is not for the public",
            )
        require_range("load_balancer.stickiness_seconds", self.stickiness_seconds, 0, 604_800)
        require_range("load_balancer.idle_timeout_seconds", self.idle_timeout_seconds, 1, 4000)
        require_range(
            "load_balancer.deregistration_delay_seconds", self.deregistration_delay_seconds, 0, 3600
        )
        require_range(
            "load_balancer.access_log_retention_days", self.access_log_retention_days, 1, 3650
        )


@checked("firewall")
@dataclass(frozen=True, kw_only=True)
class FirewallSettings:
    """The web application firewall.

    Attributes:
        requests_per_5_minutes: per client address; above it WAF blocks. Operators may
            tighten it at an incident; WAFv2 allows 10 to 2,000,000,000.
        log_retention_days: how long blocked requests' logs are kept.
    """

    requests_per_5_minutes: int = 2000
    log_retention_days: int = 365

    def __post_init__(self) -> None:
        """Check every field."""
        require_range(
            "firewall.requests_per_5_minutes", self.requests_per_5_minutes, 10, 2_000_000_000
        )
        require_one_of("firewall.log_retention_days", self.log_retention_days, LOG_RETENTION_DAYS)
