from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.change.summary.escape import address, code, fence, html_code, inline, visible
from tests.sluice.change.review.rendered import rendered

JOINER = "\u2060"
NASTY = (
    "```",
    "a ``` b",
    "`x`",
    "<!-- gone",
    "-->",
    "</details>",
    "<script>alert(1)</script>",
    "<img src=x>",
    "@octocat",
    "(@org/team)",
    "#12",
    "octo/cat#12",
    "GH-12",
    "https://github.com/o/r/issues/1",
    "www.example.com",
    "a|b|c",
    "\\|",
    "**bold** _so_ ~~gone~~",
    "[a](https://evil.example)",
    "![a](https://evil.example/x.png)",
    "&lt;b&gt; &amp; &#64;octocat",
    "1. one",
    "- one",
    "# one",
    "$x$ and $$y$$",
    "a\nb\r\nc",
    "\u202egnp.exe",
    "\ud800",
    "\x00",
    "\\",
    "`",
    "trailing\\",
)
SOME_TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(alphabet=st.characters(codec=None), max_size=40),
    st.lists(st.sampled_from(NASTY), max_size=4).map(" ".join),
)


def told(text: str) -> str:
    """Return what a reader must see of a text."""
    return " ".join(visible(text).split())


@given(SOME_TEXT)
def test_words_are_shown_as_they_are_and_notify_nobody(text: str) -> None:
    found = rendered(f"Before {inline(text)} after")
    assert found.words.replace(JOINER, "") == f"Before {told(text)} after".replace("  ", " ")
    assert found.tags == ["p"]
    assert found.notices == []


@given(SOME_TEXT)
def test_words_keep_to_their_cell_of_a_table(text: str) -> None:
    found = rendered(f"| a | b |\n|---|---|\n| {inline(text)} | {code(text)} |\n")
    assert found.rows == [2, 2]
    assert found.notices == []


@given(SOME_TEXT)
def test_words_begin_no_list_heading_quote_or_html(text: str) -> None:
    found = rendered(f"{inline(text)}\n\nafter")
    assert set(found.tags) == {"p"}
    assert found.words.replace(JOINER, "") == f"{told(text)} after".strip().replace("  ", " ")


@given(SOME_TEXT)
def test_code_is_shown_as_it_is(text: str) -> None:
    for line in (f"Before {code(text)} after", f"- {code(text)}", f"#### {code(text)}"):
        found = rendered(line)
        assert found.codes == ([told(text)] if told(text) else [])
        assert found.notices == []
        assert "a" not in found.tags


@given(SOME_TEXT)
def test_code_in_html_is_shown_as_it_is(text: str) -> None:
    found = rendered(f"<details><summary>{html_code(text)}</summary>\n\nx\n\n</details>\n")
    assert found.codes == [told(text)]
    assert found.tags == ["details", "summary", "code", "p"]


@given(st.lists(SOME_TEXT, min_size=1, max_size=5))
def test_no_line_closes_the_fence_around_it(lines: list[str]) -> None:
    shown = "\n".join(visible(each).replace("\n", " ") for each in lines)
    around = fence(shown)
    found = rendered(f"{around}diff\n{shown}\n{around}\n\nafter\n")
    assert found.tags == ["pre", "code", "p"]
    assert found.words == "after"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 漢 🎉", "plain é 漢 🎉"),
        ("\u202eabc", r"\u202eabc"),
        ("a\u200bb", r"a\u200bb"),
        ("\ud800", r"\ud800"),
        ("\x1b[31m", r"\u001b[31m"),
    ],
)
def test_what_hides_or_turns_text_about_is_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://x.example/a b",
        "https://x.example/)[y](https://z.example",
        "https://x.example/\u202e",
        "https://x.example/\n\n# heading",
        "",
    ],
)
def test_an_address_that_could_be_something_else_is_no_link(url: str) -> None:
    assert address(url) == ""


def test_an_address_of_the_web_stays() -> None:
    url = "https://github.com/o/r/actions/runs/1/artifacts/2?a=b#c"
    assert address(url) == url
