"""Every check is made, timed and counted; what is not installed is said."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from scripts import lint
from scripts.lint import CHECKS, Check

ROOT = Path(__file__).resolve().parents[2]


def check(name: str, script: str = "", **more: Any) -> Check:
    return Check(name, (sys.executable, "-c", script), **more)


def test_all_checks_are_made_also_after_one_has_failed(capsys: pytest.CaptureFixture[str]) -> None:
    checks = (
        check("first", "print('wrong here'); print('and there'); raise SystemExit(3)"),
        check("second", "print('looked at'); print('2 files')"),
    )
    assert lint.main([], checks) == 1
    said = capsys.readouterr().out
    assert "== first: FAILED (3), 0 s\nwrong here\nand there\n" in said
    assert "== second: ok, 0 s\n2 files\n" in said
    assert re.search(r"first +0 s  FAILED \(3\)\n  second +0 s  ok\n .*FAILED: first\n$", said)


def test_where_none_fails_the_exit_code_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main([], (check("first"), check("second"))) == 0
    assert capsys.readouterr().out.endswith("all of it\n")


def test_two_checks_run_side_by_side() -> None:
    started = time.monotonic()
    slow = "import time; time.sleep(1)"
    lint.run((check("first", slow), check("second", slow)))
    assert time.monotonic() - started < 1.9


def test_what_reads_the_synth_waits_for_it_and_fails_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "synthesized"
    write = f"import time; time.sleep(0.3); open({str(file)!r}, 'w').close()"
    read = check("reader", f"open({str(file)!r})", after=True)
    # The reader alone is asked for: its synth is made as well.
    assert lint.main(["reader"], (check("synth", write), read)) == 0
    file.unlink()
    assert lint.main([], (check("synth", "raise SystemExit(1)"), read)) == 1
    assert "FAILED (there is no synth)" in capsys.readouterr().out


def test_a_program_that_need_not_be_there_is_named_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    optional = Check("opa", ("opa", "test"), needs="opa")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert lint.main([], (optional,)) == 0
    assert "left out: opa is not on PATH" in capsys.readouterr().out
    (tmp_path / "opa").write_text("#!/bin/sh\nexit 4\n")
    (tmp_path / "opa").chmod(0o755)
    assert lint.main([], (optional,)) == 1
    assert "opa              0 s  FAILED (4)" in capsys.readouterr().out


def test_a_program_that_must_be_there_fails_where_it_is_not() -> None:
    (found,) = lint.run((Check("types", ("no-such-program",)),))
    assert found.failed


def test_a_check_that_does_not_end_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "_MOST_SECONDS", 0.3)
    (found,) = lint.run((check("slow", "import time; time.sleep(30)"),))
    assert found.verdict == "FAILED (not over after 0.3 s)"


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        lint.main(["nothing"], (check("first"),))
    assert raised.value.code == 2
    assert "no check nothing: choose of first" in capsys.readouterr().err


def test_the_checks_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main(["--list"]) == 0
    assert set(capsys.readouterr().out.splitlines()) >= {
        *("format", "rules", "types", "validate", "policies", "plan rules", "links", "workflows"),
    }


def test_every_script_that_is_a_check_exists() -> None:
    scripts = [word for each in CHECKS for word in each.command if word.startswith("scripts/")]
    assert scripts
    assert [name for name in scripts if not (ROOT / name).is_file()] == []
