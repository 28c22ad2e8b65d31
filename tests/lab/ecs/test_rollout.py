"""The rolling update keeps its limits and comes to an end."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lab.ecs.rollout import Limits, Plan, Standing, TaskView, plan

H, S, U = Standing.HEALTHY, Standing.STARTING, Standing.UNHEALTHY


def _tasks(deployment: str, *standings: Standing) -> list[TaskView]:
    return [
        TaskView(f"{deployment}{order}", deployment, standing, order)
        for order, standing in enumerate(standings)
    ]


def _stopped(found: Plan) -> list[str]:
    return [task.arn for task in found.stop]


def test_an_empty_service_starts_all_its_tasks() -> None:
    assert plan(Limits(2), "new", []) == Plan(start=2)


def test_a_full_service_does_nothing() -> None:
    assert plan(Limits(2), "new", _tasks("new", H, H)) == Plan()


def test_new_tasks_start_before_old_ones_stop() -> None:
    assert plan(Limits(2), "new", _tasks("old", H, H)) == Plan(start=2)
    both = _tasks("old", H, H) + _tasks("new", S, S)
    assert plan(Limits(2), "new", both) == Plan()


def test_as_many_old_tasks_stop_as_new_ones_are_healthy() -> None:
    tasks = _tasks("old", H, H) + _tasks("new", H, S)
    assert _stopped(plan(Limits(2), "new", tasks)) == ["old1"]


def test_an_old_task_that_never_served_stops_at_once() -> None:
    tasks = _tasks("old", S, H) + _tasks("new", S, S)
    assert _stopped(plan(Limits(2), "new", tasks)) == ["old0"]


def test_without_room_above_old_tasks_stop_first() -> None:
    limits = Limits(2, minimum_healthy_percent=50, maximum_percent=100)
    found = plan(limits, "new", _tasks("old", H, H))
    assert (found.start, len(found.stop)) == (0, 1)


def test_without_any_room_a_deployment_is_blocked() -> None:
    limits = Limits(2, minimum_healthy_percent=100, maximum_percent=100)
    assert plan(limits, "new", _tasks("old", H, H)) == Plan(blocked=True)


def test_scaling_down_stops_what_serves_least() -> None:
    assert _stopped(plan(Limits(1), "new", _tasks("new", H, S, H))) == ["new1", "new2"]


def test_an_unhealthy_task_stops_and_is_replaced() -> None:
    found = plan(Limits(2), "new", _tasks("new", H, U))
    assert (_stopped(found), found.start) == (["new1"], 1)


def test_nothing_starts_while_it_may_not() -> None:
    assert plan(Limits(2), "new", [], may_start=False) == Plan()


views = st.lists(
    st.builds(
        TaskView,
        arn=st.uuids().map(str),
        deployment_id=st.sampled_from(["old", "older", "new"]),
        standing=st.sampled_from(Standing),
        order=st.integers(0, 100).map(float),
    ),
    max_size=12,
)
limits = st.builds(
    Limits,
    desired=st.integers(0, 6),
    minimum_healthy_percent=st.integers(0, 100),
    maximum_percent=st.integers(100, 200),
)


@given(limits, views)
def test_no_step_goes_over_the_maximum_or_below_the_minimum(
    wanted: Limits, tasks: list[TaskView]
) -> None:
    found = plan(wanted, "new", tasks)
    stays = [task for task in tasks if task not in found.stop]
    if found.start:
        assert len(stays) + found.start <= wanted.upper
    healthy = [task for task in stays if task.standing is H]
    lost = [task for task in found.stop if task.standing is H]
    if lost:
        assert len(healthy) >= wanted.lower


@given(limits, views)
@settings(max_examples=50)
def test_step_by_step_every_deployment_ends_or_is_blocked(
    wanted: Limits, tasks: list[TaskView]
) -> None:
    # Whether the tasks from before ever get healthy is not the deployment's to say.
    tasks = [TaskView(task.arn, task.deployment_id, H, task.order) for task in tasks]
    for number in range(50):
        found = plan(wanted, "new", tasks)
        if found.blocked:
            assert wanted.upper == wanted.lower
            return
        if found == Plan():
            break
        tasks = [task for task in tasks if task not in found.stop]
        tasks += [TaskView(f"{number}-{i}", "new", S, 200 + number) for i in range(found.start)]
        # All that runs gets healthy in the end.
        tasks = [TaskView(task.arn, task.deployment_id, H, task.order) for task in tasks]
    assert [task.deployment_id for task in tasks] == ["new"] * wanted.desired
