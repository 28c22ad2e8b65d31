"""Of all workers, one makes what is dear, and none reads what is half made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.once import once

if TYPE_CHECKING:
    from pathlib import Path


class Factory:
    """A session's folder, as a worker of a run has it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def getbasetemp(self) -> Path:
        self._folder.mkdir(exist_ok=True)
        return self._folder


def made(factory: Factory, value: object) -> object:
    return once(factory, "thing", lambda: value)  # type: ignore[arg-type]  # all that it asks of one


def test_the_second_worker_of_a_run_reads_what_the_first_has_made(tmp_path: Path) -> None:
    first, second = (Factory(tmp_path / f"popen-gw{number}") for number in (0, 1))
    assert made(first, {"a": 1}) == {"a": 1}
    assert made(second, {"b": 2}) == {"a": 1}


def test_a_run_without_workers_keeps_it_in_its_own_folder(tmp_path: Path) -> None:
    assert made(Factory(tmp_path / "pytest-1"), 1) == 1
    assert made(Factory(tmp_path / "pytest-2"), 2) == 2


def test_what_could_not_be_made_is_tried_again(tmp_path: Path) -> None:
    factory = Factory(tmp_path / "popen-gw0")
    with pytest.raises(ZeroDivisionError):
        once(factory, "thing", lambda: 1 // 0)  # type: ignore[arg-type]  # as above
    assert made(factory, 3) == 3
