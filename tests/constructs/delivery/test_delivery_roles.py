"""The delivery roles: limits, trust, and what planning and driving may do."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from tests.constructs.delivery_parts import (
    BUCKET,
    IN_REGION,
    JOURNAL,
    JOURNAL_KEY,
    OURS,
    ROLES,
    STATE_KEY,
    actions_of,
    inline,
    managed,
    role_of,
    statements,
    synthesized,
)
from tests.constructs.harness import ACCOUNT
from tests.constructs.iam_decisions import is_allowed
from tests.constructs.iam_needs import REFRESH_READS


def test_every_policy_fits_into_iams_limits() -> None:
    # IAM counts no white space: 10,240 for a role's inline policies in all, 6,144 for each
    # managed one, of which a role takes ten.
    sizes = {
        role: sum(len(re.sub(r"\s", "", text)) for text in texts)
        for role, texts in inline().items()
    }
    assert {role: size for role, size in sizes.items() if size > 10_240} == {}
    texts = [text for each in managed().values() for text in each]
    assert [size for text in texts if (size := len(re.sub(r"\s", "", text))) > 6_144] == []
    attached = synthesized().all("aws_iam_role_policy_attachment").values()
    counted = Counter(map(role_of, attached))
    assert counted["deploy-prod"] > 2
    assert max(counted.values()) <= 10


def test_no_statement_allows_whole_services() -> None:
    for granted in map(statements, ROLES):
        for one in granted:
            if one["Effect"] == "Allow":
                wide = [
                    a for a in actions_of(one) if a.endswith("*") and a != "kms:GenerateDataKey*"
                ]
                assert wide == [], one["Sid"]


def test_sessions_last_an_hour_at_most() -> None:
    roles = synthesized().all("aws_iam_role")
    assert set(roles) == {f"role_{role}" for role in ROLES}
    assert {role["max_session_duration"] for role in roles.values()} == {3600}


def test_pull_requests_and_main_plan_and_an_environment_deploys_and_drives_itself_only() -> None:
    subjects = {}
    for name, role in synthesized().all("aws_iam_role").items():
        (trust,) = json.loads(role["assume_role_policy"])["Statement"]
        assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
        assert trust["Principal"] == {
            "Federated": "${aws_iam_openid_connect_provider.github_oidc.arn}"
        }
        (equals,) = trust["Condition"].items()
        assert equals[0] == "StringEquals"
        assert equals[1]["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
        subjects[name] = equals[1]["token.actions.githubusercontent.com:sub"]
    assert subjects == {
        "role_plan": ["repo:example/web:pull_request", "repo:example/web:ref:refs/heads/main"],
        **{
            f"role_{verb}-{name}": f"repo:example/web:environment:{name}"
            for verb in ("deploy", "drive")
            for name in ("dev", "stage", "prod")
        },
    }


def test_the_plan_role_can_only_read() -> None:
    for one in statements("plan"):
        if one["Effect"] == "Allow":
            verbs = {action.split(":")[1] for action in actions_of(one)}
            assert all(re.match("Get|List|Describe|Validate|Decrypt$", verb) for verb in verbs), (
                one["Sid"]
            )


def test_the_plan_role_reads_every_state_and_locks_none() -> None:
    plan = statements("plan")
    for stack in ("bootstrap", "web/dev", "web/prod"):
        assert is_allowed(plan, "s3:GetObject", f"{BUCKET}/{stack}/terraform.tfstate")
    assert not is_allowed(plan, "s3:PutObject", f"{BUCKET}/web/dev/terraform.tfstate.tflock")
    assert not is_allowed(plan, "dynamodb:GetItem", JOURNAL)
    secret = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:web-prod/session-key-AbCdEf"
    assert not is_allowed(plan, "secretsmanager:GetSecretValue", secret, **IN_REGION)


def test_plan_and_deploy_may_read_what_terraform_refreshes() -> None:
    attached = synthesized().all("aws_iam_role_policy_attachment").values()
    aws = {one["policy_arn"] for one in attached if ":aws:policy/" in one["policy_arn"]}
    published = json.loads(aws_managed_policies_data)
    reads = [
        one
        for arn in aws
        for one in published[arn.rsplit("/", 1)[1]]["Document"]["Statement"]
        if not one.get("Condition")
    ]
    descriptor = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/sluice/web/dev/deployment"
    for role in ("plan", "deploy-dev"):
        granted = reads + statements(role)
        missing = [
            action for action in REFRESH_READS if not is_allowed(granted, action, **IN_REGION)
        ]
        assert missing == []
        assert is_allowed(granted, "ssm:GetParameter", descriptor, **IN_REGION)


def test_the_drive_role_moves_traffic_and_tasks_of_the_service_and_of_no_other() -> None:
    drive = statements("drive-prod")
    for ours in ("web-prod", "web-stage", "shop-prod"):
        rule = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:listener-rule/app/{ours}/1/2/3"
        service = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:service/{ours}/{ours}-green"
        group = f"arn:aws:wafv2:eu-west-1:{ACCOUNT}:regional/rulegroup/{ours}-rate/1"
        expected = ours == "web-prod"
        moved = is_allowed(drive, "elasticloadbalancing:ModifyRule", rule, **IN_REGION)
        assert moved is expected
        assert is_allowed(drive, "ecs:UpdateService", service, **IN_REGION) is expected
        assert is_allowed(drive, "wafv2:UpdateRuleGroup", group, **IN_REGION) is expected


def test_the_drive_role_runs_tasks_in_the_services_clusters_only() -> None:
    definition = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/web-prod-app:7"
    for cluster, expected in (("web-prod", True), ("web-dev", False), ("shop-prod", False)):
        where = {**IN_REGION, "ecs__cluster": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/{cluster}"}
        assert is_allowed(statements("drive-prod"), "ecs:RunTask", definition, **where) is expected


def test_the_drive_role_changes_no_infrastructure() -> None:
    drive = statements("drive-stage")
    for action in (
        "elasticloadbalancing:DeleteLoadBalancer",
        "ecs:DeleteService",
        "iam:PutRolePolicy",
        "s3:GetObject",
        "dynamodb:DeleteTable",
        "rds:ModifyDBInstance",
    ):
        assert not is_allowed(drive, action, "*", **OURS)


@pytest.mark.parametrize("role", ["deploy-stage", "drive-stage"])
def test_both_that_change_anything_take_the_lease_of_their_environment(role: str) -> None:
    for action in ("dynamodb:GetItem", "dynamodb:PutItem"):
        for name in ("dev", "stage", "prod"):
            partition = {"dynamodb__LeadingKeys": f"environment#web/{name}"}
            allowed = is_allowed(statements(role), action, JOURNAL, **partition)
            assert allowed is (name == "stage")
    through = {"kms__ViaService": "dynamodb.eu-west-1.amazonaws.com"}
    assert is_allowed(statements(role), "kms:Decrypt", JOURNAL_KEY, **through)


def test_no_workload_reaches_states_or_journal_and_none_changes_roles() -> None:
    (boundary,) = synthesized().where("aws_iam_policy", name="sluice-workload-boundary")
    cap = json.loads(boundary["policy"])["Statement"]
    assert is_allowed(cap, "logs:PutLogEvents")
    assert not is_allowed(cap, "iam:CreateRole")
    assert not is_allowed(cap, "sts:AssumeRole")
    assert not is_allowed(cap, "kms:Decrypt", STATE_KEY)
    assert not is_allowed(cap, "s3:GetObject", f"{BUCKET}/web/prod/terraform.tfstate")
