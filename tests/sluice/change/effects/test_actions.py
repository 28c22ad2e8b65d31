from __future__ import annotations

from typing import Any

from sluice.change.effects.actions import Group
from sluice.change.effects.dangers import dangers_of
from sluice.change.review.compose import plan_of
from tests.sluice.change.review.stacks import entry, plan, stack

GROUP = "aws_cloudwatch_log_group.app"
DATABASE = "aws_db_instance.main"
TOPIC = "aws_sns_topic.pages"
STACK = stack({GROUP: {}, DATABASE: {}, TOPIC: {}})


def kept(address: str, days: int, **change: Any) -> dict[str, Any]:
    return entry(
        address,
        "update",
        before={"retention_in_days": 30},
        after={"retention_in_days": days},
        **change,
    )


def test_what_the_base_does_as_well_was_pending_before() -> None:
    base = plan(STACK, kept(GROUP, 90), entry(TOPIC, "create"))
    head = plan(STACK, kept(GROUP, 60), entry(TOPIC, "create"), entry(DATABASE, "delete"))
    found = plan_of(head, base, STACK)
    assert [(each.group, each.address, each.pending) for each in found.actions] == [
        (Group.DESTROYED, DATABASE, False),
        (Group.CHANGED, GROUP, False),
        (Group.CREATED, TOPIC, True),
    ]
    assert found.base_known


def test_what_the_base_does_and_the_head_no_longer_is_named() -> None:
    base, head = plan(STACK, kept(GROUP, 90)), plan(STACK, entry(GROUP, "no-op"))
    found = plan_of(head, base, STACK)
    assert (found.actions, found.settled) == ((), (GROUP,))


def test_without_the_bases_plan_nothing_is_called_pending() -> None:
    found = plan_of(plan(STACK, kept(GROUP, 90)), None, STACK)
    assert not found.base_known
    assert [each.pending for each in found.actions] == [False]


def test_what_aws_moves_by_itself_does_not_make_it_another_change() -> None:
    def at(time: str) -> Any:
        return plan(
            STACK,
            entry(
                DATABASE,
                "update",
                before={"port": 1, "latest_restorable_time": time},
                after={"port": 2, "latest_restorable_time": time},
            ),
        )

    (found,) = plan_of(at("10:05"), at("10:00"), STACK).actions
    assert found.pending


def test_details_name_the_arguments_and_what_forces_a_replacement() -> None:
    change = entry(
        DATABASE,
        "delete",
        "create",
        before={"port": 1, "name": "a", "arn": "x"},
        after={"port": 1, "name": "b"},
        after_unknown={"arn": True},
        replace_paths=[["name"]],
    )
    (found,) = plan_of(plan(STACK, change), None, STACK).actions
    assert found.details == ('name: "a" → "b", which forces the replacement',)


def test_details_hide_what_terraform_calls_sensitive() -> None:
    change = entry(
        DATABASE,
        "update",
        before={"motto": "abc", "port": 1},
        after={"motto": "abd", "port": 2},
        before_sensitive={"motto": True},
        after_sensitive={"motto": True},
    )
    (found,) = plan_of(plan(STACK, change), None, STACK).actions
    assert found.details == ("motto: (sensitive) → (sensitive)", "port: 1 → 2")


def test_what_is_too_long_for_a_line_is_named_only() -> None:
    change = entry(GROUP, "update", before={"policy": "a" * 80}, after={"policy": "b"})
    (found,) = plan_of(plan(STACK, change), None, STACK).actions
    assert found.details == ("policy",)


def test_what_is_known_only_after_apply_says_so() -> None:
    change = entry(GROUP, "update", before={"arn": "a"}, after={}, after_unknown={"arn": True})
    (found,) = plan_of(plan(STACK, change), None, STACK).actions
    assert found.details == ('arn: "a" → (known after apply)',)


def test_a_move_says_from_where() -> None:
    old = "aws_sns_topic.old"
    (found,) = plan_of(
        plan(STACK, entry(TOPIC, "no-op", previous_address=old)), None, STACK
    ).actions
    assert (found.group, found.details) == (Group.MOVED, (f"it was {old}",))


def test_dangers_that_the_change_brings_come_before_pending_ones() -> None:
    gone = entry(DATABASE, "delete")
    base = plan(STACK, kept(GROUP, 7))
    found = dangers_of(plan(STACK, kept(GROUP, 7), gone), base)
    assert [(each.address, each.pending) for each in found] == [(DATABASE, False), (GROUP, True)]


def test_what_the_base_does_with_other_arguments_is_told_by_what_differs() -> None:
    def created(days: int) -> Any:
        after = {"name": "app", "retention_in_days": days}
        return plan(STACK, entry(GROUP, "create", after=after, after_unknown={"arn": True}))

    (found,) = plan_of(created(180), created(365), STACK).actions
    assert (found.group, found.pending, found.otherwise) == (Group.CREATED, False, True)
    assert found.details == ("retention_in_days: 365 → 180",)


def test_another_action_is_not_the_same_one_otherwise() -> None:
    (found,) = plan_of(
        plan(STACK, entry(GROUP, "delete")), plan(STACK, kept(GROUP, 90)), STACK
    ).actions
    assert not found.otherwise
