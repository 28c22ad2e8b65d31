"""Every flow is logged, by a role that can do nothing else."""

from __future__ import annotations

import json

import pytest

from tests.constructs.harness import ACCOUNT, REGION, Synthesized
from tests.constructs.networks import KEY, synthesize_network


@pytest.fixture(scope="module")
def three_zones() -> Synthesized:
    return synthesize_network()


def test_all_flows_are_logged_to_an_encrypted_group(three_zones: Synthesized) -> None:
    group = three_zones.all("aws_cloudwatch_log_group")["flow_logs"]
    assert (group["kms_key_id"], group["retention_in_days"]) == (KEY.arn, 365)
    log = three_zones.one("aws_flow_log")
    assert (log["vpc_id"], log["traffic_type"]) == ("${aws_vpc.vpc.id}", "ALL")
    assert log["log_destination"] == "${aws_cloudwatch_log_group.flow_logs.arn}"


def test_the_flow_logs_role_writes_to_its_group_only(three_zones: Synthesized) -> None:
    (policy,) = three_zones.all("aws_iam_role_policy").values()
    allowed = {
        statement["Resource"]: statement["Action"]
        for statement in json.loads(policy["policy"])["Statement"]
    }
    assert allowed == {
        "${aws_cloudwatch_log_group.flow_logs.arn}:*": [
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
        ],
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:*": "logs:DescribeLogGroups",
    }


def test_only_this_accounts_flow_logs_assume_the_role(three_zones: Synthesized) -> None:
    trust = json.loads(three_zones.one("aws_iam_role")["assume_role_policy"])
    (statement,) = trust["Statement"]
    assert statement["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
