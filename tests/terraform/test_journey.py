"""The main job, on the emulator: bootstrap, deploy, plan again, describe, destroy.

One journey in the order of the file; a step that fails is followed by the failures of the
steps that need it, never by a skip.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from benchmarks.bad_stacks.as_plan import as_plan
from sluice.change.effects.actions import Group
from tests.terraform.conftest import ENVIRONMENTS, STACKS
from tests.terraform.left_over import left_over
from tests.terraform.made_plans import disagreements
from tests.terraform.plans import marked, shown, sluice_plan, synthesized
from tests.terraform.terminal import cdktf_deploy_stage

if TYPE_CHECKING:
    from tests.terraform.conftest import Account

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("journey")]

_FIRST_PLAN = "first.tfplan"


def _client(account: Account, service: str, region: str = "eu-west-1") -> Any:
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=account.lab.endpoint,
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
    )


def _state_key(stack: str) -> str:
    name = stack if stack == "bootstrap" else f"web/{stack}"
    return f"{name}/terraform.tfstate"


def test_bootstrap_starts_locally_and_moves_its_state_into_the_bucket(account: Account) -> None:
    account.run(
        sys.executable,
        "-m",
        "sluice",
        "bootstrap",
        "--yes",
        label="bootstrap",
        folder=account.checkout,
    )
    listed = _client(account, "s3").list_objects_v2(Bucket="sluice-state-123456789012-eu-west-1")
    assert [found["Key"] for found in listed["Contents"]] == ["bootstrap/terraform.tfstate"]


def test_cdktf_deploys_stage_in_these_words_while_the_others_apply_beside_it(
    account: Account,
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    others = [each for each in ENVIRONMENTS if each != "stage"]
    with ThreadPoolExecutor(len(ENVIRONMENTS)) as pool:
        stage = pool.submit(cdktf_deploy_stage, account)

        def apply(stack: str) -> None:
            account.terraform(stack, "init")
            account.terraform(stack, "plan", f"-out={_FIRST_PLAN}")
            account.terraform(stack, "apply", _FIRST_PLAN)

        applied = [pool.submit(apply, each) for each in others]
        code, text = stage.result()
        for each in applied:
            each.result()
    assert code == 0, text[-3000:]
    assert re.search(r"Apply complete! Resources: \d{3} added, 0 changed, 0 destroyed", text)


def test_a_second_plan_of_every_stack_is_empty(account: Account) -> None:
    # Bootstrap was applied from a folder of its own.
    account.terraform("bootstrap", "init")
    plans = account.side_by_side("plan", "-detailed-exitcode", expected=(0, 2))
    assert {stack: code for stack, (code, _) in plans.items()} == dict.fromkeys(STACKS, 0), (
        "\n".join(text for code, text in plans.values() if code)
    )


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_a_first_plan_is_as_the_rules_are_tested_with(account: Account, stack: str) -> None:
    document = synthesized(account, stack)
    real = shown(account, account.stack(stack), _FIRST_PLAN)
    assert disagreements(as_plan(document, follow=False), real) == []


def test_a_plan_of_what_is_deployed_is_as_the_rules_are_tested_with(account: Account) -> None:
    document = synthesized(account, "stage")
    account.terraform("stage", "plan", "-out=deployed.tfplan")
    real = shown(account, account.stack("stage"), "deployed.tfplan")
    assert disagreements(as_plan(document, document), real) == []


def test_a_deployed_plan_without_changes_asked_nothing_that_the_lab_lacks(
    account: Account,
) -> None:
    refused = {line for line in account.lab.log.read_text().splitlines() if "UNIMPL" in line}
    assert refused == set()


def test_no_answer_was_lost_on_the_way(account: Account) -> None:
    lines = account.lab.log.read_text().splitlines()
    assert [line for line in lines if line.startswith(("DROPPED", "RETRIED"))] == []


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_descriptor_is_read_back_by_the_driver(account: Account, environment: str) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "sluice", "describe", environment, "--json"],
        cwd=account.checkout,
        env=account.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = json.loads(printed)
    ecs = _client(account, "ecs")
    names = [found["services"][colour]["service_name"] for colour in ("blue", "green")]
    services = ecs.describe_services(cluster=found["cluster"]["name"], services=names)["services"]
    assert [service["desiredCount"] for service in services] == [
        found["capacity"]["desired_count"],
        0,
    ]
    rules = _client(account, "elbv2").describe_rules(RuleArns=[found["load_balancer"]["rule_arn"]])[
        "Rules"
    ]
    groups = rules[0]["Actions"][0]["ForwardConfig"]["TargetGroups"]
    assert {group["TargetGroupArn"]: group["Weight"] for group in groups} == {
        found["services"]["blue"]["target_group_arn"]: 100,
        found["services"]["green"]["target_group_arn"]: 0,
    }


def test_no_state_output_snapshot_or_descriptor_holds_a_secret(account: Account) -> None:
    secrets = _client(account, "secretsmanager").list_secrets()["SecretList"]
    assert secrets
    manager = _client(account, "secretsmanager")
    values = []
    for secret in secrets:
        # Secrets of the application are created empty: an operator fills them.
        with contextlib.suppress(manager.exceptions.ResourceNotFoundException):
            values.append(manager.get_secret_value(SecretId=secret["ARN"])["SecretString"])
    assert values, "the databases' master passwords at least are there"
    s3 = _client(account, "s3")
    for stack in STACKS:
        body = s3.get_object(Bucket="sluice-state-123456789012-eu-west-1", Key=_state_key(stack))[
            "Body"
        ].read()
        state = json.loads(body)
        text = body.decode()
        assert not [value for value in values if value and value in text]
        for resource in state["resources"]:
            assert resource["type"] not in ("random_password", "tls_private_key")
            for instance in resource["instances"]:
                for field in ("password", "secret_string", "secret_binary"):
                    assert not instance["attributes"].get(field), (resource["name"], field)


def test_sluice_plan_finds_nothing_to_do_and_what_was_changed_by_hand(account: Account) -> None:
    from concurrent.futures import ThreadPoolExecutor

    logs, elbv2 = _client(account, "logs"), _client(account, "elbv2")
    # Somebody shortens dev's logs; stage's driver moves traffic, which is no drift.
    logs.put_retention_policy(logGroupName="/ecs/web-dev/app", retentionInDays=1)
    found = json.loads(
        _client(account, "ssm").get_parameter(Name="/sluice/web/stage/deployment")["Parameter"][
            "Value"
        ]
    )
    rule = found["load_balancer"]["rule_arn"]
    (before,) = elbv2.describe_rules(RuleArns=[rule])["Rules"]
    moved = json.loads(json.dumps(before["Actions"]))
    for group, weight in zip(moved[0]["ForwardConfig"]["TargetGroups"], (95, 5), strict=True):
        group["Weight"] = weight
    elbv2.modify_rule(RuleArn=rule, Actions=moved)
    try:
        with ThreadPoolExecutor(2) as pool:
            asked = pool.submit(sluice_plan, account, "stage", expected=0)
            dev = sluice_plan(account, "dev", expected=13)
            stage = asked.result()
    finally:
        elbv2.modify_rule(RuleArn=rule, Actions=before["Actions"])
        logs.put_retention_policy(logGroupName="/ecs/web-dev/app", retentionInDays=365)
    assert stage.drift.changed == ()
    assert [each.arguments for each in stage.drift.moved_by_driver] == [("action",)]
    (drifted,) = dev.drift.changed
    assert drifted.arguments == ("retention_in_days",)
    assert drifted.put_back
    assert [each.rule for each in dev.policy.standing] == ["REGO_FOREIGN_DRIFT"]
    assert not (account.checkout / ".sluice" / "plan" / "dev" / "planned").exists()


def test_sluice_plan_of_a_change_has_its_cost_and_no_secret(account: Account) -> None:
    stack = account.checkout / "stacks" / "stage.py"
    text = stack.read_text()
    stack.write_text(text.replace("db.t4g.medium", "db.t4g.large"))
    try:
        found = sluice_plan(account, "stage", expected=20)
    finally:
        stack.write_text(text)
    (action,) = found.of(Group.CHANGED)
    assert action.details == ('instance_class: "db.t4g.medium" → "db.t4g.large"',)
    assert found.policy.passed
    assert float(found.cost.difference[0]) > 0
    assert found.serial > 0
    # What Terraform marks is read from the plan that was kept, with all its secrets.
    saved = account.checkout / found.saved_plan
    assert saved.stat().st_mode & 0o077 == 0
    folder = account.checkout / ".sluice" / "plan" / "stage" / "stacks" / "stage"
    plan = shown(account, folder, str(saved))
    changes = [each["change"] for each in plan["resource_changes"]]
    secrets = {
        secret
        for change in changes
        for side in ("before", "after")
        for secret in marked(change[side], change[f"{side}_sensitive"])
    }
    assert secrets, "the descriptor's parameter at least is marked"
    reports = [each for each in (account.checkout / "reports").rglob("*") if each.is_file()]
    printed = account.logs / "stage-sluice-plan.log"
    for file in (*reports, printed):
        text = file.read_text()
        for secret in secrets:
            assert secret not in text, file
            assert json.dumps(secret)[1:-1] not in text, file


def test_a_second_apply_at_the_same_time_is_refused_by_the_lock(account: Account) -> None:
    bucket, key = "sluice-state-123456789012-eu-west-1", "web/dev/terraform.tfstate.tflock"
    s3 = _client(account, "s3")
    lock = {
        "ID": "a8a8a8a8-0000-0000-0000-000000000000",
        "Operation": "OperationTypeApply",
        "Info": "",
        "Who": "test",
        "Version": "1.11.4",
        "Created": "2026-01-01T00:00:00Z",
        "Path": f"{bucket}/web/dev/terraform.tfstate",
    }
    s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(lock).encode())
    try:
        _, text = account.terraform("dev", "plan", expected=(1,))
    finally:
        s3.delete_object(Bucket=bucket, Key=key)
    assert "Error acquiring the state lock" in text


def test_protected_stacks_refuse_to_be_destroyed(account: Account) -> None:
    rds = _client(account, "rds")
    databases = rds.describe_db_instances()["DBInstances"]
    protected = {
        found["DBInstanceIdentifier"] for found in databases if found["DeletionProtection"]
    }
    assert any("stage" in name for name in protected)
    assert any("prod" in name for name in protected)


def test_the_switch_lowers_protections_and_destroy_leaves_nothing(account: Account) -> None:
    account.synth(SLUICE_DESTROYABLE=",".join(STACKS))
    for stack in ENVIRONMENTS:
        # A new synth replaced the folder's files, not Terraform's own folder in it.
        assert (account.stack(stack) / ".terraform").is_dir()
    account.side_by_side("apply", "-auto-approve", stacks=ENVIRONMENTS)
    # The apply has just read everything.
    account.side_by_side("destroy", "-auto-approve", "-refresh=false", stacks=ENVIRONMENTS)
    s3 = _client(account, "s3")
    for stack in ENVIRONMENTS:
        state = json.loads(
            s3.get_object(Bucket="sluice-state-123456789012-eu-west-1", Key=_state_key(stack))[
                "Body"
            ].read()
        )
        assert state["resources"] == []
    for region in ("eu-west-1", "eu-central-1"):
        clients = partial(_client, account, region=region)
        assert left_over(clients, environments=ENVIRONMENTS) == []


def test_bootstrap_is_torn_down_last(account: Account) -> None:
    account.environment["SLUICE_DESTROYABLE"] = "bootstrap"
    account.run(
        sys.executable,
        "-m",
        "sluice",
        "bootstrap",
        "--undo",
        "--yes",
        label="bootstrap undo",
        folder=account.checkout,
    )
    assert _client(account, "s3").list_buckets()["Buckets"] == []
    assert _client(account, "dynamodb").list_tables()["TableNames"] == []
