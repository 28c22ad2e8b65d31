"""The README's pictures: there, small enough, and cut where the story ends."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from scripts import pictures
from scripts.progress import CommandFailed

ROOT = Path(__file__).resolve().parents[2]


def _size(picture: Path) -> tuple[int, int]:
    """Return width and height, which a PNG begins with."""
    head = picture.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", head[16:])
    return width, height


def test_the_readme_opens_with_both_and_each_has_at_most_300_kb() -> None:
    shown = re.findall(r"!\[[^\]]{40,}\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert shown == ["docs/pictures/release.png", "docs/pictures/review.png"]
    for name in shown:
        assert (ROOT / name).stat().st_size <= 300_000
        assert _size(ROOT / name)[0] == pictures.WIDTH


def test_a_picture_ends_where_the_element_ends(tmp_path: Path) -> None:
    page, picture = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text(
        '<body style="margin:0"><div id="a" style="height:1500px"></div>'
        '<div id="b" style="height:900px"></div>'
    )
    pictures.take(page, 'document.querySelector("#a")', picture)
    assert _size(picture) == (pictures.WIDTH, 1500 + pictures.MARGIN)


def test_a_page_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"canary\.html: there is no such page"):
        pictures.take(tmp_path / "canary.html", "document.body", tmp_path / "x.png")
