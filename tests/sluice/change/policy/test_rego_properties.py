"""Plan rules against what Python says of the same values, many resources at a time."""

from __future__ import annotations

import ipaddress
import json
import math
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sluice.change.plan_documents import entry
from tests.sluice.change.policy.test_rego import judge, standing

FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = {"min_size": 1, "max_size": 40}

days = st.one_of(st.integers(0, 3653), st.none())


def failing(rule: str, *changes: dict[str, Any]) -> set[int]:
    """Return which changes, by number, fail a rule; the numbers are the resources' names."""
    found = standing(judge(*changes))
    return {int(address.rpartition("_")[2]) for name, address in found if name == rule}


@FEW
@given(st.lists(st.tuples(st.integers(0, 3653), days), **MANY))
def test_logs_are_kept_shorter_exactly_where_the_number_falls(
    pairs: list[tuple[int, int | None]],
) -> None:
    def length(value: int | None) -> float:
        if value is None:
            return -1
        return math.inf if value == 0 else value

    found = failing(
        "REGO_RETENTION_LOWERED",
        *(
            entry(
                f"aws_cloudwatch_log_group.g_{number}",
                before={"retention_in_days": before},
                after={"retention_in_days": after},
            )
            for number, (before, after) in enumerate(pairs)
        ),
    )
    assert found == {
        number for number, (before, after) in enumerate(pairs) if length(after) < length(before)
    }


networks = st.one_of(
    st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
        lambda pair: ipaddress.IPv4Network(pair, strict=False)
    ),
    st.tuples(st.integers(0, 2**128 - 1), st.integers(0, 128)).map(
        lambda pair: ipaddress.IPv6Network(pair, strict=False)
    ),
)


@FEW
@given(st.lists(networks, **MANY))
def test_a_network_is_everywhere_exactly_where_its_prefix_is_short(
    found: list[ipaddress.IPv4Network | ipaddress.IPv6Network],
) -> None:
    rule = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22}
    wide = failing(
        "REGO_PUBLIC_INGRESS",
        *(
            entry(
                f"aws_vpc_security_group_ingress_rule.r_{number}",
                ("create",),
                after={f"cidr_ipv{each.version}": str(each), **rule},
            )
            for number, each in enumerate(found)
        ),
    )
    shortest = {4: 8, 6: 16}
    assert wide == {
        number for number, each in enumerate(found) if each.prefixlen < shortest[each.version]
    }


ports = st.tuples(st.integers(0, 65535), st.integers(0, 65535)).map(sorted)


@FEW
@given(st.lists(st.tuples(ports, ports), **MANY))
def test_ports_are_newly_open_exactly_where_they_were_not(
    pairs: list[tuple[list[int], list[int]]],
) -> None:
    def rule(first: int, last: int) -> dict[str, Any]:
        open_to = {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "tcp"}
        return {**open_to, "from_port": first, "to_port": last}

    found = failing(
        "REGO_PUBLIC_INGRESS",
        *(
            entry(
                f"aws_vpc_security_group_ingress_rule.r_{number}",
                before=rule(*before),
                after=rule(*after),
            )
            for number, (before, after) in enumerate(pairs)
        ),
    )
    assert found == {
        number
        for number, (before, after) in enumerate(pairs)
        if not (before[0] <= after[0] and after[1] <= before[1])
    }


principals = st.sampled_from(
    [
        "*",
        {"AWS": "*"},
        {"AWS": ["arn:aws:iam::1:root", "*"]},
        {"AWS": "arn:aws:iam::1:root"},
        {"Service": "events.amazonaws.com"},
        {"Federated": "*"},
    ]
)
conditions = st.sampled_from(
    [
        None,
        {"StringEquals": {"aws:SourceAccount": "1"}},
        {"ArnLike": {"AWS:SourceArn": ["arn:aws:sns:*:1:*"]}},
        {"StringLike": {"aws:PrincipalOrgID": "*"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringNotEquals": {"aws:SourceAccount": "1"}},
    ]
)
LIMITING = ("StringEquals", "ArnLike")


@FEW
@given(st.lists(st.tuples(st.sampled_from(["Allow", "Deny"]), principals, conditions), **MANY))
def test_a_statement_is_for_anybody_exactly_where_nothing_limits_it(
    drawn: list[tuple[str, Any, dict[str, Any] | None]],
) -> None:
    def policy(effect: str, principal: Any, condition: dict[str, Any] | None) -> str:
        statement = {"Effect": effect, "Principal": principal, "Action": "sqs:*", "Resource": "*"}
        return json.dumps(
            {
                "Statement": [
                    statement if condition is None else {**statement, "Condition": condition}
                ]
            }
        )

    found = failing(
        "REGO_PUBLIC_POLICY",
        *(
            entry(f"aws_sqs_queue_policy.p_{number}", ("create",), after={"policy": policy(*each)})
            for number, each in enumerate(drawn)
        ),
    )
    assert found == {
        number
        for number, (effect, principal, condition) in enumerate(drawn)
        if effect == "Allow"
        and "*" in (principal if principal == "*" else principal.get("AWS", ""))
        and not (condition and next(iter(condition)) in LIMITING)
    }


kinds = st.sampled_from(["aws_kms_key", "aws_iam_role", "aws_lb", "aws_db_instance"])
values = st.fixed_dictionaries(
    {},
    optional={
        "deletion_protection": st.booleans(),
        "internal": st.booleans(),
        "enable_key_rotation": st.booleans(),
        "permissions_boundary": st.sampled_from([None, "arn:b"]),
        "publicly_accessible": st.booleans(),
        "backup_retention_period": st.integers(0, 35),
    },
)
actions = st.sampled_from([("update",), ("delete", "create"), ("no-op",)])


@FEW
@given(st.lists(st.tuples(kinds, actions, values, values), **MANY), st.randoms())
def test_the_order_of_changes_does_not_matter(drawn: list[Any], random: Any) -> None:
    changes = [
        entry(f"{kind}.r_{number}", action, before=before, after=after)
        for number, (kind, action, before, after) in enumerate(drawn)
    ]
    mixed = list(changes)
    random.shuffle(mixed)
    assert judge(*changes) == judge(*mixed)


@FEW
@given(st.lists(st.tuples(kinds, values), **MANY))
def test_a_plan_that_does_nothing_breaks_no_rule(drawn: list[Any]) -> None:
    changes = [
        entry(f"{kind}.r_{number}", ("no-op",), before=same, after=same)
        for number, (kind, same) in enumerate(drawn)
    ]
    found = judge(*changes)
    assert not standing(found)
    assert found.labels == ()
