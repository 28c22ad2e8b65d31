"""Weights are from 0 to 999."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.lab.elbv2 import Balanced, balanced

if TYPE_CHECKING:
    from collections.abc import Callable


def weighted_rule(found: Balanced, blue: int, green: int) -> str:
    (rule,) = found.elbv2.create_rule(
        ListenerArn=found.listener,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "Values": ["/*"]}],
        Actions=found.forward(blue, green),
    )["Rules"]
    arn: str = rule["RuleArn"]
    return arn


def weights(found: Balanced, rule: str) -> list[int]:
    (described,) = found.elbv2.describe_rules(RuleArns=[rule])["Rules"]
    groups = described["Actions"][0]["ForwardConfig"]["TargetGroups"]
    return [group["Weight"] for group in groups]


def test_plain_moto_takes_any_weight(upstream: Callable[..., Any]) -> None:
    found = balanced(upstream)
    rule = weighted_rule(found, 100, 0)
    found.elbv2.modify_rule(RuleArn=rule, Actions=found.forward(1000, -1))
    assert weights(found, rule) == [1000, -1]


def test_the_lab_takes_0_and_999(lab: Callable[..., Any]) -> None:
    found = balanced(lab)
    rule = weighted_rule(found, 100, 0)
    found.elbv2.modify_rule(RuleArn=rule, Actions=found.forward(0, 999))
    assert weights(found, rule) == [0, 999]


@pytest.mark.parametrize(("blue", "green"), [(1000, 0), (100, -1)])
def test_the_lab_refuses_other_weights_and_keeps_the_old_ones(
    lab: Callable[..., Any], blue: int, green: int
) -> None:
    found = balanced(lab)
    rule = weighted_rule(found, 100, 0)
    with pytest.raises(ClientError, match=r"ValidationError.*between 0 and 999, inclusive"):
        found.elbv2.modify_rule(RuleArn=rule, Actions=found.forward(blue, green))
    assert weights(found, rule) == [100, 0]


def test_the_lab_refuses_them_in_a_new_rule(lab: Callable[..., Any]) -> None:
    with pytest.raises(ClientError, match="between 0 and 999"):
        weighted_rule(balanced(lab), 1000, 0)
