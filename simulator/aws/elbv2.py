"""Elastic Load Balancing: rules, the test listener, and targets' health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.aws.client import Client, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.aws.balancer import Rule

_MOST_WEIGHT = 999


class Elbv2(Client):
    """boto3's `elbv2`."""

    service = "elbv2"

    def describe_rules(self, **request: Any) -> dict[str, Any]:
        """Describe rules by their ARNs, with the weights as they can be read now."""
        return self._read(
            "DescribeRules",
            lambda: {"Rules": [self._described(self._rule(arn)) for arn in request["RuleArns"]]},
        )

    def modify_rule(self, **request: Any) -> dict[str, Any]:
        """Set a rule's weights."""

        def change() -> dict[str, Any]:
            rule = self._rule(request["RuleArn"])
            weights, stickiness = _forward(request["Actions"], "ModifyRule")
            unknown = weights.keys() - self._account.groups.keys()
            if unknown:
                raise refused("TargetGroupNotFound", f"{unknown}", "ModifyRule")
            rule.modify(weights, stickiness)
            return {"Rules": [self._described(rule)]}

        return self._change("ModifyRule", request, change)

    def describe_listeners(self, **request: Any) -> dict[str, Any]:
        """Describe listeners by their ARNs."""
        return self._read(
            "DescribeListeners",
            lambda: {"Listeners": [self._listener(arn) for arn in request["ListenerArns"]]},
        )

    def modify_listener(self, **request: Any) -> dict[str, Any]:
        """Set what a listener forwards to."""

        def change() -> dict[str, Any]:
            (action,) = request["DefaultActions"]
            groups = [
                each["TargetGroupArn"]
                for each in action.get("ForwardConfig", {}).get("TargetGroups", [])
                if each.get("Weight", 1)
            ] or [action["TargetGroupArn"]]
            arn = request["ListenerArn"]
            self._listener(arn)
            self._account.test_listeners[arn] = groups[0]
            return {"Listeners": [self._listener(arn)]}

        return self._change("ModifyListener", request, change)

    def describe_target_health(self, **request: Any) -> dict[str, Any]:
        """Describe a group's targets."""

        def answer() -> dict[str, Any]:
            arn = request["TargetGroupArn"]
            group = self._account.groups.get(arn)
            if group is None:
                raise refused("TargetGroupNotFound", arn, "DescribeTargetHealth")
            states = (
                ("healthy", group.healthy),
                ("initial", group.starting),
                ("draining", group.draining),
            )
            return {
                "TargetHealthDescriptions": [
                    {
                        "Target": {"Id": target, "Port": 8080, "AvailabilityZone": "eu-central-1a"},
                        "TargetHealth": {"State": state},
                    }
                    for state, targets in states
                    for target in sorted(targets)
                ]
            }

        return self._read("DescribeTargetHealth", answer)

    def _rule(self, arn: str) -> Rule:
        rule = self._account.rules.get(arn)
        if rule is None:
            raise refused("RuleNotFound", arn, "DescribeRules")
        return rule

    def _described(self, rule: Rule) -> dict[str, Any]:
        stickiness: dict[str, Any] = {"Enabled": bool(rule.stickiness_seconds)}
        if rule.stickiness_seconds:
            stickiness["DurationSeconds"] = rule.stickiness_seconds
        return {
            "RuleArn": rule.arn,
            "Priority": "1",
            "IsDefault": False,
            "Actions": [
                {
                    "Type": "forward",
                    "Order": 1,
                    "ForwardConfig": {
                        "TargetGroups": [
                            {"TargetGroupArn": arn, "Weight": weight}
                            for arn, weight in rule.readable.items()
                        ],
                        "TargetGroupStickinessConfig": stickiness,
                    },
                }
            ],
        }

    def _listener(self, arn: str) -> dict[str, Any]:
        group = self._account.test_listeners.get(arn)
        if group is None:
            raise refused("ListenerNotFound", arn, "DescribeListeners")
        return {
            "ListenerArn": arn,
            "Port": 8443,
            "Protocol": "HTTPS",
            "DefaultActions": [
                {
                    "Type": "forward",
                    "Order": 1,
                    "TargetGroupArn": group,
                    "ForwardConfig": {
                        "TargetGroups": [{"TargetGroupArn": group, "Weight": 1}],
                        "TargetGroupStickinessConfig": {"Enabled": False},
                    },
                }
            ],
        }


def _forward(actions: Sequence[dict[str, Any]], operation: str) -> tuple[dict[str, int], int]:
    """Return weights by group, and the seconds of stickiness, of a forward action."""
    (action,) = actions
    forward = action["ForwardConfig"]
    weights = {each["TargetGroupArn"]: each["Weight"] for each in forward["TargetGroups"]}
    if not all(0 <= weight <= _MOST_WEIGHT for weight in weights.values()):
        raise refused("ValidationError", "a weight is from 0 to 999", operation)
    sticky = forward.get("TargetGroupStickinessConfig", {})
    return weights, sticky.get("DurationSeconds", 0) if sticky.get("Enabled") else 0
