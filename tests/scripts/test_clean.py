"""`make clean` removes what runs generate and nothing that is nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.clean import clean

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def test_generated_files_go_and_environments_and_sources_stay(tmp_path: Path) -> None:
    gone = ("cdktf.out/stacks/dev/cdk.tf.json", ".mypy_cache/x", ".sluice/slim/a.tgz", "cdktf.log")
    kept = (".venv/bin/python", ".sluice/setup/venv.stamp", ".sluice/terraformrc", "stacks/dev.py")
    put(tmp_path, *gone, *kept)
    removed = clean(tmp_path)
    assert sorted(removed) == [".mypy_cache", ".sluice/slim", "cdktf.log", "cdktf.out"]
    assert all((tmp_path / name).exists() for name in kept)


def test_a_folder_with_a_state_in_it_is_kept_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, ".sluice/bootstrap/terraform.tfstate", ".sluice/validate/x")
    assert clean(tmp_path) == [".sluice/validate"]
    assert (tmp_path / ".sluice/bootstrap/terraform.tfstate").exists()
    assert "kept .sluice/bootstrap: it holds a Terraform state" in capsys.readouterr().out


def test_a_note_of_where_the_backend_is_counts_as_no_state(tmp_path: Path) -> None:
    put(tmp_path, "cdktf.out/stacks/dev/.terraform/terraform.tfstate")
    assert clean(tmp_path) == ["cdktf.out"]


def test_nothing_to_remove_is_no_error(tmp_path: Path) -> None:
    assert clean(tmp_path) == []
