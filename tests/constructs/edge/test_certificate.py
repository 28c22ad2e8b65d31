"""The certificate is validated through DNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf import TerraformOutput

from tests.constructs.edge_parts import ZONE
from tests.constructs.harness import Synthesized, synthesize
from webservice.edge.certificate import Certificate

if TYPE_CHECKING:
    from cdktf import TerraformStack

# A set cannot be indexed in Terraform; a list can.
OPTION = r"\$\{tolist\(aws_acm_certificate\.\w+\.domain_validation_options\)\.0\."


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    def build(stack: TerraformStack) -> None:
        certificate = Certificate(stack, "certificate", zone=ZONE, host_name="web.test.example.com")
        TerraformOutput(stack, "arn", value=certificate.arn)

    return synthesize(build)


def test_it_is_created_before_the_old_one_goes(synthesized: Synthesized) -> None:
    certificate = synthesized.one("aws_acm_certificate")
    assert certificate["domain_name"] == "web.test.example.com"
    assert certificate["validation_method"] == "DNS"
    assert certificate["lifecycle"] == {"create_before_destroy": True}


def test_it_is_logged_for_transparency(synthesized: Synthesized) -> None:
    options = synthesized.one("aws_acm_certificate")["options"]
    assert options == {"certificate_transparency_logging_preference": "ENABLED"}


def test_the_record_reads_the_first_of_a_set_through_a_list(synthesized: Synthesized) -> None:
    import re

    record = synthesized.one("aws_route53_record")
    assert record["zone_id"] == "Z1"
    assert record["allow_overwrite"] is True
    (value,) = record["records"]
    for field, text in (("name", record["name"]), ("type", record["type"]), ("value", value)):
        assert re.fullmatch(OPTION + f"resource_record_{field}" + r"\}", text), text


def test_its_arn_is_known_only_once_it_is_validated(synthesized: Synthesized) -> None:
    ((name, validation),) = synthesized.all("aws_acm_certificate_validation").items()
    arn = synthesized.document["output"]["arn"]["value"]
    assert arn == f"${{aws_acm_certificate_validation.{name}.certificate_arn}}"
    (fqdn,) = validation["validation_record_fqdns"]
    assert fqdn.startswith("${aws_route53_record.")
