"""Rules, from the API to what a client gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.lab.alb.rig import Rig, answers, ask, eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lab.alb.targets import HttpTarget


def fixed(status: int, body: str = "") -> list[dict[str, Any]]:
    response = {"StatusCode": str(status), "ContentType": "text/plain", "MessageBody": body}
    return [{"Type": "fixed-response", "FixedResponseConfig": response}]


def test_the_matching_rule_of_highest_priority_answers(rig: Rig) -> None:
    listener = rig.listen(fixed(404, "Not found"))
    for priority, pattern, status in ((20, "/*", 202), (10, "/a*", 201), (5, "/ab", 200)):
        rig.elbv2.create_rule(
            ListenerArn=listener,
            Priority=priority,
            Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": [pattern]}}],
            Actions=fixed(status),
        )
    port = rig.port(listener)
    eventually(lambda: ask(port, "/ab").status, 200)
    assert ask(port, "/abc").status == 201
    assert ask(port, "/x").status == 202


def test_all_conditions_of_a_rule_must_hold(rig: Rig) -> None:
    listener = rig.listen(fixed(404, "Not found"))
    rig.elbv2.create_rule(
        ListenerArn=listener,
        Priority=1,
        Conditions=[
            {"Field": "host-header", "HostHeaderConfig": {"Values": ["*.example.com"]}},
            {
                "Field": "http-header",
                "HttpHeaderConfig": {"HttpHeaderName": "X-Canary", "Values": ["yes*"]},
            },
            {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}},
            {
                "Field": "query-string",
                "QueryStringConfig": {"Values": [{"Key": "v", "Value": "2?"}]},
            },
            {"Field": "source-ip", "SourceIpConfig": {"Values": ["127.0.0.0/8"]}},
        ],
        Actions=fixed(200),
    )
    port = rig.port(listener)
    good = {"Host": "web.example.com", "X-Canary": "yes please"}
    eventually(lambda: ask(port, "/?v=21", headers=good).status, 200)
    assert ask(port, "/?v=2", headers=good).status == 404
    assert ask(port, "/?v=21", headers=good | {"Host": "example.com"}).status == 404
    assert ask(port, "/?v=21", headers={"Host": "web.example.com"}).status == 404
    assert ask(port, "/?v=21", headers=good, method="POST", body=b"").status == 404


def test_a_fixed_response_comes_from_the_load_balancer(rig: Rig) -> None:
    port = rig.port(rig.listen(fixed(404, "Not found")))
    found = ask(port)
    assert (found.status, found.body) == (404, b"Not found")
    assert found.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert found.headers["Server"] == "awselb/2.0"


def test_a_redirect_keeps_what_it_does_not_change(rig: Rig) -> None:
    config = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    port = rig.port(rig.listen([{"Type": "redirect", "RedirectConfig": config}]))
    found = ask(port, "/a/b?c=d", headers={"Host": "web.example.com"})
    assert found.status == 301
    assert found.headers["Location"] == "https://web.example.com:443/a/b?c=d"


def test_a_deleted_rule_and_a_deleted_listener_answer_no_more(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    listener = rig.listen(fixed(404))
    (rule,) = rig.elbv2.create_rule(
        ListenerArn=listener,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "Values": ["/*"]}],
        Actions=fixed(200),
    )["Rules"]
    port = rig.port(listener)
    eventually(lambda: ask(port).status, 200)
    rig.elbv2.delete_rule(RuleArn=rule["RuleArn"])
    eventually(lambda: ask(port).status, 404)
    rig.elbv2.delete_listener(ListenerArn=listener)

    eventually(lambda: answers(port), 0)


def test_a_port_that_is_not_the_usual_one_is_in_the_host_header(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    only = target("only")
    rig.register(rig.blue, only)
    listener = rig.listen([{"Type": "forward", "TargetGroupArn": rig.blue}], port=8080)
    rig.wait_healthy(rig.blue, only)
    found = ask(rig.port(listener), headers={"Host": "web.example.com"})
    assert found.sent("Host") == "web.example.com:8080"
    assert found.sent("X-Forwarded-Port") == "8080"
