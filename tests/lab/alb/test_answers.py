"""Where redirects lead, and what actions mean."""

from __future__ import annotations

from typing import Any

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from lab.alb.actions import action
from lab.alb.answers import location
from lab.alb.conditions import Asked
from lab.alb.configuration import FixedResponse, Forward, Redirect, WeightedGroup


def led(query: str = "q=1", **config: Any) -> str:
    data = {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_302", **config}}
    redirect = action([data])
    assert isinstance(redirect, Redirect)
    assert redirect.status == 302
    headers: CIMultiDict[str] = CIMultiDict()
    asked = Asked("GET", "web.example", "/a/b", query, "192.0.2.1", CIMultiDictProxy(headers))
    return location(redirect, asked, protocol="HTTP", port=80)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"Protocol": "HTTPS", "Port": "443"}, "https://web.example:443/a/b?q=1"),
        ({"Host": "new.#{host}"}, "http://new.web.example:80/a/b?q=1"),
        (
            {"Path": "/old/#{path}", "Query": "x=2&#{query}"},
            "http://web.example:80/old/a/b?x=2&q=1",
        ),
        ({"Path": "/moved", "Query": ""}, "http://web.example:80/moved"),
        ({"Path": "/#{port}/#{protocol}"}, "http://web.example:80/80/http?q=1"),
    ],
)
def test_a_redirect_fills_in_what_it_was_asked(config: dict[str, str], expected: str) -> None:
    assert led(**config) == expected


def test_no_query_leaves_no_question_mark() -> None:
    assert led(query="", Host="new") == "http://new:80/a/b"


def test_both_spellings_of_one_target_group_mean_the_same() -> None:
    short = action([{"Type": "forward", "TargetGroupArn": "a"}])
    groups = [{"TargetGroupArn": "a"}]
    long = action([{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}])
    assert short == long == Forward((WeightedGroup("a", 1),))


def test_stickiness_counts_only_where_it_is_on() -> None:
    def forward(sticky: dict[str, Any]) -> int:
        config = {
            "TargetGroups": [{"TargetGroupArn": "a", "Weight": "5"}],
            "TargetGroupStickinessConfig": sticky,
        }
        found = action([{"Type": "forward", "ForwardConfig": config}])
        assert isinstance(found, Forward)
        return found.stickiness_seconds

    assert forward({"Enabled": "true", "DurationSeconds": "60"}) == 60
    assert forward({"Enabled": False, "DurationSeconds": 60}) == 0


def test_the_last_action_decides() -> None:
    fixed = {"StatusCode": "200", "MessageBody": "hi"}
    found = action(
        [
            {"Type": "fixed-response", "Order": 2, "FixedResponseConfig": fixed},
            {"Type": "authenticate-oidc", "Order": 1},
        ]
    )
    assert found == FixedResponse(200, "text/plain", "hi")
