"""A dry run and a release have one view of AWS, whatever the listener rule says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sluice.canary.ports.aws_world import AwsWorld
from sluice.canary.verbs.shift import ShiftOptions
from sluice.canary.verbs.show import plan as showing
from sluice.errors import AwsUnreachable
from sluice.exits import Exit
from tests.sluice.canary.verify.deployed import Deployed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.verbs.session import Session
    from tests.sluice.canary.verbs.sessions import Stage


class Rule:
    """The client of `elbv2`, with other actions in the rule."""

    def __init__(self, client: Any, actions: list[dict[str, Any]]) -> None:
        self._client, self._actions = client, actions

    def describe_rules(self, **_: Any) -> dict[str, Any]:
        return {"Rules": [{"Actions": self._actions}]}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def as_a_release_sees_it(session: Session) -> str | None:
    try:
        return AwsWorld(session.descriptor, session.client, smoke=tuple).survey().weights.live
    except AwsUnreachable:
        return None


@pytest.mark.parametrize(
    ("weights", "live"),
    [
        ({"blue": 100, "green": 0}, "blue"),
        ({"blue": 0, "green": 1}, "green"),
        ({"blue": 60, "green": 40}, None),
        ({"blue": 0, "green": 0}, None),
        ({"blue": 0, "green": None}, None),
        ({"blue": None, "green": 0}, None),
        ({"blue": None, "green": None}, None),
        ({"green": None}, None),
        ({}, None),
    ],
    ids=str,
)
def test_the_same_rule_gives_one_answer_in_a_dry_run_and_in_a_release(
    lab: Callable[..., Any], stage: Stage, weights: dict[str, int | None], live: str | None
) -> None:
    aws = Deployed(lab)
    aws.scan()
    session = stage.session()
    session.descriptor = aws.context().descriptor
    groups = [
        {"TargetGroupArn": aws.document["services"][colour]["target_group_arn"]}
        | ({} if weight is None else {"Weight": weight})
        for colour, weight in weights.items()
    ]
    forward = {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}
    actions = [forward if groups else {"Type": "fixed-response"}]
    elbv2 = Rule(aws.client("elbv2"), actions)
    session.client = lambda name: elbv2 if name == "elbv2" else aws.client(name)

    code, text = showing.dry_run(session, ShiftOptions(image=aws.digest), as_json=True)

    document = json.loads(text)
    assert (document["live"], as_a_release_sees_it(session)) == (live, live)
    assert bool(document["calls"]) is (live is not None)
    if live is None:
        assert code is Exit.REFUSED
