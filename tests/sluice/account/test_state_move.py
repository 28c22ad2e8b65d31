"""Bootstrap's state on its way into the bucket, and every point at which it may stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.account.progress import BootstrapRefused, Stage, stage_of
from sluice.account.state_store import StateId
from sluice.terraform import PLAN_CHANGES, TerraformFailed
from tests.sluice.account.fake_aws import BUCKET, KEY, state

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.account.state_move import Move
    from tests.sluice.account.fake_aws import FakeAws


def test_from_nothing_it_applies_moves_the_state_checks_and_deletes_the_copy(
    aws: FakeAws, move: Move
) -> None:
    assert move.stage() is Stage.FRESH
    move.forward(Stage.FRESH)
    assert aws.calls == ["init", "apply", "put", "init", "plan"]
    assert aws.bucket == {KEY: state(1)}
    assert not move.state.parent.exists()
    assert move.stage() is Stage.DONE


@pytest.mark.parametrize("point", ["init", "apply", "put", "plan"])
def test_wherever_it_fails_the_next_run_ends_in_the_same_place(
    aws: FakeAws, move: Move, point: str
) -> None:
    aws.fails_at = point
    with pytest.raises(TerraformFailed):
        move.forward(move.stage())
    aws.fails_at = None
    move.forward(move.stage())
    assert move.stage() is Stage.DONE
    assert aws.bucket is not None
    assert aws.bucket[KEY]
    assert not move.state.parent.exists()


def test_what_is_in_the_bucket_is_applied_no_second_time(aws: FakeAws, move: Move) -> None:
    aws.fails_at = "plan"
    with pytest.raises(TerraformFailed):
        move.forward(Stage.FRESH)
    aws.fails_at = None
    aws.calls.clear()
    assert move.stage() is Stage.MOVED
    move.forward(Stage.MOVED)
    assert aws.calls == ["init", "plan"]


def test_the_local_state_is_kept_where_the_plan_is_not_empty(aws: FakeAws, move: Move) -> None:
    aws.plan = PLAN_CHANGES
    with pytest.raises(BootstrapRefused, match="a plan is not empty"):
        move.forward(Stage.FRESH)
    assert move.state.exists()


def test_terraform_never_works_in_the_synthesized_folder(move: Move, tmp_path: Path) -> None:
    move.forward(Stage.FRESH)
    assert [path.name for path in (tmp_path / "stack").iterdir()] == ["cdk.tf.json"]


def test_what_a_killed_terraform_did_not_write_down_is_imported(aws: FakeAws, move: Move) -> None:
    # Killed before it had written any state: its folder is there, and so is the bucket.
    (move.state.parent / "work").mkdir(parents=True)
    aws.bucket = {}
    assert move.stage() is Stage.UNFINISHED
    move.forward(Stage.UNFINISHED)
    assert aws.adopted == [
        {"to": "aws_iam_role.r", "id": "sluice-plan"},
        {"to": "aws_s3_bucket.b", "id": BUCKET},
    ]


def test_only_what_no_state_knows_is_imported(aws: FakeAws, move: Move) -> None:
    move.state.parent.mkdir(parents=True)
    move.state.write_text(state(3))
    move.forward(move.stage())
    assert aws.adopted == [{"to": "aws_iam_role.r", "id": "sluice-plan"}]


def test_a_state_that_came_into_the_bucket_meanwhile_is_not_overwritten(
    aws: FakeAws, move: Move
) -> None:
    move.state.parent.mkdir(parents=True)
    move.state.write_text(state(1))
    stage = move.stage()
    aws.bucket = {KEY: state(9, "two")}
    with pytest.raises(BootstrapRefused, match="of different histories"):
        move.forward(stage)
    assert aws.bucket == {KEY: state(9, "two")}


def _id(serial: int, lineage: str = "one") -> StateId:
    return StateId(lineage, serial, 1)


@pytest.mark.parametrize(
    ("local", "remote", "exists", "stage"),
    [
        (None, None, False, Stage.FRESH),
        (_id(1), None, False, Stage.UNFINISHED),
        (_id(1), None, True, Stage.UNFINISHED),
        (_id(2), _id(1), True, Stage.UNFINISHED),
        (_id(1), _id(1), True, Stage.MOVED),
        (_id(1), _id(2), True, Stage.MOVED),
        (None, _id(1), True, Stage.DONE),
    ],
)
def test_the_stage_follows_from_the_two_states(
    local: StateId | None,
    remote: StateId | None,
    exists: bool,  # noqa: FBT001 - a parameter of pytest
    stage: Stage,
) -> None:
    assert stage_of(local, remote, bucket_exists=exists) is stage


def test_a_bucket_that_no_state_knows_is_left_alone() -> None:
    with pytest.raises(BootstrapRefused, match="no state knows it"):
        stage_of(None, None, bucket_exists=True)


def test_undo_pulls_the_state_lowers_the_protections_and_destroys(aws: FakeAws, move: Move) -> None:
    aws.bucket = {KEY: state(4, protected=True)}
    move.back()
    assert aws.calls == ["init", "apply", "destroy"]
    assert move.stage() is Stage.FRESH
    assert not move.state.parent.exists()


def test_an_undo_that_failed_continues_where_it_was(aws: FakeAws, move: Move) -> None:
    aws.bucket = {KEY: state(4, protected=True)}
    aws.fails_at = "destroy"
    with pytest.raises(TerraformFailed):
        move.back()
    aws.fails_at = None
    aws.calls.clear()
    move.back()
    assert aws.calls == ["init", "destroy"]
    assert move.stage() is Stage.FRESH


def test_two_runs_at_once_are_told_apart(move: Move) -> None:
    with (
        move.alone(),
        pytest.raises(BootstrapRefused, match="another run is at work"),
        move.alone(),
    ):
        pass
