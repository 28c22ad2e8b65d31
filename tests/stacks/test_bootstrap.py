"""The bootstrap stack and the value that it is made of."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import cdktf
import pytest

from stacks.backend import state_bucket_name
from stacks.bootstrap import BOOTSTRAP
from stacks.bootstrap_stack import BootstrapStack
from stacks.environments import load_bootstrap
from webservice.delivery.delivery_scope import boundary_arn
from webservice.errors import InvalidValue
from webservice.iam import BOUNDARY_CONTEXT, Role, trust_policy


@pytest.fixture(scope="module")
def stack() -> dict[str, Any]:
    built = BootstrapStack(cdktf.Testing.app(), "bootstrap", bootstrap=BOOTSTRAP)
    document: dict[str, Any] = json.loads(cdktf.Testing.synth(built))
    return document


def test_its_state_is_kept_where_all_states_are(stack: dict[str, Any]) -> None:
    backend = stack["terraform"]["backend"]["s3"]
    assert backend["bucket"] == state_bucket_name(BOOTSTRAP.account, BOOTSTRAP.region)
    assert backend["bucket"] == stack["resource"]["aws_s3_bucket"]["state_bucket"]["bucket"]
    assert backend["key"] == "bootstrap/terraform.tfstate"
    assert backend["use_lockfile"] is True


def test_states_are_written_with_the_buckets_own_key(stack: dict[str, Any]) -> None:
    # Terraform asks for S3's key wherever no key is named, and the bucket refuses that.
    backend = stack["terraform"]["backend"]["s3"]
    aliases = [one["name"] for one in stack["resource"]["aws_kms_alias"].values()]
    assert backend["kms_key_id"] == "arn:aws:kms:eu-west-1:123456789012:alias/sluice-state"
    assert backend["kms_key_id"].rsplit(":", 1)[1] in aliases


def test_everything_is_tagged_as_no_environment(stack: dict[str, Any]) -> None:
    (provider,) = stack["provider"]["aws"]
    (tags,) = provider["default_tags"]
    assert tags["tags"]["Environment"] not in BOOTSTRAP.environments
    assert provider["allowed_account_ids"] == [BOOTSTRAP.account]


def test_every_stateful_resource_has_a_name_that_no_move_changes(stack: dict[str, Any]) -> None:
    resources = stack["resource"]
    assert sorted(resources["aws_kms_key"]) == ["key_journal", "key_state"]
    assert list(resources["aws_s3_bucket"]) == ["state_bucket"]
    assert list(resources["aws_dynamodb_table"]) == ["journal_table"]
    assert sorted(resources["aws_iam_role"]) == [
        *(f"role_deploy-{name}" for name in ("dev", "prod", "stage")),
        *(f"role_drive-{name}" for name in ("dev", "prod", "stage")),
        "role_plan",
    ]


def test_the_switch_lowers_every_protection(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_bootstrap().destroyable is False
    monkeypatch.setenv("SLUICE_DESTROYABLE", "dev,bootstrap")
    built = BootstrapStack(cdktf.Testing.app(), "bootstrap", bootstrap=load_bootstrap())
    lowered = json.loads(cdktf.Testing.synth(built))
    assert '"prevent_destroy": true' not in json.dumps(lowered)
    assert lowered["resource"]["aws_dynamodb_table"]["journal_table"][
        "deletion_protection_enabled"
    ] is (False)


def test_a_stack_that_names_a_boundary_gives_it_to_its_roles() -> None:
    stack = cdktf.TerraformStack(cdktf.Testing.app(), "dev")
    stack.node.set_context(BOUNDARY_CONTEXT, boundary_arn("123456789012"))
    trust = trust_policy("ecs-tasks.amazonaws.com")
    Role(stack, "task", name="web-dev-task", assume_role_policy=trust, description="task")
    (role,) = json.loads(cdktf.Testing.synth(stack))["resource"]["aws_iam_role"].values()
    assert role["permissions_boundary"] == (
        "arn:aws:iam::123456789012:policy/sluice-workload-boundary"
    )


WRONG: list[tuple[str, Any, str]] = [
    ("account", "12", "account = '12': must be the twelve digits of an AWS account"),
    ("region", "mars", "region = 'mars': must be an AWS region such as eu-west-1"),
    ("backup_region", "moon", "backup_region = 'moon': must be an AWS region such as eu-west-1"),
    ("owner", "nobody", "owner = 'nobody': must be one of 'web-platform', 'data-platform'"),
    ("service_name", "Web", "service_name = 'Web': must be 2 to 12 of a-z, 0-9 and -"),
    (
        "service_name",
        "sluice-ui",
        (
            "service_name = 'sluice-ui': must not start with 'sluice', "
            "which names the delivery roles themselves"
        ),
    ),
    ("github_repository", "web", "github_repository = 'web': must be organisation/name"),
    ("github_repository", "a/*", "github_repository = 'a/*': must be organisation/name"),
    ("plan_branches", ("*",), "plan_branches = '*': must be a branch's name"),
    ("environments", (), "environments = (): must name at least one environment"),
    (
        "environments",
        ("bootstrap",),
        "environments = 'bootstrap': must be a lower-case name other than 'bootstrap'",
    ),
    (
        "environments",
        ("prod", "production"),
        (
            "environments = 'prod': must not be what another one begins with: its roles would "
            "reach the other's resources"
        ),
    ),
]


@pytest.mark.parametrize(("field", "value", "sentence"), WRONG)
def test_a_wrong_value_ends_in_one_sentence(field: str, value: Any, sentence: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        dataclasses.replace(BOOTSTRAP, **{field: value})
    assert str(refused.value) == sentence
