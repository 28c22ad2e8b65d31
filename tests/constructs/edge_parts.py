"""Stand-ins for what the constructs at the edge are given, and a stack that holds them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tests.constructs.harness import ACCOUNT, REGION
from webservice.edge.load_balancer import LoadBalancer
from webservice.settings import LoadBalancerSettings, ServiceSettings

if TYPE_CHECKING:
    from cdktf import TerraformStack

PREFIX = "web-test"
SERVICE = ServiceSettings(image_digest=f"sha256:{'0' * 64}")
SETTINGS = LoadBalancerSettings(test_ranges=("192.0.2.0/24", "198.51.100.0/24"))
NETWORK: Any = SimpleNamespace(
    vpc_id="vpc-1", cidr="10.0.0.0/16", public_subnet_ids=["subnet-1", "subnet-2"]
)
ZONE: Any = SimpleNamespace(zone_id="Z1", zone_name="test.example.com")
CERTIFICATE: Any = SimpleNamespace(arn="arn:aws:acm:eu-west-1:123456789012:certificate/1")
KEY: Any = SimpleNamespace(arn="arn:aws:kms:eu-west-1:123456789012:key/1")


def load_balancer(stack: TerraformStack, *, prefix: str = PREFIX, **changes: Any) -> LoadBalancer:
    """Add a load balancer to a stack, with stand-ins around it."""
    return LoadBalancer(
        stack,
        "load-balancer",
        prefix=prefix,
        account=ACCOUNT,
        region=REGION,
        **{
            "settings": SETTINGS,
            "service": SERVICE,
            "network": NETWORK,
            "certificate": CERTIFICATE,
            **changes,
        },
    )
