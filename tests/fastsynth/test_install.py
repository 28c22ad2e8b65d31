"""What `install` changes in a process, and how to do without it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import fastsynth

ROOT = Path(__file__).resolve().parents[2]
UNUSED = "gamelift_game_server_group"


def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    dropped = {fastsynth.PLAIN_IMPORT_VARIABLE, "PYTHONPATH"}
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith("JSII_")
    }
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_submodule_that_no_file_imports_is_refused_with_the_ways_out() -> None:
    with pytest.raises(ModuleNotFoundError) as refused:
        importlib.import_module(f"cdktf_cdktf_provider_aws.{UNUSED}")
    assert str(refused.value) == (
        f"cdktf_cdktf_provider_aws.{UNUSED} is not in the slim bindings: they hold what the "
        "files in constructs/ and stacks/ import by name. Import it there by name, or set "
        "SLUICE_PLAIN_IMPORT=1 for the plain import."
    )


def test_it_is_refused_as_an_attribute_of_the_package_too() -> None:
    root = importlib.import_module("cdktf_cdktf_provider_aws")
    with pytest.raises(ModuleNotFoundError, match="is not in the slim bindings"):
        getattr(root, UNUSED)


def test_a_listed_submodule_is_an_attribute_of_the_package() -> None:
    root = importlib.import_module("cdktf_cdktf_provider_aws")
    assert root.kms_key.KmsKey.__name__ == "KmsKey"


@pytest.mark.parametrize(("value", "took_effect"), [("1", False), ("0", True), ("", True)])
def test_one_variable_turns_it_off(value: str, took_effect: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    script = (
        "import sys, fastsynth\n"
        "print(fastsynth.install(), 'cdktf_cdktf_provider_aws' in sys.modules)"
    )
    done = run(script, **{fastsynth.PLAIN_IMPORT_VARIABLE: value})
    assert done.stdout.split() == [str(took_effect)] * 2, done.stderr


def test_nodes_version_is_not_remarked_on_at_each_synth() -> None:
    script = (
        "import fastsynth; fastsynth.install()\n"
        "from cdktf import App, Testing; from cdktf_cdktf_provider_aws.kms_key import KmsKey\n"
        "Testing.app()"
    )
    done = run(script)
    assert (done.returncode, done.stderr) == (0, "")


def test_damage_to_the_cache_is_repaired_and_said(
    package: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(fastsynth, "package_folder", lambda: package)
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "one.py").write_text("from cdktf_cdktf_provider_aws.kms_key import KmsKey\n")
    first = fastsynth.prepare([sources], tmp_path / "cache").tarball
    whole = first.read_bytes()
    fastsynth.prepare([sources], tmp_path / "cache")
    first.write_bytes(whole[:100])
    assert fastsynth.prepare([sources], tmp_path / "cache").tarball.read_bytes() == whole
    said = "building slim AWS bindings for 1 resource types (once, about 4 s)"
    assert capsys.readouterr().err.splitlines() == [said, said]
