"""Bad listeners and load balancers."""

from __future__ import annotations

from typing import Any

from benchmarks.bad_stacks.draft import Bad, Draft

_RULE = "load-balancer/listeners/weighted"
_TEST, _HTTPS, _HTTP = (f"load-balancer/listeners/{name}" for name in ("test", "https", "http"))
_BALANCER = "load-balancer/balancer"


def _groups(draft: Draft, path: str, argument: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = draft.at(path)[argument][0]["forward"]["target_group"]
    return found


def _by_arn(draft: Draft, path: str, argument: str) -> None:
    arn = _groups(draft, path, argument)[0]["arn"]
    draft.at(path)[argument] = [{"type": "forward", "target_group_arn": arn}]


def _twice(draft: Draft) -> None:
    groups = _groups(draft, _RULE, "action")
    groups[1]["arn"] = groups[0]["arn"]


def _extra_rule(draft: Draft) -> None:
    rule = draft.at(_RULE)
    draft.add(
        "aws_lb_listener_rule",
        "plain",
        listener_arn=f"${{{draft.address(_HTTP)}.arn}}",
        action=rule["action"],
        condition=[{"path_pattern": {"values": ["/api/*"]}}],
        priority=1,
        lifecycle=rule["lifecycle"],
    )


def _acl_counts(draft: Draft) -> None:
    rules = draft.at("firewall/acl")["rule"]
    chosen = next(each for each in rules if each.get("override_action"))
    chosen["override_action"] = {"count": {}}


BAD = (
    Bad("stage", "the rule forwards to one colour by ARN", lambda d: _by_arn(d, _RULE, "action")),
    Bad(
        "stage",
        "the test listener forwards to one colour by ARN",
        lambda d: _by_arn(d, _TEST, "default_action"),
    ),
    Bad("stage", "the rule knows one colour", lambda d: _groups(d, _RULE, "action").pop()),
    Bad("stage", "the rule knows one colour twice", _twice),
    Bad("stage", "an apply moves the weights", lambda d: d.set(_RULE, lifecycle=None)),
    Bad(
        "stage",
        "an apply moves the test listener's weights",
        lambda d: d.set(_TEST, lifecycle={"ignore_changes": ["port"]}),
    ),
    Bad("stage", "TLS 1.0", lambda d: d.set(_HTTPS, ssl_policy="ELBSecurityPolicy-2016-08")),
    Bad("stage", "AWS's own TLS policy", lambda d: d.set(_HTTPS, ssl_policy=None)),
    Bad(
        "stage",
        "a TLS 1.3 policy with TLS 1.0 in it",
        lambda d: d.set(_HTTPS, ssl_policy="ELBSecurityPolicy-TLS13-1-0-2021-06"),
    ),
    Bad(
        "stage",
        "plain HTTP forwards",
        lambda d: d.set(
            _HTTP, default_action=d.at(_TEST)["default_action"], lifecycle=d.at(_TEST)["lifecycle"]
        ),
    ),
    Bad("stage", "a rule of the plain listener forwards", _extra_rule),
    Bad("stage", "no firewall", lambda d: d.remove("firewall/association")),
    Bad("stage", "the firewall only counts", _acl_counts),
    Bad("stage", "no access logs", lambda d: d.set(_BALANCER, access_logs=None)),
    Bad(
        "stage",
        "no deletion protection",
        lambda d: d.set(_BALANCER, enable_deletion_protection=False),
    ),
)
