"""Each way to blind the gate, with the real Checkov: refused, or it sees all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.change.model.errors import GateBlind, StackUnreadable, WaiversRefused
from sluice.change.model.stack import read_stack, read_stacks
from sluice.change.model.verdict import Severity
from sluice.change.policy import checkov_input
from tests.sluice.change.policy.made import (
    HONEST,
    QUIET,
    RULE,
    judged,
    project_at,
    stack_at,
    standing,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_blocks_that_blind_checkov_hide_nothing_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project_at(tmp_path)
    stacks = [
        stack_at(tmp_path, "dev", moved=[{"from": "aws_a.b", "to": "aws_a.c"}]),
        stack_at(tmp_path, "stage", **{"import": [{"id": "x", "to": "aws_a.b"}]}),
        stack_at(tmp_path, "prod", removed=[{"from": "aws_a.b", "lifecycle": {"destroy": False}}]),
        stack_at(
            tmp_path, "bootstrap", terraform={"required_version": ">= 1.11", "backend": {"s3": {}}}
        ),
    ]
    # What else would quieten Checkov: its settings' file, and its variables.
    (root / ".checkov.yaml").write_text("skip-check: [CKV_AWS_25, CKV2_AWS_5]\n")
    monkeypatch.chdir(root)
    monkeypatch.setenv("CKV_SKIP_CHECK", "CKV_AWS_25")
    monkeypatch.setenv("PYTHONPATH", str(root))
    result = judged(root, stacks)
    for name in ("dev", "stage", "prod", "bootstrap"):
        for rule in ("CKV_AWS_25", "CKV2_AWS_5"):
            assert (name, rule, "aws_security_group.open") in standing(result)
    assert result.resources == dict.fromkeys(("dev", "stage", "prod", "bootstrap"), 1)
    assert not result.passed
    worst = result.standing[0]
    assert (worst.rule, worst.severity) == ("CKV_AWS_25", Severity.CRITICAL)


def test_whatever_else_checkov_cannot_parse_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if copies still held it.
    monkeypatch.setattr(checkov_input, "_BLINDING", ("import", "removed"))
    stacks = [
        stack_at(tmp_path, "bootstrap"),
        stack_at(tmp_path, "dev", moved=[{"from": "aws_a.b", "to": "aws_a.c"}]),
        stack_at(tmp_path, "stage", check=[{"x": 1}]),
        stack_at(tmp_path, "prod", locals=5),
    ]
    with pytest.raises(GateBlind) as refused:
        judged(project_at(tmp_path), stacks)
    blind = "dev (synth), stage (synth), prod (synth): Checkov could not parse it"
    assert str(refused.value).startswith(blind)


def test_a_planted_violation_that_is_not_found_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkov_input, "CANARY_VIOLATION_RULES", ("CKV_AWS_24", "CKV_AWS_0"))
    with pytest.raises(GateBlind, match=r"missed a planted open SSH port \(CKV_AWS_0\)"):
        judged(project_at(tmp_path), [stack_at(tmp_path, "dev")])


def test_a_file_with_a_syntax_error_is_refused(tmp_path: Path) -> None:
    stack = stack_at(tmp_path, "dev")
    stack.file.write_text(stack.file.read_text()[:-3])
    with pytest.raises(StackUnreadable, match="is no synthesized stack"):
        read_stack(stack.file)


def test_an_empty_output_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stacks" / "dev").mkdir(parents=True)
    with pytest.raises(StackUnreadable, match="no synthesized stack"):
        read_stacks(tmp_path)


def test_a_missing_environment_is_refused(tmp_path: Path) -> None:
    root = project_at(tmp_path)
    with pytest.raises(GateBlind, match="prod: not among"):
        judged(root, [stack_at(tmp_path, "dev")], expected=("dev", "prod"))


def test_a_missing_checkov_is_refused(tmp_path: Path) -> None:
    root = project_at(tmp_path)
    (root / ".venv-checkov").unlink()
    with pytest.raises(GateBlind, match="make setup"):
        judged(root, [stack_at(tmp_path, "dev")])


def test_a_checkov_that_ends_early_is_refused(tmp_path: Path) -> None:
    root = project_at(tmp_path)
    (root / ".venv-checkov").unlink()
    python = root / ".venv-checkov" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho broken >&2\nexit 0\n")
    python.chmod(0o755)
    with pytest.raises(GateBlind, match=r"gave no answer \(synth\): broken"):
        judged(root, [stack_at(tmp_path, "dev")])


def test_a_rule_that_raises_is_refused(tmp_path: Path) -> None:
    bodies = ('raise KeyError("hunter2")', "return conf['nothing'][0]", "return None")
    rules = {
        f"ckv_web_90{number}": RULE.format(body=body).replace("CKV_WEB_901", f"CKV_WEB_90{number}")
        for number, body in enumerate(bodies)
    }
    root = project_at(tmp_path, **rules)
    stack = stack_at(tmp_path, "dev", {"aws_thing": {"a": QUIET}})
    with pytest.raises(GateBlind, match="not every rule was run") as refused:
        judged(root, [stack])
    said = str(refused.value)
    for number in range(len(bodies)):
        assert f"CKV_WEB_90{number} crashed on aws_thing.a of dev (synth)" in said
    assert "KeyError in ckv_web_900.py, line" in said
    assert "hunter2" not in said


def test_a_rule_that_checkov_did_not_load_is_refused(tmp_path: Path) -> None:
    stack = stack_at(tmp_path, "dev", {"aws_thing": {"a": QUIET}})
    rules = {
        "ckv_web_901": HONEST,
        "ckv_web_902": "import nothing_of_this_name\n",
        "ckv_web_903": HONEST.replace("check = Rule()", ""),
        "ckv_web_904": HONEST,  # the id of the first, which Checkov then passes over
    }
    root = project_at(tmp_path, **rules)
    with pytest.raises(GateBlind, match="Checkov has no rule from") as refused:
        judged(root, [stack])
    said = str(refused.value)
    assert "ckv_web_902.py" in said
    assert "ckv_web_903.py" in said
    assert ("ckv_web_901.py" in said) is not ("ckv_web_904.py" in said)
    assert "nothing_of_this_name" in said


def test_rules_in_a_folder_that_is_no_package_are_refused(tmp_path: Path) -> None:
    root = project_at(tmp_path, ckv_web_901=HONEST)
    (root / "policies" / "__init__.py").unlink()
    with pytest.raises(GateBlind, match=r"no rule from ckv_web_901\.py.*__init__"):
        judged(root, [stack_at(tmp_path, "dev")])


def test_wrong_waivers_are_refused_before_anything_is_run(tmp_path: Path) -> None:
    root = project_at(tmp_path, "[[waiver]]\ncheck = 'CKV_AWS_25'\n")
    (root / ".venv-checkov").unlink()
    with pytest.raises(WaiversRefused, match="entry 1"):
        judged(root, [stack_at(tmp_path, "dev")])
