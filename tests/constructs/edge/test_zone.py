"""The zone stays: made anew it would have other name servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf import TerraformOutput

from tests.constructs.harness import Synthesized, synthesize
from webservice.edge.zone import HostedZone

if TYPE_CHECKING:
    from cdktf import TerraformStack

ZONE_NAME = "test.example.com"


def _synthesize(*, destroyable: bool) -> Synthesized:
    def build(stack: TerraformStack) -> None:
        zone = HostedZone(stack, "zone", zone_name=ZONE_NAME, destroyable=destroyable)
        TerraformOutput(stack, "servers", value=zone.name_servers)

    return synthesize(build)


def test_the_zone_keeps_its_address_in_the_state() -> None:
    found = _synthesize(destroyable=False)
    assert found.all("aws_route53_zone")["hosted_zone"]["name"] == ZONE_NAME
    assert found.document["output"]["servers"]["value"] == (
        "${aws_route53_zone.hosted_zone.name_servers}"
    )


@pytest.mark.parametrize("destroyable", [False, True])
def test_strangers_records_are_deleted_only_where_the_zone_is_destroyable(
    *, destroyable: bool
) -> None:
    zone = _synthesize(destroyable=destroyable).one("aws_route53_zone")
    assert zone["force_destroy"] is destroyable
