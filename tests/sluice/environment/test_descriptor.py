"""The contract between the stacks and the driver, from the driver's side."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from sluice.canary.model.reasons import FailReason
from sluice.environment.descriptor import SCHEMA_VERSION, parameter_name, parse
from sluice.errors import DescriptorRefused
from tests.snapshots.stack_document import document
from webservice.contract.alarms import FailsAs, OnRelease

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENTS = ("dev", "stage", "prod")


def _written(app_folder: Path, stack: str) -> dict[str, Any]:
    """Return what the stack writes, its references still unresolved."""
    (parameter,) = (
        found
        for found in document(app_folder, stack)["resource"]["aws_ssm_parameter"].values()
        if found["name"] == parameter_name("web", stack)
    )
    # Terraform knows this number, which the driver reads from its digits, once it has applied.
    port = '"${aws_db_instance.database.port}"'
    assert port in parameter["value"]
    written: dict[str, Any] = json.loads(parameter["value"].replace(port, "5432"))
    return written


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_driver_reads_what_the_stack_writes(stack: str, app_folder: Path) -> None:
    written = _written(app_folder, stack)
    found = parse(json.dumps(written), source=stack)
    # Nothing is lost, added or converted on the way.
    assert json.loads(found.model_dump_json()) == written


def test_the_output_and_the_parameter_are_the_same_document(app_folder: Path) -> None:
    stage = document(app_folder, "stage")
    (parameter,) = (
        found["value"]
        for found in stage["resource"]["aws_ssm_parameter"].values()
        if found["name"] == parameter_name("web", "stage")
    )
    assert stage["output"]["deployment"]["value"] == parameter


def test_the_database_s_port_is_the_one_that_it_listens_on(app_folder: Path) -> None:
    written = _written(app_folder, "stage")
    # As Terraform writes it: the digits of a number, in a string.
    written["database"]["port"] = "43325"
    assert parse(json.dumps(written), source="stage").database.port == 43325


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_each_alarm_says_once_what_a_release_does_on_it_and_why(
    stack: str, app_folder: Path
) -> None:
    found = parse(json.dumps(_written(app_folder, stack)), source=stack).alarms
    told = [name for rule in found.rules for name in rule.names]
    assert sorted(told) == sorted(set(told)) == sorted(found.by_name)
    resources = document(app_folder, stack)["resource"]
    for kind in ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        assert {one["alarm_name"] for one in resources[kind].values()} <= set(told)
    assert all(rule.why.endswith(".") for rule in found.rules)
    assert {
        name.removeprefix(f"web-{stack}-"): (rule.on_release.value, rule.fails_as)
        for name, rule in found.by_name.items()
        if rule.on_release is not OnRelease.HOLD
    } == {
        "roll-back": ("lasting", "ALARM"),
        "firewall-blocks": ("at_once", "SECURITY_ANOMALY"),
        **({"replica-lag": ("at_once", "DR_CHECK_FAILED")} if stack == "prod" else {}),
    }


def test_each_reason_of_an_alarm_is_one_of_the_driver_s() -> None:
    assert {FailReason(each) for each in FailsAs} <= set(FailReason)


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_document_fits_into_a_parameter_with_room_to_spare(
    stack: str, app_folder: Path
) -> None:
    text = json.dumps(_written(app_folder, stack))
    # What Terraform fills in: an ARN has at most 130 characters (a listener's rule), a name 60.
    filled = re.sub(r"\$\{[^}]*\.arn\}", "x" * 130, text)
    filled = re.sub(r"\$\{[^}]*\}", "x" * 60, filled)
    assert len(filled) < 8192 - 500


def test_an_unknown_schema_version_is_refused(app_folder: Path) -> None:
    written = {**_written(app_folder, "dev"), "schema_version": SCHEMA_VERSION + 1}
    with pytest.raises(DescriptorRefused, match="schema_version 3, this sluice reads 2"):
        parse(json.dumps(written), source="dev")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda document: document.pop("cluster"), "field cluster: Field required"),
        (
            lambda document: document["load_balancer"].pop("rule_arn"),
            "field load_balancer.rule_arn: Field required",
        ),
        (
            lambda document: document.update(surprise=1),
            "field surprise: Extra inputs are not permitted",
        ),
        (
            lambda document: document["capacity"].update(min_count="many"),
            "field capacity.min_count: Input should be a valid integer",
        ),
        (
            lambda document: document["alarms"]["rules"][0].update(on_release="ignore"),
            "field alarms.rules.0.on_release: Input should be 'hold', 'lasting' or 'at_once'",
        ),
        (
            lambda document: document["alarms"]["rules"][0].update(on_release="at_once"),
            "field alarms.rules.0: Value error, fails_as must be given unless on_release is hold",
        ),
    ],
)
def test_a_missing_unknown_or_wrong_field_is_refused_by_its_name(
    change: Any, sentence: str, app_folder: Path
) -> None:
    written = _written(app_folder, "dev")
    change(written)
    with pytest.raises(DescriptorRefused, match=sentence):
        parse(json.dumps(written), source="dev")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"text"'])
def test_what_is_no_descriptor_at_all_is_refused(text: str) -> None:
    with pytest.raises(DescriptorRefused, match="parameter"):
        parse(text, source="parameter")
