"""What plan rules say of plans, with the real engine and the real rules of the project."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.model.stack import read_stack
from sluice.change.model.stateful import STATEFUL_KINDS
from sluice.change.model.verdict import Severity, Source, Verdict
from sluice.change.policy import rego
from tests.sluice.change.plan_documents import entry, plan, resource, stack
from tests.sluice.change.policy.made import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.model.verdict import Finding

AWS = {"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "5.100.0"}
PINNED = {"provider_config": {"aws": AWS}, "root_module": {"resources": []}}
RULES = sorted(
    f"REGO_{each.stem.upper()}"
    for each in (REPOSITORY / rego.FOLDER).glob("*.rego")
    if each.stem != "lib" and not each.stem.endswith("_test")
)


def judge(*changes: dict[str, Any], **more: Any) -> rego.RegoAnswer:
    """Judge a plan of a stack that has a resource for each change, with its `after` values."""
    drift = more.get("drift", ())
    known = {
        each["address"]: each["change"].get("declared") or each["change"]["after"] or {}
        for each in (*changes, *drift)
    }
    of = stack(*(resource(address, **values) for address, values in known.items()))
    planned = plan(*changes, of=of, configuration=PINNED, **more)
    return rego.evaluate(planned, of, root=REPOSITORY)


def standing(answer: rego.RegoAnswer) -> dict[tuple[str, str], Finding]:
    return {(each.rule, each.address): each for each in answer.findings if each.stands}


def test_each_rule_passes_where_it_sees_nothing() -> None:
    same = {"name": "a"}
    found = judge(entry("aws_ssm_parameter.a", ("no-op",), before=same, after=same))
    assert sorted(each.rule for each in found.findings) == RULES
    assert {each.verdict for each in found.findings} == {Verdict.PASS}
    assert {(each.address, each.construct_path) for each in found.findings} == {("stage", "")}
    assert found.labels == ()


def test_a_finding_names_the_resource_its_place_and_how_bad_it_is() -> None:
    found = judge(entry("aws_db_instance.main", ("delete", "create"), before={}, after={}))
    ((key, finding),) = standing(found).items()
    assert key == ("REGO_STATEFUL_REPLACED", "aws_db_instance.main")
    assert (finding.construct_path, finding.line) == ("here/main", 1)
    assert (finding.severity, finding.source) == (Severity.CRITICAL, Source.REGO)
    assert finding.title == "No stateful resource is replaced"
    assert finding.message.startswith("it is destroyed and created again, empty")
    # The rule says nothing of other resources, and the others pass for the stack.
    assert len(found.findings) == len(RULES)


def test_what_one_rule_says_of_one_resource_is_one_finding() -> None:
    found = judge(
        entry(
            "aws_db_instance.main",
            before={"deletion_protection": True, "skip_final_snapshot": False},
            after={"deletion_protection": False, "skip_final_snapshot": True},
        )
    )
    (finding,) = standing(found).values()
    assert "deletion_protection goes off" in finding.message
    assert "skip_final_snapshot goes on" in finding.message


def test_a_failure_outweighs_what_is_unknown() -> None:
    found = judge(
        entry(
            "aws_db_instance.main",
            before={"deletion_protection": True, "skip_final_snapshot": False},
            after={"deletion_protection": False},
            after_unknown={"skip_final_snapshot": True},
        )
    )
    (finding,) = standing(found).values()
    assert finding.verdict is Verdict.FAIL
    assert "it is known only after apply whether skip_final_snapshot stays off" in finding.message


def test_what_is_known_only_after_apply_is_unknown() -> None:
    found = judge(
        entry(
            "aws_db_instance.main",
            before={"multi_az": True},
            after={},
            after_unknown={"multi_az": True},
        )
    )
    (finding,) = standing(found).values()
    assert (finding.rule, finding.verdict) == ("REGO_AVAILABILITY_LOWERED", Verdict.UNKNOWN)


def test_a_finding_on_the_whole_plan_has_the_stack_s_name() -> None:
    configuration = {"provider_config": {"aws": {**AWS, "version_constraint": "~> 5.0"}}}
    of = stack()
    found = rego.evaluate(plan(of=of, configuration=configuration), of, root=REPOSITORY)
    ((key, finding),) = standing(found).items()
    assert key == ("REGO_VERSIONS_PINNED", "stage")
    assert "pinned to ~> 5.0: name one version" in finding.message


def test_modules_within_modules_must_be_pinned() -> None:
    inner = {"source": "example/inner/aws", "version_constraint": ">= 1.0"}
    outer = {"source": "./outer", "module": {"module_calls": {"inner": inner}}}
    configuration = {**PINNED, "root_module": {"module_calls": {"outer": outer}}}
    of = stack()
    found = rego.evaluate(plan(of=of, configuration=configuration), of, root=REPOSITORY)
    (finding,) = standing(found).values()
    assert "module module.outer.module.inner is pinned to >= 1.0" in finding.message


def test_an_address_with_a_key_in_quotes_comes_back_whole() -> None:
    address = 'aws_s3_bucket.files["a\\"b"]'
    found = judge(entry(address, ("delete",), before={"id": "a"}))
    assert set(standing(found)) == {("REGO_STATEFUL_DESTROYED", address)}


def test_a_message_holds_no_secret() -> None:
    secret = "hunter2-hunter2"
    policy = {"Statement": [{"Sid": secret, "Effect": "Allow", "Principal": "*"}]}
    found = judge(
        entry(
            "aws_kms_key.data",
            ("create",),
            after={"policy": json.dumps(policy), "description": secret},
            after_sensitive={"description": True},
        )
    )
    (finding,) = standing(found).values()
    assert finding.rule == "REGO_PUBLIC_POLICY"
    assert secret not in repr(found)
    assert "(sensitive)" in finding.message


def test_an_escaped_star_is_a_star() -> None:
    policy = '{"Statement": [{"Effect": "Allow", "Principal": "\\u002a", "Action": "kms:*"}]}'
    found = judge(entry("aws_kms_key.data", ("create",), after={"policy": policy}))
    assert {rule for rule, _ in standing(found)} == {"REGO_PUBLIC_POLICY"}


def test_a_change_to_security_is_labelled() -> None:
    found = judge(
        entry("aws_iam_role.task", before={"description": "a"}, after={"description": "b"})
    )
    assert found.labels == ("security",)
    assert not standing(found)


def test_what_was_changed_by_hand_is_a_finding_where_it_guards_something() -> None:
    by_hand = {"before": {"description": "a"}, "after": {"description": "b"}}
    found = judge(
        drift=(
            entry("aws_kms_key.data", **by_hand),
            entry("aws_cloudwatch_dashboard.overview", **by_hand),
        )
    )
    assert set(standing(found)) == {("REGO_FOREIGN_DRIFT", "aws_kms_key.data")}


def test_a_rule_that_somebody_added_to_a_group_is_found_though_nothing_is_to_do() -> None:
    ingress = [
        {"cidr_blocks": ["203.0.113.7/32"], "protocol": "tcp", "from_port": 22, "to_port": 22}
    ]
    values = {"id": "sg-1", "ingress": ingress}
    found = judge(
        entry(
            "aws_security_group.db",
            ("no-op",),
            before=values,
            after=values,
            declared={"name": "db"},
        )
    )
    (finding,) = standing(found).values()
    assert finding.rule == "REGO_FOREIGN_PERMISSION"
    assert "203.0.113.7/32 on tcp 22 to 22" in finding.message


def test_the_stateful_kinds_that_opa_reads_are_the_projects() -> None:
    file = REPOSITORY / rego.FOLDER / "stateful.json"
    assert json.loads(file.read_text()) == {"stateful_kinds": sorted(STATEFUL_KINDS)}


def test_every_rule_is_in_the_readme_with_what_and_why() -> None:
    text = (REPOSITORY / rego.FOLDER / "README.md").read_text()
    for rule in RULES:
        assert f"| `{rule}` |" in text, rule


@pytest.mark.parametrize("name", ["dev", "stage", "prod"])
def test_what_is_meant_to_be_public_is_there(app_folder: Path, name: str) -> None:
    file = REPOSITORY / rego.FOLDER / "meant_public.json"
    entries = json.loads(file.read_text())["meant_public"]
    found = read_stack(app_folder / "stacks" / name / "cdk.tf.json")
    places = {(each.kind, each.construct_path) for each in found.resources}
    for each in entries:
        beginning, _, end = each["path"].partition("*")
        assert any(
            kind == each["type"] and path.startswith(beginning) and path.endswith(end)
            for kind, path in places
        ), each
        assert each["why"]
