"""The service's record follows the load balancer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from cdktf import TerraformOutput

from tests.constructs.harness import Synthesized, synthesize
from webservice.edge.record import ServiceRecord
from webservice.edge.zone import HostedZone
from webservice.errors import InvalidValue
from webservice.settings import DomainSettings

if TYPE_CHECKING:
    from cdktf import TerraformStack

ZONE_NAME = "test.example.com"
HOST_NAME = "web.test.example.com"
LOAD_BALANCER: Any = SimpleNamespace(
    dns_name="web-1.eu-west-1.elb.amazonaws.com", zone_id="Z32O12XQLNTSW2"
)
CHECK_ID = r"${aws_route53_health_check.record_health-check_"


def _settings(**changes: Any) -> DomainSettings:
    return DomainSettings(**{"zone_name": ZONE_NAME, "host_name": HOST_NAME, **changes})


def _synthesize(**changes: Any) -> Synthesized:
    def build(stack: TerraformStack) -> None:
        zone = HostedZone(stack, "zone", zone_name=ZONE_NAME)
        record = ServiceRecord(
            stack,
            "record",
            zone=zone,
            settings=_settings(**changes),
            load_balancer=LOAD_BALANCER,
            health_check_path="/healthz",
            prefix="web-test",
        )
        TerraformOutput(stack, "check", value=record.health_check_id)

    return synthesize(build)


@pytest.fixture(scope="module")
def simple() -> Synthesized:
    return _synthesize()


@pytest.fixture(scope="module")
def weighted() -> Synthesized:
    return _synthesize(routing="weighted", weight=10)


@pytest.fixture(scope="module")
def failover() -> Synthesized:
    return _synthesize(routing="failover")


def test_the_record_is_an_alias_that_follows_the_health_of_the_targets(
    simple: Synthesized,
) -> None:
    record = simple.one("aws_route53_record")
    assert (record["name"], record["type"]) == (HOST_NAME, "A")
    assert record["zone_id"] == "${aws_route53_zone.hosted_zone.zone_id}"
    assert record["alias"] == {
        "evaluate_target_health": True,
        "name": LOAD_BALANCER.dns_name,
        "zone_id": LOAD_BALANCER.zone_id,
    }


def test_a_simple_record_has_no_routing_of_its_own(simple: Synthesized) -> None:
    assert set(simple.one("aws_route53_record")) == {"alias", "name", "type", "zone_id"}


def test_a_weighted_record_is_told_apart_by_its_identifier(weighted: Synthesized) -> None:
    record = weighted.one("aws_route53_record")
    assert record["weighted_routing_policy"] == {"weight": 10}
    assert record["set_identifier"] == "web-test"
    assert record["health_check_id"].startswith(CHECK_ID)
    assert "failover_routing_policy" not in record


def test_a_failover_record_is_the_primary_of_its_pair(failover: Synthesized) -> None:
    record = failover.one("aws_route53_record")
    assert record["failover_routing_policy"] == {"type": "PRIMARY"}
    assert record["set_identifier"] == "web-test"
    assert record["health_check_id"].startswith(CHECK_ID)
    assert "weighted_routing_policy" not in record


def test_the_health_check_asks_over_https_for_the_path(simple: Synthesized) -> None:
    check = simple.one("aws_route53_health_check")
    assert (check["type"], check["port"], check["enable_sni"]) == ("HTTPS", 443, True)
    assert (check["fqdn"], check["resource_path"]) == (HOST_NAME, "/healthz")
    assert (check["request_interval"], check["failure_threshold"]) == (30, 3)
    assert simple.document["output"]["check"]["value"].startswith(CHECK_ID)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("routing", "latency"),
        ("weight", -1),
        ("weight", 256),
        ("host_name", "web.elsewhere.com"),
        ("host_name", "Web.test.example.com"),
        ("zone_name", "test"),
    ],
)
def test_what_route_53_cannot_serve_is_refused(field: str, value: object) -> None:
    with pytest.raises(InvalidValue, match=rf"^domain\.{field} = {value!r}: must "):
        _settings(**{field: value})
