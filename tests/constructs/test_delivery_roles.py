"""What the delivery roles may do, decided as IAM would decide it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from stacks.bootstrap import BOOTSTRAP
from stacks.bootstrap_stack import BootstrapStack
from tests.constructs.harness import ACCOUNT, Synthesized
from tests.constructs.iam_decisions import is_allowed
from tests.constructs.iam_needs import BINDINGS_WITHOUT_WRITES, REFRESH_READS, WRITES, bindings

IN_REGION = {"aws__RequestedRegion": "eu-west-1"}
OURS = {**IN_REGION, "aws__ResourceTag_slash_Environment": "stage"}
BUCKET = "arn:aws:s3:::sluice-state-123456789012-eu-west-1"
JOURNAL = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/sluice-journal"
STATE_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/11111111-1111-1111-1111-111111111111"
JOURNAL_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/22222222-2222-2222-2222-222222222222"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/sluice-workload-boundary"
ARNS = {
    "${aws_s3_bucket.state_bucket.arn}": BUCKET,
    "${aws_dynamodb_table.journal_table.arn}": JOURNAL,
    "${aws_kms_key.key_state.arn}": STATE_KEY,
    "${aws_kms_key.key_journal.arn}": JOURNAL_KEY,
}


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    from cdktf import Testing

    stack = BootstrapStack(Testing.app(), "bootstrap", bootstrap=BOOTSTRAP)
    text = Testing.synth(stack)
    for token, arn in ARNS.items():
        text = text.replace(token, arn)
    return Synthesized(json.loads(text))


@pytest.fixture(scope="module")
def inline(synthesized: Synthesized) -> dict[str, list[str]]:
    """The inline policies of each role."""
    found: dict[str, list[str]] = {"plan": [], "deploy": [], "drive": []}
    for policy in synthesized.all("aws_iam_role_policy").values():
        found[re.search(r"role_(\w+)\.", policy["role"])[1]].append(policy["policy"])  # type: ignore[index]
    return found


@pytest.fixture(scope="module")
def managed(synthesized: Synthesized) -> list[str]:
    """The deploying role's own managed policies."""
    policies = synthesized.all("aws_iam_policy").values()
    return [one["policy"] for one in policies if one["name"].startswith("sluice-deploy-")]


