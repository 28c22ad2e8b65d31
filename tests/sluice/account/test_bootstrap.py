"""`sluice bootstrap` and its way back: consent, interruptions, refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sluice.account import bootstrap
from sluice.account.progress import BootstrapRefused, Stage, read_target
from tests.sluice.account.fake_aws import KEY, STACK, state

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.account.state_move import Move
    from tests.sluice.account.fake_aws import FakeAws


@pytest.fixture
def verbs(move: Move, monkeypatch: pytest.MonkeyPatch) -> Move:
    monkeypatch.setattr(bootstrap, "_move", lambda *_: move)
    return move


def _yes(_: str) -> bool:
    return True


def _no(_: str) -> bool:
    return False


@pytest.mark.usefixtures("verbs")
def test_a_second_run_does_nothing_and_says_so(
    aws: FakeAws, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.run(confirm=_yes) == 0
    aws.calls.clear()
    assert bootstrap.run(confirm=_no) == 0
    assert aws.calls == []
    assert "nothing to do" in capsys.readouterr().out


@pytest.mark.usefixtures("verbs")
def test_without_consent_or_in_a_dry_run_nothing_happens(aws: FakeAws) -> None:
    assert bootstrap.run(confirm=_no) == 1
    assert bootstrap.run(confirm=_yes, dry_run=True) == 0
    assert aws.calls == []
    aws.bucket = {KEY: state(1)}
    assert bootstrap.tear_down(confirm=_no) == 1
    assert bootstrap.tear_down(confirm=_yes, dry_run=True) == 0
    assert aws.calls == []


def test_an_interruption_says_how_to_continue(
    verbs: Move, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: Stage) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verbs, "forward", interrupted)
    assert bootstrap.run(confirm=_yes) == 130
    assert f"'sluice bootstrap' continues from {verbs.state}" in capsys.readouterr().out


@pytest.mark.usefixtures("verbs")
def test_a_failure_says_how_to_continue(aws: FakeAws) -> None:
    aws.fails_at = "apply"
    with pytest.raises(BootstrapRefused, match="apply failed\n'sluice bootstrap' continues from"):
        bootstrap.run(confirm=_yes)


@pytest.mark.usefixtures("verbs")
def test_undo_refuses_while_another_stack_keeps_its_state_there(aws: FakeAws) -> None:
    aws.bucket = {KEY: state(1)}
    aws.others = ["dev/terraform.tfstate"]
    with pytest.raises(BootstrapRefused, match=r"dev/terraform\.tfstate; destroy those"):
        bootstrap.tear_down(confirm=_yes)
    assert aws.calls == []


def test_undo_refuses_a_stack_that_is_still_protected(
    aws: FakeAws, verbs: Move, tmp_path: Path
) -> None:
    protected = json.loads(json.dumps(STACK).replace("false", "true"))
    (tmp_path / "stack" / "cdk.tf.json").write_text(json.dumps(protected))
    verbs.target = read_target(tmp_path / "stack")
    aws.bucket = {KEY: state(1)}
    with pytest.raises(BootstrapRefused, match="SLUICE_DESTROYABLE=bootstrap"):
        bootstrap.tear_down(confirm=_yes)


@pytest.mark.usefixtures("verbs")
def test_undo_of_nothing_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.tear_down(confirm=_yes) == 0
    assert "nothing to do" in capsys.readouterr().out


def test_a_stack_that_is_not_synthesized_is_named(tmp_path: Path) -> None:
    with pytest.raises(BootstrapRefused, match="run 'make synth' first"):
        bootstrap.run(confirm=_yes, stack_folder=tmp_path, home=tmp_path)
