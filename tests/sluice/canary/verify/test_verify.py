"""`verify` on an emulator: everything as it must be, then each thing broken on its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import pytest
from botocore.stub import Stubber

from sluice.canary.verify import CHECKS, require_skippable, verify
from sluice.checks.finding import Finding, State
from sluice.checks.run import refused
from sluice.errors import AwsUnreachable, UsageRefused
from sluice.journal.lease import Lease
from tests.aws_parts import TASKS_TRUST
from tests.sluice.canary.verify.deployed import ROLES, SECRET, Deployed


def only(deployed: Deployed, check: str) -> list[Finding]:
    """Return what is not OK, and check that nothing else is wrong."""
    found = refused(verify(deployed.context()))
    assert {each.check for each in found} == {check}, found
    return list(found)


def test_where_all_is_well_every_check_says_ok(deployed: Deployed) -> None:
    findings = verify(deployed.context())
    assert [each for each in findings if each.state is not State.OK] == []
    assert list(dict.fromkeys(each.check for each in findings)) == list(CHECKS)


def test_an_image_that_was_never_pushed_is_bad(deployed: Deployed) -> None:
    deployed.digest = "sha256:" + "0" * 64
    found = {each.check: each for each in refused(verify(deployed.context()))}
    assert found["image"].state is State.BAD
    assert found["image"].sentence == (
        "sha256:000000000000 is not in repository web-stage: push it first"
    )
    assert found["scan"].state is State.UNKNOWN


def test_a_secret_without_a_value_is_bad_and_no_value_is_ever_read(deployed: Deployed) -> None:
    empty = deployed.client("secretsmanager").create_secret(Name="web-stage/empty")["ARN"]
    deployed.register(secrets=[{"name": "TOKEN", "valueFrom": f"{empty}:key::"}])
    (finding,) = only(deployed, "secrets")
    assert finding.sentence == "TOKEN: web-stage/empty has no value: put one"


def test_a_secret_that_does_not_exist_is_bad(deployed: Deployed) -> None:
    deployed.register(secrets=[{"name": "TOKEN", "valueFrom": f"{deployed.secret[:-6]}gone01"}])
    (finding,) = only(deployed, "secrets")
    assert "does not exist: create it" in finding.sentence


def test_a_secret_that_is_about_to_be_deleted_is_bad(deployed: Deployed) -> None:
    deployed.client("secretsmanager").delete_secret(SecretId=SECRET, RecoveryWindowInDays=7)
    (finding,) = only(deployed, "secrets")
    assert "is about to be deleted: restore it" in finding.sentence


@pytest.mark.parametrize("there", [True, False])
def test_a_parameter_is_looked_up_by_its_name(deployed: Deployed, *, there: bool) -> None:
    if there:
        deployed.client("ssm").put_parameter(Name="/web/token", Value="x", Type="SecureString")
    arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/web/token"
    deployed.register(secrets=[{"name": "TOKEN", "valueFrom": arn}])
    (finding,) = (each for each in verify(deployed.context()) if each.check == "secrets")
    assert finding.state is (State.OK if there else State.BAD)


def test_a_role_that_is_gone_is_bad(deployed: Deployed) -> None:
    deployed.client("iam").delete_role(RoleName=ROLES[0])
    (finding,) = only(deployed, "roles")
    assert finding.sentence == "web-stage-task does not exist: deploy again"


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny"},
        {"Principal": {"Service": "ec2.amazonaws.com"}},
        {"Principal": "*"},
        {"Action": "sts:TagSession"},
    ],
)
def test_a_role_that_ecs_may_not_take_on_is_bad(
    deployed: Deployed, statement: dict[str, Any]
) -> None:
    trust = TASKS_TRUST | {"Statement": [TASKS_TRUST["Statement"][0] | statement]}
    deployed.client("iam").update_assume_role_policy(
        RoleName=ROLES[0], PolicyDocument=json.dumps(trust)
    )
    (finding,) = only(deployed, "roles")
    assert finding.sentence == (
        "web-stage-task does not trust ecs-tasks.amazonaws.com: deploy again"
    )


def test_a_log_group_that_is_gone_is_bad_whatever_begins_with_its_name(deployed: Deployed) -> None:
    deployed.client("logs").delete_log_group(logGroupName="/ecs/web-stage/app")
    (finding,) = only(deployed, "log-group")
    assert finding.sentence.startswith("/ecs/web-stage/app does not exist")


def test_an_idle_colour_that_may_not_have_as_many_tasks_is_bad(deployed: Deployed) -> None:
    deployed.bound("green", 1)
    (finding,) = only(deployed, "capacity")
    assert finding.sentence == "green may have 1 tasks and needs 2"


def test_more_live_tasks_than_the_environment_allows_are_bad(deployed: Deployed) -> None:
    deployed.document["capacity"]["max_count"] = 1
    (finding,) = only(deployed, "capacity")
    assert finding.sentence.startswith("2 tasks are live and 1 are allowed")


def test_missing_scaling_bounds_are_unknown(deployed: Deployed) -> None:
    deployed.client("application-autoscaling").deregister_scalable_target(
        ServiceNamespace="ecs",
        ScalableDimension="ecs:service:DesiredCount",
        ResourceId="service/web-stage/web-stage-green",
    )
    (finding,) = only(deployed, "capacity")
    assert finding.state is State.UNKNOWN


def test_fewer_healthy_targets_than_wanted_are_bad(deployed: Deployed) -> None:
    deployed.client("elbv2").deregister_targets(
        TargetGroupArn=deployed.document["services"]["blue"]["target_group_arn"],
        Targets=deployed.targets[:1],
    )
    (finding,) = only(deployed, "targets")
    assert "web-stage-blue: 1 of 2 targets are healthy" in finding.sentence


@pytest.mark.parametrize("weights", [(95, 5), (0, 0)])
def test_weights_that_are_split_already_are_bad(
    deployed: Deployed, weights: tuple[int, int]
) -> None:
    deployed.weigh(*weights)
    (finding,) = only(deployed, "targets")
    assert "it must be one" in finding.sentence


def test_an_alarm_that_sounds_is_bad_with_its_reason(deployed: Deployed) -> None:
    deployed.sound("web-stage-error-rate")
    (finding,) = only(deployed, "alarms")
    assert finding.sentence == "web-stage-error-rate is in ALARM: 1 datapoint was over 1"


def test_an_alarm_that_is_gone_is_unknown(deployed: Deployed) -> None:
    deployed.client("cloudwatch").delete_alarms(AlarmNames=["web-stage-roll-back"])
    (finding,) = only(deployed, "alarms")
    assert finding.state is State.UNKNOWN


def test_a_held_lease_is_bad_and_an_expired_one_is_not(deployed: Deployed) -> None:
    now = time.time()
    held = Lease("stage", "somebody@elsewhere", 1, now + 60, "terraform apply", 180)
    deployed.journal.held = held
    (finding,) = only(deployed, "release")
    assert "stage is held by somebody@elsewhere for terraform apply" in finding.sentence
    deployed.journal.held = replace(held, expires_at=now - 60)
    assert refused(verify(deployed.context())) == ()


@pytest.mark.parametrize("alive", [True, False], ids=["alive", "dead"])
def test_nobody_waits_for_a_driver_that_died_on_this_host_before_it_began(
    deployed: Deployed, *, alive: bool
) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    holder = f"one@{socket.gethostname()} pid {process.pid} abcdef"
    deployed.journal.held = Lease("stage", holder, 1, time.time() + 60, "release 1", 180)
    if not alive:
        process.kill()
        process.wait()
    found = refused(verify(deployed.context()))
    process.kill()
    process.communicate()
    assert bool(found) is alive


def test_what_cannot_be_read_is_unknown_and_the_others_are_read_all_the_same(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer() -> None:
        raise AwsUnreachable("could not read the journal: throttled")

    monkeypatch.setattr(deployed.journal, "unfinished", no_answer)
    with Stubber(deployed.client("cloudwatch")) as stub:
        stub.add_client_error("describe_alarms", "Throttling", "slow down")
        found = refused(verify(deployed.context()))
    assert [(each.check, each.state) for each in found] == [
        ("alarms", State.UNKNOWN),
        ("release", State.UNKNOWN),
    ]
    assert "slow down" in found[0].sentence


def test_a_skipped_check_is_still_made_and_shown(deployed: Deployed) -> None:
    deployed.sound("web-stage-error-rate")
    findings = verify(deployed.context(), skip=["alarms"])
    assert refused(findings) == ()
    (skipped,) = (each for each in findings if each.check == "alarms")
    assert skipped.state is State.SKIPPED
    assert "is in ALARM" in skipped.sentence


@pytest.mark.parametrize("name", ["image", "release", "everything", ""])
def test_only_known_checks_can_be_skipped_and_not_those_a_release_stands_on(name: str) -> None:
    with pytest.raises(UsageRefused, match="must be one of scan, secrets"):
        require_skippable([name])
