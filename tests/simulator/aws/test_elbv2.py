from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.versions import Pace, Surroundings
from tests.simulator.conftest import Simulated, simulate


def forward(simulated: Simulated, blue: int, green: int) -> list[dict[str, Any]]:
    services = simulated.site.descriptor.services
    return [
        {
            "Type": "forward",
            "ForwardConfig": {
                "TargetGroups": [
                    {"TargetGroupArn": services["blue"].target_group_arn, "Weight": blue},
                    {"TargetGroupArn": services["green"].target_group_arn, "Weight": green},
                ]
            },
        }
    ]


def set_weights(simulated: Simulated, blue: int, green: int) -> None:
    simulated.elbv2.modify_rule(
        RuleArn=simulated.site.rule.arn, Actions=forward(simulated, blue, green)
    )


def read(simulated: Simulated) -> list[int]:
    (rule,) = simulated.elbv2.describe_rules(RuleArns=[simulated.site.rule.arn])["Rules"]
    return [group["Weight"] for group in rule["Actions"][0]["ForwardConfig"]["TargetGroups"]]


def test_new_weights_are_read_at_once_and_in_force_some_seconds_later(
    simulated: Simulated,
) -> None:
    set_weights(simulated, 90, 10)
    assert read(simulated) == [90, 10]
    assert simulated.site.weights() == {"blue": 100, "green": 0}
    simulated.clock.sleep(4)
    assert simulated.site.weights() == {"blue": 90, "green": 10}


def test_reads_may_be_stale_for_a_while() -> None:
    simulated = simulate(Surroundings(pace=Pace(weights_readable=2)))
    set_weights(simulated, 90, 10)
    assert read(simulated) == [100, 0]
    simulated.clock.sleep(2)
    assert read(simulated) == [90, 10]


@pytest.mark.parametrize("weight", [-1, 1000])
def test_a_weight_beyond_alb_s_is_refused(simulated: Simulated, weight: int) -> None:
    with pytest.raises(ClientError, match="ValidationError"):
        set_weights(simulated, weight, 10)
    assert read(simulated) == [100, 0]


def test_what_does_not_exist_is_refused(simulated: Simulated) -> None:
    with pytest.raises(ClientError, match="RuleNotFound"):
        simulated.elbv2.describe_rules(RuleArns=["none"])
    with pytest.raises(ClientError, match="ListenerNotFound"):
        simulated.elbv2.describe_listeners(ListenerArns=["none"])
    with pytest.raises(ClientError, match="TargetGroupNotFound"):
        simulated.elbv2.describe_target_health(TargetGroupArn="none")


def test_the_test_listener_is_turned(simulated: Simulated) -> None:
    arn = simulated.site.descriptor.load_balancer.test_listener_arn
    blue = simulated.site.descriptor.services["blue"].target_group_arn

    def action() -> dict[str, Any]:
        (listener,) = simulated.elbv2.describe_listeners(ListenerArns=[arn])["Listeners"]
        found: dict[str, Any] = listener["DefaultActions"][0]
        return found

    assert action()["TargetGroupArn"] != blue
    simulated.elbv2.modify_listener(
        ListenerArn=arn, DefaultActions=[{"Type": "forward", "TargetGroupArn": blue}]
    )
    assert action()["TargetGroupArn"] == blue


def test_somebody_else_may_set_the_weights() -> None:
    from simulator.versions import ForeignWrite

    simulated = simulate(Surroundings(foreign_writes=(ForeignWrite(at=60, blue=1, green=99),)))
    assert read(simulated) == [100, 0]
    simulated.clock.sleep(60)
    assert read(simulated) == [1, 99]
