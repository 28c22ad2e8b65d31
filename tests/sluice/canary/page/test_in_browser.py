"""The page in a real browser: headless Chromium shows it, light and dark, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sluice.canary import page as canary_page
from tests.looks import CONTRASTS, PHONE, WIDE, colours, paper
from tests.sluice.canary.page import worlds

if TYPE_CHECKING:
    from pathlib import Path

    from scripts import browser

NAMES = ("good", "bad", "slow", "held", "gave_up", "eventful", "rehearsed", "day", "new")

SIZES = """[...document.querySelectorAll("figure")].map((figure) => {
  const plot = figure.querySelector(".plot > svg").getBoundingClientRect();
  const lines = [...figure.querySelectorAll(".plot path.line")].map((path) => path.getBBox());
  const drawn = lines.some(({ width }) => width > 0);
  return [figure.id, plot.width, plot.height, drawn];
})"""


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the pages' addresses by the release's name."""
    folder = tmp_path_factory.mktemp("pages")
    context = canary_page.Context("Web platform", "#web", "https://runbooks.example.com/web")
    found = {}
    for name in NAMES:
        told = getattr(worlds, name)()
        page = folder / f"{name}.html"
        page.write_text(
            canary_page.render(told.release, told.events, context, now=told.now), encoding="utf-8"
        )
        found[name] = page.as_uri()
    return found


def quiet(tab: browser.Tab, url: str) -> None:
    """Assert that nothing but the page itself was asked for, and nothing was complained of."""
    assert tab.requests == [url]
    assert tab.complaints == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("name", NAMES)
def test_verdict_first_all_charts_drawn_and_nothing_sticks_out(
    tab: browser.Tab, urls: dict[str, str], name: str, width: int, *, dark: bool
) -> None:
    height = 844 if width == PHONE else 900
    tab.open(urls[name], width=width, height=height, dark=dark)
    quiet(tab, urls[name])
    for part in ("h1", ".why"):
        box = tab.run(f"document.querySelector('{part}').getBoundingClientRect().toJSON()")
        assert 0 <= box["top"] < box["bottom"] < height / 2
        assert box["right"] <= width
    assert tab.run("document.documentElement.scrollWidth") == width
    charts: list[Any] = tab.run(SIZES)
    assert len(charts) == (0 if name == "new" else 9)
    for id_, wide, high, drawn in charts:
        assert wide > 0.75 * min(width, 1056), id_
        assert high > 80, id_
        assert drawn, id_
    seen = tab.picture()
    assert colours(seen) > 12
    assert (paper(seen) < 0.3) if dark else (paper(seen) > 0.8)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["good", "bad", "held", "new"])
def test_all_words_can_be_read(
    tab: browser.Tab, urls: dict[str, str], name: str, *, dark: bool
) -> None:
    tab.open(urls[name], dark=dark)
    assert tab.run(CONTRASTS) == []


def test_gaps_are_hatched_in_the_place_where_they_were(
    tab: browser.Tab, urls: dict[str, str]
) -> None:
    tab.open(urls["gave_up"])
    gap = tab.run("document.querySelector('#errors use.gap').getBoundingClientRect().toJSON()")
    plot = tab.run("document.querySelector('#errors .plot').getBoundingClientRect().toJSON()")
    assert gap["height"] == pytest.approx(plot["height"], abs=1)
    assert 0.2 < (gap["left"] - plot["left"]) / plot["width"] < 0.35
    assert gap["right"] <= plot["right"] + 1


def test_pointing_at_a_chart_reads_all_of_them(tab: browser.Tab, urls: dict[str, str]) -> None:
    tab.open(urls["bad"])
    tab.run("document.querySelector('#errors').scrollIntoView({ block: 'center' })")
    box = tab.run("document.querySelector('#errors .plot').getBoundingClientRect().toJSON()")
    tab.point_at(box["left"] + box["width"] / 2, box["top"] + 40)
    assert tab.run("document.querySelector('.now').textContent").startswith("08:03:00")
    read = "[...document.querySelectorAll('#errors output')].map((each) => each.textContent)"
    new, live = tab.run(read)
    assert "% (" in new
    assert "of 1," in live
    assert "of 1," not in new
    assert tab.run("getComputedStyle(document.querySelector('#p95 .hair')).display") == "block"
    tab.point_at(2, 2)
    assert tab.run(read) == ["", ""]
    quiet(tab, urls["bad"])


def test_without_script_it_says_the_same(tab: browser.Tab, urls: dict[str, str]) -> None:
    tab.open(urls["bad"])
    with_script = tab.picture()
    tab.open(urls["bad"], script=False)
    quiet(tab, urls["bad"])
    assert tab.picture() == with_script


def test_it_prints(tab: browser.Tab, urls: dict[str, str], tmp_path: Path) -> None:
    tab.open(urls["bad"], dark=True)
    pdf = tab.pdf()
    assert pdf.startswith(b"%PDF")
    assert 10_000 < len(pdf) < 2_000_000


def test_a_page_that_asks_for_something_or_fails_is_noticed(
    tab: browser.Tab, tmp_path: Path
) -> None:
    page = tmp_path / "bad.html"
    page.write_text("<img src='http://127.0.0.1:1/x.png'><script>throw new Error('no')</script>")
    tab.open(page.as_uri())
    assert "http://127.0.0.1:1/x.png" in tab.requests
    assert any("no" in each for each in tab.complaints)
