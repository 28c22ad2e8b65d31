"""The contract between the stacks and the driver, from the driver's side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sluice.environment.descriptor import SCHEMA_VERSION, parameter_name, parse
from sluice.errors import DescriptorRefused
from tests.snapshots.stack_document import document

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


def test_an_unknown_schema_version_is_refused(app_folder: Path) -> None:
    written = {**_written(app_folder, "dev"), "schema_version": SCHEMA_VERSION + 1}
    with pytest.raises(DescriptorRefused, match="schema_version 2, this sluice reads 1"):
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
