"""Drift, told apart from what AWS fills in and what the driver moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sluice.change.effects.drift import Drift, sorted_drift
from tests.sluice.change.plan_documents import entry, plan, resource, stack

if TYPE_CHECKING:
    from sluice.change.model.stack import Resource

RULE = "aws_lb_listener_rule.weighted"
SERVICE = "aws_ecs_service.blue"


def _drift(
    declared: Resource, before: dict[str, Any], after: dict[str, Any] | None, *changes: Any
) -> Drift:
    of = stack(declared)
    actions = ("update",) if after is not None else ("delete",)
    drifted = entry(declared.address, actions, before=before, after=after)
    return sorted_drift(plan(*changes, drift=(drifted,), of=of), of)


def test_an_argument_that_the_stack_sets_is_drift() -> None:
    declared = resource("aws_lb.a", idle_timeout=60)
    found = _drift(declared, {"idle_timeout": 60, "arn": "x"}, {"idle_timeout": 5, "arn": "y"})
    (each,) = found.changed
    assert (each.address, each.arguments, each.deleted) == ("aws_lb.a", ("idle_timeout",), False)
    assert each.construct_path == "here/a"
    assert found.noise == 0


def test_what_aws_fills_in_is_noise() -> None:
    declared = resource("aws_lb_target_group.a", port=80)
    found = _drift(
        declared, {"port": 80, "load_balancer_arns": []}, {"port": 80, "load_balancer_arns": ["x"]}
    )
    assert found == Drift((), (), 1)


def test_an_empty_value_in_another_spelling_is_noise() -> None:
    declared = resource("aws_lb.a", tags={}, subnet_mapping=[{"x": None}], prefix="")
    before = {"prefix": "", "tags": None, "subnet_mapping": [{"x": 0}], "tags_all": {"Owner": "us"}}
    after = {
        "prefix": None,
        "tags": {},
        "subnet_mapping": [{"x": None}],
        "tags_all": {"Owner": "us"},
    }
    assert _drift(declared, before, after).noise == 1


def test_a_default_tag_that_somebody_removed_is_drift() -> None:
    found = _drift(resource("aws_lb.a"), {"tags_all": {"Owner": "us"}}, {"tags_all": {}})
    assert found.changed[0].arguments == ("tags_all",)


def test_a_switch_that_somebody_turned_off_is_no_empty_value() -> None:
    found = _drift(resource("aws_lb.a", guard=True), {"guard": True}, {"guard": False})
    assert found.changed[0].arguments == ("guard",)


def test_a_deleted_resource_is_drift_whatever_is_ignored() -> None:
    declared = resource(RULE, action=[], lifecycle={"ignore_changes": "all"})
    (each,) = _drift(declared, {"action": [1]}, None).changed
    assert each.deleted


def test_weights_and_counts_are_the_drivers() -> None:
    rule = resource(RULE, action=[1], lifecycle={"ignore_changes": ["action"]})
    found = _drift(rule, {"action": [{"weight": 100}]}, {"action": [{"weight": 5}]})
    assert found.changed == ()
    assert [(each.address, each.arguments) for each in found.moved_by_driver] == [
        (RULE, ("action",))
    ]
    service = resource(SERVICE, lifecycle={"ignore_changes": ["task_definition", "desired_count"]})
    before = {"task_definition": "a:1", "desired_count": 0}
    moved = _drift(service, before, {"task_definition": "a:2", "desired_count": 2})
    assert moved.moved_by_driver[0].arguments == ("desired_count", "task_definition")


def test_a_foreign_change_beside_the_drivers_is_drift() -> None:
    rule = resource(RULE, priority=1, lifecycle={"ignore_changes": ["action"]})
    before, after = {"priority": 1, "action": [1]}, {"priority": 2, "action": [2]}
    found = _drift(rule, before, after)
    assert found.changed[0].arguments == ("priority",)
    assert found.moved_by_driver == ()


def test_an_ignored_part_of_an_argument_leaves_it_to_the_driver() -> None:
    declared = resource("aws_lb.a", tags={}, lifecycle={"ignore_changes": ['tags["release"]']})
    found = _drift(declared, {"tags": {"release": "1"}}, {"tags": {"release": "2"}})
    assert found.changed == ()


def test_a_resource_that_the_stack_no_longer_has_shows_all_that_was_changed() -> None:
    of = stack()
    drifted = entry("aws_lb.gone", before={"x": 1}, after={"x": 2})
    (each,) = sorted_drift(plan(drift=(drifted,), of=of), of).changed
    assert each.arguments == ("x",)


def test_it_says_whether_the_plan_puts_it_back() -> None:
    declared = resource("aws_lb.a", idle_timeout=60)
    change = entry("aws_lb.a", before={"idle_timeout": 5}, after={"idle_timeout": 60})
    before, after = {"idle_timeout": 60}, {"idle_timeout": 5}
    assert _drift(declared, before, after, change).changed[0].put_back
    assert not _drift(declared, before, after).changed[0].put_back
