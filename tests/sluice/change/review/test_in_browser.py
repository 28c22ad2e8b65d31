"""The page in a real browser: headless Chromium shows it, light and dark, wide and narrow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sluice.change.review import page
from tests.looks import CONTRASTS, PHONE, WIDE, colours, paper
from tests.sluice.change.review import made

if TYPE_CHECKING:
    from scripts import browser
    from sluice.change.review.model import Review

LONG = replace(
    made.EDIT,
    path="a/" + "very-" * 40 + "long/path",
    lines=tuple(f'+  "{"x" * 300}": {n}' for n in range(200)),
)


def refused() -> Review:
    stage = replace(
        made.environment("stage", made.CHANGED, made.DESTROYED, made.PENDING),
        edits=(made.EDIT, LONG),
        dangers=(made.DANGER,),
    )
    prod = replace(made.environment("prod"), plan=None, cost=None, unknowns=("no plan: " * 30,))
    return replace(made.review(stage, prod), gate=made.gate(made.FAILURE))


REVIEWS = {
    "good": made.review(),
    "refused": refused(),
    "undecided": made.review(replace(made.environment(), plan=None, digest="")),
}


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the pages' addresses by the review's name."""
    folder = tmp_path_factory.mktemp("pages")
    for name, review in REVIEWS.items():
        (folder / f"{name}.html").write_text(page.render(review), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in REVIEWS}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("name", REVIEWS)
def test_verdict_first_nothing_asked_for_and_nothing_sticks_out(
    tab: browser.Tab, urls: dict[str, str], name: str, width: int, *, dark: bool
) -> None:
    height = 844 if width == PHONE else 900
    tab.open(urls[name], width=width, height=height, dark=dark)
    assert tab.requests == [urls[name]]
    assert tab.complaints == []
    for part in ("h1", ".why", ".overview tbody tr"):
        box = tab.run(f"document.querySelector('{part}').getBoundingClientRect().toJSON()")
        assert 0 <= box["top"] < height
        assert box["right"] <= width
    assert tab.run("document.documentElement.scrollWidth") == width
    seen = tab.picture()
    assert colours(seen) > 8
    assert (paper(seen) < 0.3) if dark else (paper(seen) > 0.8)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", REVIEWS)
def test_all_words_can_be_read(
    tab: browser.Tab, urls: dict[str, str], name: str, *, dark: bool
) -> None:
    tab.open(urls[name], dark=dark)
    tab.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert tab.run(CONTRASTS) == []


def test_without_script_it_is_the_same(tab: browser.Tab, urls: dict[str, str]) -> None:
    tab.open(urls["refused"])
    with_script = tab.picture(whole=True)
    tab.open(urls["refused"], script=False)
    assert tab.picture(whole=True) == with_script


def test_it_prints(tab: browser.Tab, urls: dict[str, str]) -> None:
    tab.open(urls["refused"], dark=True)
    assert tab.pdf().startswith(b"%PDF")
