"""Stacks are synthesized anew, and a user's mistake is its own sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.change.model.errors import StackUnreadable
from sluice.change.synth import SynthFailed, synthesize

ROOT = Path(__file__).resolve().parents[3]
WRITES = """
import os, pathlib
for name in {names}:
    folder = pathlib.Path(os.environ["CDKTF_OUTDIR"], "stacks", name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cdk.tf.json").write_text('{{"//": {{"metadata": {{"stackName": "' + name + '"}}}}}}')
    {lock}
"""
LOCK = '(folder / ".terraform.lock.hcl").write_text("")'


def _program(root: Path, *names: str, lock: str = LOCK) -> None:
    (root / "main.py").write_text(WRITES.format(names=names, lock=lock))


def test_the_projects_own_stacks(tmp_path: Path) -> None:
    found = synthesize(tmp_path, root=ROOT)
    assert [each.name for each in found] == ["bootstrap", "dev", "prod", "stage"]
    for each in found:
        assert each.file == tmp_path / "stacks" / each.name / "cdk.tf.json"
        assert len(each.resources) >= 40
        lock = each.file.parent / ".terraform.lock.hcl"
        assert lock.read_bytes() == (ROOT / "terraform.lock.hcl").read_bytes()


def test_a_stack_that_is_no_longer_declared_is_gone_and_terraforms_folder_stays(
    tmp_path: Path,
) -> None:
    outdir = tmp_path / "out"
    _program(tmp_path, "old", "kept")
    synthesize(outdir, root=tmp_path)
    (outdir / "stacks" / "kept" / ".terraform").mkdir()
    _program(tmp_path, "kept")
    assert [each.name for each in synthesize(outdir, root=tmp_path)] == ["kept"]
    assert (outdir / "stacks" / "kept" / ".terraform").is_dir()


def test_a_users_mistake_is_its_own_sentence(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import sys; sys.exit('error: stacks/dev.py: wrong')")
    with pytest.raises(SynthFailed, match=r"^stacks/dev\.py: wrong$"):
        synthesize(tmp_path / "out", root=tmp_path)


def test_a_programs_own_fault_is_told_with_the_end_of_its_traceback(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("1 / 0")
    with pytest.raises(SynthFailed, match=r"could not be synthesized:\n(.*\n)*ZeroDivisionError"):
        synthesize(tmp_path / "out", root=tmp_path)


def test_a_stack_without_a_provider_lock_is_refused(tmp_path: Path) -> None:
    _program(tmp_path, "dev", lock="pass")
    with pytest.raises(StackUnreadable, match=r"lacks \.terraform\.lock\.hcl"):
        synthesize(tmp_path / "out", root=tmp_path)


def test_a_synth_that_writes_nothing_is_refused(tmp_path: Path) -> None:
    _program(tmp_path)
    with pytest.raises(StackUnreadable, match="no synthesized stack"):
        synthesize(tmp_path / "out", root=tmp_path)


def test_elsewhere_than_in_the_project_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(SynthFailed, match="run this in the project's folder"):
        synthesize(tmp_path / "out", root=tmp_path)
