"""Terraform as a port: exit codes, and an interruption that waits."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from sluice import terraform
from sluice.terraform import PLAN_CHANGES, Terraform, TerraformFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STAND_IN = """#!{python}
import os, signal, sys, time
folder = os.getcwd()
open(folder + "/calls", "a").write(" ".join(sys.argv[1:]) + "\\n")
if sys.argv[1] == "apply":
    signal.signal(signal.SIGINT, lambda *_: None)
    open(folder + "/started", "w").close()
    time.sleep({seconds})
    open(folder + "/finished", "w").close()
if sys.argv[1] == "plan" and "-json" in sys.argv:
    signal.signal(signal.SIGINT, lambda *_: None)
    open([a[5:] for a in sys.argv if a.startswith("-out=")][0], "w").close()
    print("one", flush=True)
    open(folder + "/started", "w").close()
    time.sleep({seconds})
    open(folder + "/finished", "w").close()
if sys.argv[1] == "show" or "-json" in sys.argv:
    print("a warning", file=sys.stderr)
print(os.environ.get("TF_DATA_DIR", "unset"), os.environ["TF_STATE_PERSIST_INTERVAL"])
sys.exit({code} if sys.argv[1] != "init" else 0)
"""


def _terraform(tmp_path: Path, *, code: int = 0, seconds: float = 0) -> Terraform:
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "terraform"
    program.write_text(STAND_IN.format(python=sys.executable, code=code, seconds=seconds))
    program.chmod(0o755)
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return Terraform(tmp_path, environment={**os.environ, "TF_DATA_DIR": "/elsewhere"})


@pytest.fixture(autouse=True)
def _path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    monkeypatch.setattr(terraform, "_BESIDE", tmp_path / "not-there")


def test_a_plan_with_changes_is_an_answer_and_no_failure(tmp_path: Path) -> None:
    assert _terraform(tmp_path, code=PLAN_CHANGES).plan_exit_code() == PLAN_CHANGES


def test_a_failure_holds_what_terraform_said(tmp_path: Path) -> None:
    with pytest.raises(TerraformFailed, match=r"terraform plan failed:\nunset 1"):
        _terraform(tmp_path, code=1).plan_exit_code()


def test_what_is_applied_was_planned_and_is_not_printed_first(tmp_path: Path) -> None:
    _terraform(tmp_path).apply()
    plan, apply = (tmp_path / "calls").read_text().splitlines()
    assert plan == "plan -out=planned -no-color"
    assert apply.startswith("apply")
    assert apply.endswith("planned")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let SIGINT interrupt: a shell's background job is started with it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def _ctrl_c_once(there: Path) -> Iterator[None]:
    """Interrupt this process as soon as a file is there."""

    def interrupt() -> None:
        while not there.exists():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    yield
    thread.join()


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_waits_for_terraform(tmp_path: Path) -> None:
    terraform = _terraform(tmp_path, seconds=1)
    with _ctrl_c_once(tmp_path / "started"), pytest.raises(KeyboardInterrupt):
        terraform.apply()
    assert (tmp_path / "finished").exists()


def test_a_plan_is_heard_line_by_line_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    heard: list[str] = []
    saved = tmp_path / "saved"
    assert _terraform(tmp_path, code=PLAN_CHANGES).plan(saved, hear=heard.append) == PLAN_CHANGES
    assert heard[0] == "one\n"
    assert "a warning\n" in heard
    assert saved.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_of_a_plan_waits_for_terraform_too(tmp_path: Path) -> None:
    terraform = _terraform(tmp_path, seconds=1)
    heard: list[str] = []
    with _ctrl_c_once(tmp_path / "started"), pytest.raises(KeyboardInterrupt):
        terraform.plan(tmp_path / "saved", hear=heard.append)
    assert (tmp_path / "finished").exists()
    assert heard[0] == "one\n"


def test_a_shown_plan_is_what_it_printed_and_no_warning(tmp_path: Path) -> None:
    assert "warning" not in _terraform(tmp_path).show(tmp_path / "saved", as_json=True)


def test_a_plan_that_cannot_be_shown_says_why(tmp_path: Path) -> None:
    with pytest.raises(TerraformFailed, match="terraform show failed:\na warning"):
        _terraform(tmp_path, code=1).show(tmp_path / "saved", as_json=False)


def test_a_pinned_init_refuses_a_provider_without_a_recorded_hash(tmp_path: Path) -> None:
    _terraform(tmp_path).init_pinned()
    (call,) = (tmp_path / "calls").read_text().splitlines()
    assert call == "init -reconfigure -lockfile=readonly -no-color"


def test_a_missing_program_is_one_sentence(tmp_path: Path) -> None:
    os.environ["PATH"] = str(tmp_path)
    with pytest.raises(TerraformFailed, match="not on PATH: make setup fetches it"):
        Terraform(tmp_path).init()


def test_the_one_that_set_up_fetched_goes_before_the_machine_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched, work = tmp_path / "fetched", tmp_path / "work"
    for folder in (fetched, work):
        folder.mkdir()
    _terraform(fetched)
    monkeypatch.setattr(terraform, "_BESIDE", fetched / "bin" / "terraform")
    made = _terraform(work)
    (work / "bin" / "terraform").write_text("#!/bin/sh\nexit 1\n")
    assert made.plan_exit_code() == 0
