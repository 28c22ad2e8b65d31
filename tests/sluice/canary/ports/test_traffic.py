from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sluice.canary.model.actions import PointTestListener, SetWeights
from sluice.canary.model.observation import Need, RuleWeights, Unread
from sluice.canary.model.reasons import Phase
from sluice.canary.ports.world import ActionFailed
from tests.sluice.canary.ports.site import Network, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.release import Release

FIVE = SetWeights(blue=95, green=5)


def seen(site: Site) -> RuleWeights | Unread | None:
    return site.world.observe(site.release(), {Need.WEIGHTS}, 0).weights


def test_weights_that_were_set_are_read_back(site: Site) -> None:
    assert seen(site) == RuleWeights(SetWeights(blue=100, green=0), stickiness_seconds=0)

    site.world.perform(site.release(), FIVE)

    assert seen(site) == RuleWeights(FIVE, stickiness_seconds=0)


def test_the_stickiness_stays_as_it_is(clients: Callable[[str], Any], network: Network) -> None:
    site = Site(clients, network, stickiness_seconds=600)
    before = site.actions()[0]["ForwardConfig"]["TargetGroupStickinessConfig"]

    site.world.perform(site.release(), FIVE)

    assert site.actions()[0]["ForwardConfig"]["TargetGroupStickinessConfig"] == before
    assert seen(site) == RuleWeights(FIVE, stickiness_seconds=600)


def test_other_actions_of_the_rule_stay_as_they_are(site: Site) -> None:
    login = {
        "Type": "authenticate-oidc",
        "Order": 1,
        "AuthenticateOidcConfig": {
            "Issuer": "https://login.example.com",
            "AuthorizationEndpoint": "https://login.example.com/a",
            "TokenEndpoint": "https://login.example.com/t",
            "UserInfoEndpoint": "https://login.example.com/u",
            "ClientId": "web",
            "ClientSecret": "secret",
        },
    }
    (forward,) = site.forward(blue=100, green=0)
    site("elbv2").modify_rule(RuleArn=site.rule, Actions=[login, forward | {"Order": 2}])

    site.world.perform(site.release(), FIVE)

    first, second = site.actions()
    assert first["AuthenticateOidcConfig"]["ClientId"] == "web"
    assert second["Order"] == 2
    assert site.weights() == {"blue": 95, "green": 5}


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (SetWeights(blue=1000, green=0), "blue's weight is 1000: it must be 0 to 999"),
        (SetWeights(blue=0, green=-1), "green's weight is -1"),
        (SetWeights(blue=0, green=0), "both weights are 0"),
    ],
)
def test_weights_that_aws_does_not_have_are_refused_before_the_call(
    site: Site, weights: SetWeights, words: str
) -> None:
    with pytest.raises(ActionFailed, match=words):
        site.world.perform(site.release(), weights)

    assert site.weights() == {"blue": 100, "green": 0}


def test_what_somebody_else_set_is_left(site: Site) -> None:
    site("elbv2").modify_rule(RuleArn=site.rule, Actions=site.forward(blue=70, green=30))

    with pytest.raises(ActionFailed, match="somebody else set the weights to blue 70, green 30"):
        site.world.perform(site.release(), FIVE)

    assert site.weights() == {"blue": 70, "green": 30}


@pytest.mark.parametrize(
    "changes", [{"phase": Phase.ROLLING_BACK}, {"reclaims": True}], ids=["going back", "resumed"]
)
def test_going_back_and_a_person_s_resume_overwrite_what_somebody_else_set(
    site: Site, changes: dict[str, Any]
) -> None:
    site("elbv2").modify_rule(RuleArn=site.rule, Actions=site.forward(blue=70, green=30))

    site.world.perform(site.release(**changes), FIVE)

    assert site.weights() == {"blue": 95, "green": 5}


def test_weights_that_are_already_there_may_be_set_again(site: Site) -> None:
    for _ in range(2):
        site.world.perform(site.release(), FIVE)

    assert site.weights() == {"blue": 95, "green": 5}


def test_a_rule_without_one_of_the_groups_is_unread(site: Site) -> None:
    site("elbv2").modify_rule(RuleArn=site.rule, Actions=site.forward(blue=1))

    weights = seen(site)

    assert isinstance(weights, Unread)
    assert "does not forward to green's target group" in weights.why


def test_a_rule_with_a_third_group_is_unread(site: Site) -> None:
    site.groups["other"] = site.group(f"{site.name}-other")
    site("elbv2").modify_rule(RuleArn=site.rule, Actions=site.forward(blue=50, green=50, other=50))

    weights = seen(site)

    assert isinstance(weights, Unread)
    assert "third target group" in weights.why


def test_going_back_puts_a_rule_right_that_lost_a_group(site: Site) -> None:
    site("elbv2").modify_rule(
        RuleArn=site.rule, Actions=[{"Type": "forward", "TargetGroupArn": site.groups["green"]}]
    )

    site.world.perform(_going_back(site), SetWeights(blue=100, green=0))

    assert site.weights() == {"blue": 100, "green": 0}


def test_a_rule_that_does_not_forward_is_neither_read_nor_changed(site: Site) -> None:
    page = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}
    site("elbv2").modify_rule(RuleArn=site.rule, Actions=[page])

    weights = seen(site)
    assert isinstance(weights, Unread)
    assert "its actions are fixed-response" in weights.why
    with pytest.raises(ActionFailed, match="does not forward"):
        site.world.perform(_going_back(site), FIVE)

    assert site.actions()[0]["Type"] == "fixed-response"


def test_a_rule_that_is_gone_is_unread(site: Site) -> None:
    site("elbv2").delete_rule(RuleArn=site.rule)

    assert isinstance(seen(site), Unread)
    with pytest.raises(ActionFailed, match="could not set the weights"):
        site.world.perform(site.release(), FIVE)


def test_the_test_listener_reaches_one_colour_alone_wherever_it_is_turned(site: Site) -> None:
    def reached() -> object:
        return site.world.observe(site.release(), {Need.TEST_LISTENER}, 0).test_listener

    assert reached() == "green"
    site.world.perform(site.release(), PointTestListener(colour="blue"))
    assert reached() == "blue"
    site.world.perform(site.release(), PointTestListener(colour="green"))
    assert reached() == "green"


def test_a_test_listener_in_the_short_form_is_read_and_turned(site: Site) -> None:
    short = {"Type": "forward", "TargetGroupArn": site.groups["blue"]}
    site("elbv2").modify_listener(ListenerArn=site.test_listener, DefaultActions=[short])

    assert site.world.observe(site.release(), {Need.TEST_LISTENER}, 0).test_listener == "blue"
    site.world.perform(site.release(), PointTestListener(colour="green"))

    assert site.world.observe(site.release(), {Need.TEST_LISTENER}, 0).test_listener == "green"


def test_a_test_listener_that_reaches_both_is_unread(site: Site) -> None:
    site("elbv2").modify_listener(
        ListenerArn=site.test_listener, DefaultActions=site.forward(blue=1, green=1)
    )

    found = site.world.observe(site.release(), {Need.TEST_LISTENER}, 0).test_listener

    assert isinstance(found, Unread)


def _going_back(site: Site) -> Release:
    return site.release(phase=Phase.ROLLING_BACK)
