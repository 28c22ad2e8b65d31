"""A plan's actions in groups, and the dangers in them."""

from __future__ import annotations

from typing import Any

import pytest

from sluice.change.effects.actions import Group, actions
from sluice.change.effects.dangers import dangers
from sluice.change.model.stateful import STATEFUL_KINDS
from tests.sluice.change.plan_documents import entry, plan

INGRESS = "aws_vpc_security_group_ingress_rule.x"


def _sentences(*changes: dict[str, Any]) -> list[str]:
    return [each.sentence for each in dangers(plan(*changes).changes)]


def _update(address: str, before: dict[str, Any], after: dict[str, Any], **more: Any) -> list[str]:
    return _sentences(entry(address, before=before, after=after, **more))


def test_each_action_has_its_group() -> None:
    found = actions(
        plan(
            entry("aws_sns_topic.a", ("create",), after={}),
            entry("aws_sns_topic.b", ("update",), before={}, after={}),
            entry("aws_sns_topic.c", ("delete", "create"), before={}, after={}),
            entry("aws_sns_topic.d", ("create", "delete"), before={}, after={}),
            entry("aws_sns_topic.e", ("delete",), before={}),
            entry("aws_sns_topic.f", ("forget",), before={}),
            entry("aws_sns_topic.g", ("no-op",), before={}, after={}),
        )
    )
    assert [(each.group, each.address[-1]) for each in found] == [
        (Group.DESTROYED, "e"),
        (Group.REPLACED, "c"),
        (Group.REPLACED, "d"),
        (Group.CHANGED, "b"),
        (Group.CREATED, "a"),
        (Group.FORGOTTEN, "f"),
    ]


def test_a_moved_and_an_imported_resource_count_even_if_nothing_else_is_done_to_them() -> None:
    moved = entry("aws_sns_topic.a", ("no-op",), previous_address="aws_sns_topic.old")
    imported = entry("aws_sns_topic.b", ("no-op",), importing={"id": "arn"})
    assert [(each.group, each.address) for each in actions(plan(moved, imported))] == [
        (Group.MOVED, "aws_sns_topic.a"),
        (Group.IMPORTED, "aws_sns_topic.b"),
    ]


def test_drift_is_no_change() -> None:
    found = plan(drift=(entry("aws_db_instance.a", ("delete",), before={}),))
    assert actions(found) == ()
    assert dangers(found.changes) == ()


@pytest.mark.parametrize("kind", sorted(STATEFUL_KINDS))
@pytest.mark.parametrize(
    ("actions", "says"),
    [
        (("delete",), "is destroyed"),
        (("delete", "create"), "created again, empty"),
        (("create", "delete"), "created again, empty"),
        (("forget",), "no longer looks after it"),
    ],
)
def test_a_stateful_resource_that_goes_is_a_danger(
    kind: str, actions: tuple[str, ...], says: str
) -> None:
    (sentence,) = _sentences(entry(f"{kind}.a", actions, before={}))
    assert says in sentence


def test_a_replacement_says_what_forces_it() -> None:
    (sentence,) = _sentences(
        entry(
            "aws_db_instance.a",
            ("delete", "create"),
            before={},
            after={},
            replace_paths=[["engine"], ["db_name"]],
        )
    )
    assert "forced by db_name, engine" in sentence