@pytest.fixture(scope="module")
def statements(inline: dict[str, list[str]], managed: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The statements of each role, AWS's managed policies aside."""
    documents = {**inline, "deploy": inline["deploy"] + managed}
    return {
        role: [one for text in texts for one in json.loads(text)["Statement"]]
        for role, texts in documents.items()
    }


def test_every_policy_fits_into_iams_limits(
    synthesized: Synthesized, inline: dict[str, list[str]], managed: list[str]
) -> None:
    # IAM counts no white space: 10,240 for a role's inline policies in all, 6,144 for each
    # managed one, of which a role takes ten.
    sizes = {
        role: sum(len(re.sub(r"\s", "", text)) for text in texts) for role, texts in inline.items()
    }
    assert {role: size for role, size in sizes.items() if size > 10_240} == {}
    assert [size for text in managed if (size := len(re.sub(r"\s", "", text))) > 6_144] == []
    attached = synthesized.all("aws_iam_role_policy_attachment").values()
    assert len([one for one in attached if "role_deploy" in one["role"]]) <= 10


def test_no_statement_allows_whole_services(statements: dict[str, list[dict[str, Any]]]) -> None:
    for granted in statements.values():
        for one in granted:
            actions = one["Action"] if isinstance(one["Action"], list) else [one["Action"]]
            if one["Effect"] == "Allow":
                wide = [a for a in actions if a.endswith("*") and a != "kms:GenerateDataKey*"]
                assert wide == [], one["Sid"]


def test_sessions_last_an_hour_at_most(synthesized: Synthesized) -> None:
    roles = synthesized.all("aws_iam_role")
    assert sorted(roles) == ["role_deploy", "role_drive", "role_plan"]
    assert {role["max_session_duration"] for role in roles.values()} == {3600}


def test_pull_requests_and_main_may_plan_and_only_environments_deploy_and_drive(
    synthesized: Synthesized,
) -> None:
    subjects = {}
    for name, role in synthesized.all("aws_iam_role").items():
        (trust,) = json.loads(role["assume_role_policy"])["Statement"]
        assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
        assert trust["Principal"] == {
            "Federated": "${aws_iam_openid_connect_provider.github_oidc.arn}"
        }
        (equals,) = trust["Condition"].items()
        assert equals[0] == "StringEquals"
        assert equals[1]["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
        subjects[name] = equals[1]["token.actions.githubusercontent.com:sub"]
    environments = [f"repo:example/web:environment:{name}" for name in ("dev", "stage", "prod")]
    assert subjects == {
        "role_plan": ["repo:example/web:pull_request", "repo:example/web:ref:refs/heads/main"],
        "role_deploy": environments,
        "role_drive": environments,
    }


def test_the_plan_role_can_only_read(statements: dict[str, list[dict[str, Any]]]) -> None:
    for one in statements["plan"]:
        actions = one["Action"] if isinstance(one["Action"], list) else [one["Action"]]
        if one["Effect"] == "Allow":
            verbs = {action.split(":")[1] for action in actions}
            assert all(re.match("Get|List|Describe|Decrypt$", verb) for verb in verbs), one["Sid"]


def test_the_plan_role_reads_every_state_and_locks_none(
    statements: dict[str, list[dict[str, Any]]],
) -> None:
    plan = statements["plan"]
    for stack in ("bootstrap", "dev", "prod"):
        assert is_allowed(plan, "s3:GetObject", f"{BUCKET}/{stack}/terraform.tfstate")
    assert not is_allowed(plan, "s3:PutObject", f"{BUCKET}/dev/terraform.tfstate.tflock")
    assert not is_allowed(plan, "dynamodb:GetItem", JOURNAL)
    secret = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:web-prod/session-key-AbCdEf"
    assert not is_allowed(plan, "secretsmanager:GetSecretValue", secret, **IN_REGION)


def test_plan_and_deploy_may_read_what_terraform_refreshes(
    synthesized: Synthesized, statements: dict[str, list[dict[str, Any]]]
) -> None:
    attached = synthesized.all("aws_iam_role_policy_attachment").values()
    aws = {one["policy_arn"] for one in attached if ":aws:policy/" in one["policy_arn"]}
    published = json.loads(aws_managed_policies_data)
    reads = [
        one
        for arn in aws
        for one in published[arn.rsplit("/", 1)[1]]["Document"]["Statement"]
        if not one.get("Condition")
    ]
    descriptor = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/sluice/dev/deployment"
    for role in ("plan", "deploy"):
        granted = reads + statements[role]
        missing = [
            action for action in REFRESH_READS if not is_allowed(granted, action, **IN_REGION)
        ]
        assert missing == []
        assert is_allowed(granted, "ssm:GetParameter", descriptor, **IN_REGION)


def test_every_resource_type_of_our_constructs_can_be_deployed(
    statements: dict[str, list[dict[str, Any]]],
) -> None:
    # A construct that uses a new type of resource: add what creates it to WRITES, and to
    # the deploying role.
    assert bindings() - BINDINGS_WITHOUT_WRITES <= set(WRITES)
    refused = [
        (binding, action)
        for binding, needs in WRITES.items()
        for action, resource, context in needs
        if not is_allowed(statements["deploy"], action, resource, **OURS, **context)
    ]
    assert refused == []


def test_the_deploy_role_touches_only_what_is_named_or_tagged_as_ours(
    statements: dict[str, list[dict[str, Any]]],
) -> None:
    deploy = statements["deploy"]
    other = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:service/shop-prod/shop"
    assert not is_allowed(deploy, "ecs:UpdateService", other, **OURS)
    assert not is_allowed(deploy, "s3:DeleteBucket", "arn:aws:s3:::somebody-elses", **OURS)
    untagged = {**IN_REGION}
    assert not is_allowed(deploy, "ec2:DeleteVpc", **untagged)
    assert not is_allowed(deploy, "kms:ScheduleKeyDeletion", **untagged)
    elsewhere = {**OURS, "aws__RequestedRegion": "us-east-1"}
    assert not is_allowed(deploy, "ec2:CreateVpc", **elsewhere)


def test_the_deploy_role_creates_only_roles_that_carry_the_boundary(
    statements: dict[str, list[dict[str, Any]]],
) -> None:
    deploy, role = statements["deploy"], f"arn:aws:iam::{ACCOUNT}:role/web-prod-task"
    for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"):
        assert is_allowed(deploy, action, role, iam__PermissionsBoundary=BOUNDARY)
        assert not is_allowed(deploy, action, role)
    assert not is_allowed(deploy, "iam:DeleteRolePermissionsBoundary", role)


def test_the_deploy_role_passes_roles_to_the_services_that_need_them_only(
    statements: dict[str, list[dict[str, Any]]],
) -> None:
    deploy, role = statements["deploy"], f"arn:aws:iam::{ACCOUNT}:role/web-prod-task"
    assert is_allowed(deploy, "iam:PassRole", role, iam__PassedToService="ecs-tasks.amazonaws.com")
    assert not is_allowed(deploy, "iam:PassRole", role, iam__PassedToService="ec2.amazonaws.com")
    admin = f"arn:aws:iam::{ACCOUNT}:role/admin"
    assert not is_allowed(
        deploy, "iam:PassRole", admin, iam__PassedToService="ecs-tasks.amazonaws.com"
    )


@pytest.mark.parametrize("kind", ["role/sluice-deploy", "role/sluice-plan", "role/sluice-drive"])
@pytest.mark.parametrize(
    "action",
    ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteRole"],
)
def test_no_delivery_role_can_be_changed_by_deploying(
    statements: dict[str, list[dict[str, Any]]], kind: str, action: str
) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:{kind}"
    # Even if somebody allowed it one day: the denial wins.
    granted = [*statements["deploy"], {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}]
    assert not is_allowed(granted, action, arn, iam__PermissionsBoundary=BOUNDARY)


def test_deploying_writes_the_states_of_environments_and_loses_none(
    statements: dict[str, list[dict[str, Any]]],
) -> None:
    deploy = statements["deploy"]
    state = f"{BUCKET}/stage/terraform.tfstate"
    assert is_allowed(deploy, "s3:PutObject", state)
    assert is_allowed(deploy, "s3:PutObject", f"{state}.tflock")
    assert is_allowed(deploy, "s3:DeleteObject", f"{state}.tflock")
    assert not is_allowed(deploy, "s3:DeleteObject", state)
    assert not is_allowed(deploy, "s3:PutObject", f"{BUCKET}/bootstrap/terraform.tfstate")
    everything = [*deploy, {"Effect": "Allow", "Action": "*", "Resource": "*"}]
    assert not is_allowed(everything, "s3:DeleteObjectVersion", state)
    for action in ("s3:DeleteBucket", "s3:PutBucketPolicy", "s3:PutBucketVersioning"):
        assert not is_allowed(everything, action, BUCKET)
    for action in ("dynamodb:DeleteTable", "dynamodb:UpdateContinuousBackups"):
        assert not is_allowed(everything, action, JOURNAL)
    for key in (STATE_KEY, JOURNAL_KEY):
        assert not is_allowed(everything, "kms:ScheduleKeyDeletion", key, **OURS)
        assert not is_allowed(everything, "kms:TagResource", key, **OURS)


def test_the_drive_role_moves_traffic_and_tasks_of_the_service_and_of_no_other(
    statements: dict[str, list[dict[str, Any]]],
) -> None:
    drive = statements["drive"]
    for ours in ("web-prod", "shop-prod"):
        rule = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:listener-rule/app/{ours}/1/2/3"
        service = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:service/{ours}/{ours}-green"
        group = f"arn:aws:wafv2:eu-west-1:{ACCOUNT}:regional/rulegroup/{ours}-rate/1"
        expected = ours == "web-prod"
        moved = is_allowed(drive, "elasticloadbalancing:ModifyRule", rule, **IN_REGION)
        assert moved is expected
        assert is_allowed(drive, "ecs:UpdateService", service, **IN_REGION) is expected
        assert is_allowed(drive, "wafv2:UpdateRuleGroup", group, **IN_REGION) is expected


def test_the_drive_role_runs_tasks_in_the_services_clusters_only(
    statements: dict[str, list[dict[str, Any]]],
) -> None:
    definition = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/web-prod-app:7"
    for cluster, expected in (("web-prod", True), ("shop-prod", False)):
        where = {**IN_REGION, "ecs__cluster": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/{cluster}"}
        assert is_allowed(statements["drive"], "ecs:RunTask", definition, **where) is expected


def test_the_drive_role_changes_no_infrastructure(
    statements: dict[str, list[dict[str, Any]]],
) -> None:
    drive = statements["drive"]
    for action in (
        "elasticloadbalancing:DeleteLoadBalancer",
        "ecs:DeleteService",
        "iam:PutRolePolicy",
        "s3:GetObject",
        "dynamodb:DeleteTable",
        "rds:ModifyDBInstance",
    ):
        assert not is_allowed(drive, action, "*", **OURS)


@pytest.mark.parametrize("role", ["deploy", "drive"])
def test_both_that_change_anything_take_the_same_lease(
    statements: dict[str, list[dict[str, Any]]], role: str
) -> None:
    for action in ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"):
        assert is_allowed(statements[role], action, JOURNAL)
    through = {"kms__ViaService": "dynamodb.eu-west-1.amazonaws.com"}
    assert is_allowed(statements[role], "kms:Decrypt", JOURNAL_KEY, **through)


def test_no_workload_reaches_states_or_journal_and_none_changes_roles(
    synthesized: Synthesized,
) -> None:
    (boundary,) = synthesized.where("aws_iam_policy", name="sluice-workload-boundary")
    cap = json.loads(boundary["policy"])["Statement"]
    assert is_allowed(cap, "logs:PutLogEvents")
    assert not is_allowed(cap, "iam:CreateRole")
    assert not is_allowed(cap, "sts:AssumeRole")
    assert not is_allowed(cap, "kms:Decrypt", STATE_KEY)
    assert not is_allowed(cap, "s3:GetObject", f"{BUCKET}/prod/terraform.tfstate")
