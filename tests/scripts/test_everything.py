"""`make test` runs its longest part beside the others, shows all, and leaves nothing behind."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import everything

ROOT = Path(__file__).resolve().parents[2]


def python(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", script)


def run(tmp_path: Path, parts: dict[str, str], beside: str, set_up: str = "") -> int:
    commands = {name: python(script) for name, script in parts.items()}
    return everything.main(commands, python(beside), python(set_up), tmp_path / "journey.log")


def waits_for(file: Path, then: str = "") -> str:
    return (
        "import pathlib, time\n"
        f"while not pathlib.Path({str(file)!r}).exists(): time.sleep(0.01)\n{then}"
    )


def test_the_journey_runs_beside_the_others_and_its_output_is_shown_at_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun, met = tmp_path / "begun", tmp_path / "met"
    # Each waits for the other: one after another they would never end.
    beside = f"open({str(begun)!r}, 'w')\n{waits_for(met)}print('41 passed')"
    tests = waits_for(begun, f"print('5643 passed'); open({str(met)!r}, 'w')")
    assert run(tmp_path, {"lint": "print('all of it')", "tests": tests}, beside) == 0
    shown = capsys.readouterr().out
    assert "== lint\nall of it\n== tests\n5643 passed\n" in shown
    assert "\n== tests with Terraform\n41 passed\n== make test\n" in shown
    table = shown.partition("== make test\n")[2]
    assert re.findall(r"  (\S.*?)  +\d+ s  ok\n", table) == [
        "set-up",
        "lint",
        "tests",
        "tests with Terraform",
    ]


@pytest.mark.parametrize("failing", ["lint", "tests", "beside"])
def test_all_is_run_also_after_one_has_failed_and_the_exit_code_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], failing: str
) -> None:
    scripts = {name: f"print('{name} ran')" for name in ("lint", "tests", "beside")}
    scripts[failing] += "; raise SystemExit(3)"
    beside = scripts.pop("beside")
    assert run(tmp_path, scripts, beside) == 1
    shown = capsys.readouterr().out
    assert all(f"{name} ran\n" in shown for name in ("lint", "tests", "beside"))
    assert (
        len(re.findall(r"^  \S.* s  FAILED \(3\)$", shown.partition("make test")[2], re.MULTILINE))
        == 1
    )


def test_without_a_set_up_nothing_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, {"tests": "print('ran')"}, "print('ran')", "raise SystemExit(2)") == 1
    shown = capsys.readouterr().out
    assert "ran" not in shown
    assert re.search(r"set-up +0 s  FAILED \(2\)", shown)


def test_a_line_now_and_then_says_how_far_the_journey_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everything, "_REPORT_SECONDS", 0.05)
    enough = tmp_path / "enough"
    beside = "print('3 of 150 resources', flush=True)\n" + waits_for(enough)
    tests = f"import time; time.sleep(0.5); open({str(enough)!r}, 'w')"
    assert run(tmp_path, {"tests": tests}, beside) == 0
    assert re.search(
        r"^  tests with Terraform: \d+ s  3 of 150 resources$",
        capsys.readouterr().out,
        re.MULTILINE,
    )


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "sigterm"]
)
def test_an_interrupt_ends_both_and_what_they_have_started(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    def part(name: str) -> str:
        file = str(tmp_path / name)
        return (
            "import subprocess, sys, time\n"
            # A child that an interrupt does not end.
            "child = subprocess.Popen([sys.executable, '-c', 'import signal, time; "
            "signal.signal(signal.SIGINT, signal.SIG_IGN); "
            'print("ignores", flush=True); time.sleep(600)\'], stdout=subprocess.PIPE)\n'
            "child.stdout.readline()\n"
            "try:\n"
            f"    open({file!r}, 'w').write(str(child.pid))\n"
            "    time.sleep(600)\n"
            "except KeyboardInterrupt:\n"
            f"    open({file + '.ended'!r}, 'w').close()\n"
        )

    script = (
        "import signal, sys\nfrom pathlib import Path\nfrom scripts import everything\n"
        "everything.on_signals()\n"
        f"commands = {python(part('tests'))!r}, {python(part('journey'))!r}\n"
        "sys.exit(everything.main({'tests': commands[0]}, commands[1], (sys.executable, '-c', ''),"
        f" Path({str(tmp_path / 'journey.log')!r})))"
    )
    process = subprocess.Popen(python(script), cwd=ROOT, stdout=subprocess.DEVNULL)
    files = [tmp_path / name for name in ("tests", "journey")]
    try:
        deadline = time.monotonic() + 60
        while not all(file.exists() and file.read_text() for file in files):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(60) == code
    finally:
        process.kill()
        process.wait()
    assert all(file.with_suffix(".ended").exists() for file in files)
    for file in files:
        status = Path(f"/proc/{file.read_text()}/stat")
        # Killed; nobody here need have collected it yet.
        assert not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"
