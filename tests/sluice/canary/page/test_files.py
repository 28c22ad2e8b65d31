"""The files appear as a whole or not at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from sluice.canary import page as canary_page
from sluice.canary.model.events import Event
from sluice.canary.model.release import Release
from sluice.canary.page import files, picture
from tests.sluice.canary.page import worlds

PNG = b"\x89PNG\r\n\x1a\n"


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_page_picture_and_data_are_written_into_the_releases_folder(tmp_path: Path) -> None:
    told = worlds.bad()
    folder = canary_page.folder_of(tmp_path, told.release)
    written = canary_page.write(folder, told.release, told.events)
    assert folder == tmp_path / "stage" / told.release.id
    assert names(folder) == ["canary.html", "canary.png", "release.json"]
    assert written == canary_page.Written(
        folder / "canary.html", folder / "release.json", folder / "canary.png"
    )
    assert written.page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert written.picture is not None
    assert written.picture.read_bytes().startswith(PNG)


def test_the_data_is_read_back_as_it_was(tmp_path: Path) -> None:
    told = worlds.eventful()
    document = json.loads(canary_page.write(tmp_path, told.release, told.events).data.read_text())
    assert document["schema_version"] == 1
    assert Release.model_validate(document["release"]) == told.release
    assert tuple(map(Event.model_validate, document["events"])) == told.events


def test_a_later_state_replaces_the_earlier(tmp_path: Path) -> None:
    canary_page.write(tmp_path, worlds.held().release, worlds.held().events)
    canary_page.write(tmp_path, worlds.gave_up().release, worlds.gave_up().events)
    assert "<title>Rolled back" in (tmp_path / "canary.html").read_text(encoding="utf-8")
    assert len(names(tmp_path)) == 3


def test_without_matplotlib_the_page_is_written_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = worlds.bad()
    canary_page.write(tmp_path, told.release, told.events)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    written = canary_page.write(tmp_path, told.release, told.events)
    assert written.picture is None
    assert "matplotlib is not installed" in written.note
    # A picture from before would show an earlier state.
    assert names(tmp_path) == ["canary.html", "release.json"]
    assert "matplotlib is not installed" in written.page.read_text(encoding="utf-8")


def test_a_picture_that_fails_does_not_cost_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError("no fonts")

    monkeypatch.setattr(picture, "draw", broken)
    written = canary_page.write(tmp_path, worlds.bad().release, worlds.bad().events)
    assert written.page.exists()
    assert written.note == "The picture for chats was not drawn: RuntimeError: no fonts"


def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "canary.html"
    page.write_text("old")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        files._replace(page, b"new and long enough")
    assert page.read_text() == "old"
    assert names(tmp_path) == ["canary.html"]


def test_importing_the_package_loads_neither_matplotlib_nor_jinja() -> None:
    import subprocess

    script = (
        "import sys, sluice.canary.page, sluice.canary.page.chat\n"
        "print(*{'matplotlib', 'jinja2', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[4],
    )  # fmt: skip
    assert done.stdout.strip() == ""


def test_a_reader_of_the_old_file_keeps_what_it_reads(tmp_path: Path) -> None:
    page, read = tmp_path / "canary.html", tmp_path / "read"
    page.write_text("old")
    read.hardlink_to(page)
    files._replace(page, b"new")
    assert (page.read_text(), read.read_text()) == ("new", "old")
