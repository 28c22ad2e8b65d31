"""Set-up does what is left to do, and trusts nothing that is half done."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from scripts.provision.chains import Chain, Runner, Step, unfinished
from scripts.provision.commands import Commands, StepFailed
from scripts.provision.stamps import Stamps, key_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def stamps(tmp_path: Path) -> Stamps:
    return Stamps(tmp_path / "stamps")


def step(
    tmp_path: Path, name: str, key: str = "k", build: Callable[[], None] | None = None
) -> Step:
    output = tmp_path / name
    return Step(name, "building", key, output, build or output.touch)


def names(chain: Chain) -> list[str]:
    return [one.name for one in chain]


def test_a_second_run_has_nothing_to_do(tmp_path: Path, stamps: Stamps) -> None:
    chain = (step(tmp_path, "a"), step(tmp_path, "b"))
    assert names(unfinished(chain, stamps)) == ["a", "b"]
    assert Runner(stamps).run([chain])
    assert unfinished(chain, stamps) == ()


def test_what_builds_on_a_changed_step_is_built_again(tmp_path: Path, stamps: Stamps) -> None:
    a, b, c = (step(tmp_path, name) for name in "abc")
    Runner(stamps).run([(a, b, c)])
    assert names(unfinished((a, step(tmp_path, "b", "other"), c), stamps)) == ["b", "c"]


def test_a_result_that_was_deleted_is_built_again(tmp_path: Path, stamps: Stamps) -> None:
    chain = (step(tmp_path, "a"), step(tmp_path, "b"))
    Runner(stamps).run([chain])
    (tmp_path / "a").unlink()
    assert names(unfinished(chain, stamps)) == ["a", "b"]


def test_a_step_that_fails_ends_its_chain_and_no_other(
    tmp_path: Path, stamps: Stamps, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise StepFailed("no such package")

    broken = (step(tmp_path, "a", build=fail), step(tmp_path, "b"))
    sound = (step(tmp_path, "c"),)
    assert not Runner(stamps).run([broken, sound])
    assert names(unfinished(broken, stamps)) == ["a", "b"]
    assert unfinished(sound, stamps) == ()
    assert "a: FAILED: no such package" in capsys.readouterr().out


def test_a_step_under_way_is_not_done_any_more(tmp_path: Path, stamps: Stamps) -> None:
    Runner(stamps).run([(step(tmp_path, "a"),)])
    seen: list[bool] = []
    Runner(stamps).run(
        [(step(tmp_path, "a", build=lambda: seen.append(stamps.is_done("a", "k"))),)]
    )
    assert seen == [False]


def test_the_key_follows_contents_and_names(tmp_path: Path) -> None:
    file, folder = tmp_path / "lock", tmp_path / "folder"
    folder.mkdir()
    keys = set()
    for change in (
        lambda: file.write_text("one"),
        lambda: file.write_text("two"),
        lambda: (folder / "a.py").write_text("x"),
        lambda: (folder / "a.py").rename(folder / "b.py"),
    ):
        change()
        keys.add(key_of(file, folder, "3.11.7"))
    keys.add(key_of(file, folder, "3.12.0"))
    assert len(keys) == 5
    assert key_of(file, folder, "3.12.0") in keys


def test_a_failed_command_shows_the_end_of_its_output(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match=r"exit code 3; the end of .*\n(.*\n)*    the reason"):
        Commands(tmp_path).run(["sh", "-c", "echo the reason; exit 3"], tmp_path / "log", {})


def test_a_command_that_does_not_exist_is_a_failed_step(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="no-such-program"):
        Commands(tmp_path).run(["no-such-program"], tmp_path / "log", {"PATH": ""})


def test_an_interrupt_ends_what_runs_with_its_children_and_starts_nothing_more(
    tmp_path: Path, stamps: Stamps
) -> None:
    commands = Commands(tmp_path)
    started = tmp_path / "started"
    script = f"touch {started}; sleep 60 & wait"

    def build() -> None:
        commands.run(["sh", "-c", script], tmp_path / "log", {"PATH": "/usr/bin:/bin"})

    def interrupt() -> None:
        while not started.exists():
            time.sleep(0.01)
        commands.end_all()

    begun = time.monotonic()
    long = (step(tmp_path, "long", build=build), step(tmp_path, "next"))
    assert not Runner(stamps).run([long, (step(tmp_path, "signal", build=interrupt),)])
    assert time.monotonic() - begun < 30
    assert names(unfinished(long, stamps)) == ["long", "next"]
    with pytest.raises(StepFailed):
        build()