@pytest.mark.parametrize(
    ("address", "before", "after", "says"),
    [
        (
            "aws_db_instance.a",
            {"deletion_protection": True},
            {"deletion_protection": False},
            "deletion protection",
        ),
        ("aws_db_instance.a", {"multi_az": True}, {"multi_az": None}, "one zone"),
        (
            "aws_db_instance.a",
            {"publicly_accessible": False},
            {"publicly_accessible": True},
            "public address",
        ),
        (
            "aws_db_instance.a",
            {"backup_retention_period": 35},
            {"backup_retention_period": 7},
            "7 days instead of 35",
        ),
        (
            "aws_db_instance.a",
            {"backup_retention_period": 7},
            {"backup_retention_period": 0},
            "0 days instead of 7",
        ),
        (
            "aws_cloudwatch_log_group.a",
            {"retention_in_days": 0},
            {"retention_in_days": 365},
            "kept shorter",
        ),
        (
            "aws_lb.a",
            {"enable_deletion_protection": True},
            {"enable_deletion_protection": False},
            "deletion protection",
        ),
        ("aws_lb.a", {"internal": True}, {"internal": False}, "internet"),
        ("aws_s3_bucket.a", {"force_destroy": False}, {"force_destroy": True}, "what is in it"),
        (
            "aws_s3_bucket_public_access_block.a",
            {"block_public_acls": True},
            {"block_public_acls": False},
            "public access",
        ),
        (
            "aws_s3_bucket_versioning.a",
            {"versioning_configuration": [{"status": "Enabled"}]},
            {"versioning_configuration": [{"status": "Suspended"}]},
            "older versions",
        ),
        (
            INGRESS,
            {"cidr_ipv4": "10.0.0.0/8"},
            {"cidr_ipv4": "0.0.0.0/0", "from_port": 22, "to_port": 22, "ip_protocol": "tcp"},
            "0.0.0.0/0 to port 22",
        ),
        (
            INGRESS,
            {"cidr_ipv6": None},
            {"cidr_ipv6": "::/0", "ip_protocol": "-1"},
            "::/0 to every port",
        ),
        (
            "aws_security_group.a",
            {"ingress": []},
            {
                "ingress": [
                    {"cidr_blocks": ["0.0.0.0/0"], "from_port": 1, "to_port": 9, "protocol": "tcp"}
                ]
            },
            "ports 1 to 9",
        ),
    ],
)
def test_what_is_weakened_or_opened_is_a_danger(
    address: str, before: dict[str, Any], after: dict[str, Any], says: str
) -> None:
    (sentence,) = _update(address, before, after)
    assert says in sentence


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("aws_db_instance.a", {"deletion_protection": False}, {"deletion_protection": True}),
        ("aws_db_instance.a", {"backup_retention_period": 7}, {"backup_retention_period": 35}),
        ("aws_db_instance.a", {"instance_class": "a"}, {"instance_class": "b"}),
        ("aws_cloudwatch_log_group.a", {"retention_in_days": 30}, {"retention_in_days": 0}),
        ("aws_lb.a", {"internal": False}, {"internal": False}),
        (INGRESS, {"cidr_ipv4": "0.0.0.0/0"}, {"cidr_ipv4": "10.0.0.0/8"}),
        (INGRESS, {"cidr_ipv4": "0.0.0.0/0"}, {"cidr_ipv4": "0.0.0.0/0", "description": "x"}),
        ("aws_vpc_security_group_egress_rule.a", {}, {"cidr_ipv4": "0.0.0.0/0"}),
    ],
)
def test_what_is_strengthened_or_was_so_before_is_none(
    address: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert _update(address, before, after) == []


def test_what_is_known_only_after_apply_is_not_taken_for_safe() -> None:
    (sentence,) = _update(
        "aws_db_instance.a",
        {"deletion_protection": True},
        {},
        after_unknown={"deletion_protection": True},
    )
    assert sentence.startswith("it is known only after apply whether")


def test_a_guard_that_goes_is_a_danger() -> None:
    (sentence,) = _sentences(entry("aws_wafv2_web_acl_association.a", ("delete",), before={}))
    assert "firewall" in sentence


def test_a_new_public_entrance_is_a_danger() -> None:
    sentences = _sentences(
        entry("aws_lb.a", ("create",), after={"internal": False}),
        entry("aws_db_instance.b", ("create",), after={"publicly_accessible": True}),
    )
    assert sentences == ["it gets a public address", "it is reachable from the internet"]
