"""CI runs everything, or says in capitals what it left out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKE = '#!/bin/sh\necho "$@" $SLUICE_WITHOUT_TERRAFORM\ncase "$*" in *setup) ;; *) exit 7 ;; esac\n'
LEFT_OUT = "THE STACKS ARE NOT VALIDATED AND NOT DEPLOYED"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What CI reads, with programs that only say how they were called."""
    for name in (".ci/run", "terraform.lock.hcl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for name in ("bash", "dirname", "mktemp", "cp", "rm"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or name)
    install(tmp_path, "make", MAKE)
    return tmp_path


def install(checkout: Path, name: str, script: str) -> None:
    (checkout / "bin" / name).write_text(script)
    (checkout / "bin" / name).chmod(0o755)


def run(checkout: Path) -> subprocess.CompletedProcess[str]:
    scratch = checkout / "scratch"
    scratch.mkdir()
    environment = {"PATH": str(checkout / "bin"), "TMPDIR": str(scratch)}
    command = [str(checkout / "bin" / "bash"), str(checkout / ".ci" / "run")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert list(scratch.iterdir()) == []
    return done


def test_everything_is_run_where_terraform_and_the_provider_are_there(checkout: Path) -> None:
    install(checkout, "terraform", "#!/bin/sh\n")
    done = run(checkout)
    assert done.stdout.splitlines() == ["--no-print-directory setup", "--no-print-directory test"]
    assert (done.returncode, done.stderr) == (7, "")


def test_without_terraform_the_rest_is_run_and_its_result_counts(checkout: Path) -> None:
    done = run(checkout)
    assert done.stdout.splitlines() == [
        "--no-print-directory setup",
        "--no-print-directory check 1",
    ]
    assert done.returncode == 7
    assert f"CI: TERRAFORM IS MISSING: {LEFT_OUT}" in done.stderr


def test_without_the_provider_the_rest_is_run_and_its_result_counts(checkout: Path) -> None:
    install(checkout, "terraform", "#!/bin/sh\necho no provider >&2; exit 1\n")
    done = run(checkout)
    assert done.stdout.splitlines()[1:] == ["--no-print-directory check 1"]
    assert done.returncode == 7
    assert f"CI: THE AWS PROVIDER IS MISSING: {LEFT_OUT}" in done.stderr
    assert "no provider" in done.stderr


def test_ci_may_be_started_as_a_program() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
