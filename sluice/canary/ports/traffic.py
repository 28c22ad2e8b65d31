"""The weighted rule and the test listener: read, change, and let the caller read back.

ModifyRule has no compare-and-swap. The rule is read right before it is written, and nothing is
written where somebody else moved it; a write between those two calls, some 50 ms, is
overwritten. Whoever called sees by reading back what is in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.canary.model.actions import SetWeights
from sluice.canary.model.observation import RuleWeights
from sluice.canary.ports.colours import group_arns
from sluice.canary.ports.reading import Unclear
from sluice.environment.descriptor import COLOURS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sluice.aws import Clients
    from sluice.environment.descriptor import Colour, Descriptor

_MOST_WEIGHT = 999
_FORWARD = "forward"


@dataclass(frozen=True)
class Traffic:
    """Where one environment's requests go."""

    descriptor: Descriptor
    clients: Clients

    def weights(self) -> RuleWeights:
        """Return the rule's weights.

        Raises:
            Unclear: the rule does not forward to just the two groups.
            BotoCoreError, ClientError: no answer.
        """
        return self._weights_in(self._rule_actions())

    def set_weights(self, desired: SetWeights, *, known: Sequence[SetWeights] | None) -> None:
        """Set both weights; stickiness and whatever else the rule says stay as they are.

        Args:
            desired: the weights.
            known: those that may be there now; None: whatever is there is replaced.

        Raises:
            Unclear: a weight that AWS does not have, both are 0, the rule does not forward, or
                somebody else moved it; nothing was written.
            BotoCoreError, ClientError: refused, or no answer; it may have been written.
        """
        for colour in COLOURS:
            if not 0 <= desired.of(colour) <= _MOST_WEIGHT:
                raise Unclear(
                    f"{colour}'s weight is {desired.of(colour)}: it must be 0 to {_MOST_WEIGHT}"
                )
        if not desired.blue + desired.green:
            raise Unclear("both weights are 0: nobody would be served")
        actions = self._rule_actions()
        if known is not None:
            there = self._weights_in(actions).weights
            if there not in (desired, *known):
                raise Unclear(
                    f"somebody else set the weights to blue {there.blue}, green {there.green}: "
                    "they were left so"
                )
        weights = {arn: desired.of(colour) for colour, arn in group_arns(self.descriptor).items()}
        self.clients("elbv2").modify_rule(
            RuleArn=self.descriptor.load_balancer.rule_arn,
            Actions=_forwarding(actions, weights, "the rule"),
        )

    def test_listener(self) -> Colour:
        """Return the colour that the test listener reaches.

        Raises:
            Unclear: neither, or both.
            BotoCoreError, ClientError: no answer.
        """
        what = "the test listener"
        found = _weights(_forward_of(self._listener_actions(), what), what)
        reached = {arn for arn, weight in found.items() if weight > 0}
        for colour, arn in group_arns(self.descriptor).items():
            if reached == {arn}:
                return colour
        raise Unclear(f"the test listener forwards to {', '.join(sorted(reached)) or 'nothing'}")

    def point_test_listener(self, colour: Colour) -> None:
        """Turn the test listener to one colour alone: the other one gets the weight 0.

        Raises:
            Unclear: the test listener does not forward; nothing was written.
            BotoCoreError, ClientError: refused, or no answer; it may have been written.
        """
        weights = {arn: int(each == colour) for each, arn in group_arns(self.descriptor).items()}
        self.clients("elbv2").modify_listener(
            ListenerArn=self.descriptor.load_balancer.test_listener_arn,
            DefaultActions=_forwarding(self._listener_actions(), weights, "the test listener"),
        )

    def _weights_in(self, actions: Sequence[Mapping[str, Any]]) -> RuleWeights:
        forward = _forward_of(actions, "the rule")
        found = _weights(forward, "the rule")
        arns = group_arns(self.descriptor)
        for colour, arn in arns.items():
            if arn not in found:
                raise Unclear(f"the rule does not forward to {colour}'s target group, {arn}")
        others = sorted(found.keys() - set(arns.values()))
        if others:
            raise Unclear(f"the rule forwards to a third target group, {others[0]}")
        return RuleWeights(
            weights=SetWeights(blue=found[arns["blue"]], green=found[arns["green"]]),
            stickiness_seconds=_stickiness_seconds(forward),
        )

    def _rule_actions(self) -> list[dict[str, Any]]:
        arn = self.descriptor.load_balancer.rule_arn
        (rule,) = self.clients("elbv2").describe_rules(RuleArns=[arn])["Rules"]
        actions: list[dict[str, Any]] = rule["Actions"]
        return actions

    def _listener_actions(self) -> list[dict[str, Any]]:
        arn = self.descriptor.load_balancer.test_listener_arn
        (listener,) = self.clients("elbv2").describe_listeners(ListenerArns=[arn])["Listeners"]
        actions: list[dict[str, Any]] = listener["DefaultActions"]
        return actions


def _forward_of(actions: Sequence[Mapping[str, Any]], what: str) -> Mapping[str, Any]:
    for action in actions:
        if action["Type"] == _FORWARD:
            return action
    types = ", ".join(action["Type"] for action in actions)
    raise Unclear(f"{what} does not forward: its actions are {types or 'none'}")


def _weights(forward: Mapping[str, Any], what: str) -> dict[str, int]:
    """Return the weights by target group.

    A weight is optional. A single group without one gets every request; of several AWS
    documents no weight for what has none, so none is made up here.
    """
    groups = forward.get("ForwardConfig", {}).get("TargetGroups", [])
    if not groups:
        # The short form, which AWS keeps for a single group.
        groups = [{"TargetGroupArn": forward["TargetGroupArn"]}]
    if len(groups) == 1:
        return {group["TargetGroupArn"]: int(group.get("Weight", 1)) for group in groups}
    for group in groups:
        if group.get("Weight") is None:
            raise Unclear(f"{what} gives no weight to {group['TargetGroupArn']}, one of several")
    return {group["TargetGroupArn"]: int(group["Weight"]) for group in groups}


def _stickiness_seconds(forward: Mapping[str, Any]) -> int:
    stickiness = forward.get("ForwardConfig", {}).get("TargetGroupStickinessConfig", {})
    return int(stickiness["DurationSeconds"]) if stickiness.get("Enabled") else 0


def _forwarding(
    actions: Sequence[Mapping[str, Any]], weights: Mapping[str, int], what: str
) -> list[dict[str, Any]]:
    """Return the actions with other weights in the one that forwards."""
    forward = _forward_of(actions, what)
    groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in weights.items()]
    config = dict(forward.get("ForwardConfig", {})) | {"TargetGroups": groups}
    changed = {name: value for name, value in forward.items() if name != "TargetGroupArn"}
    changed["ForwardConfig"] = config
    return [changed if action is forward else dict(action) for action in actions]
