from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sluice.change.review.fit import Piece, Section, fit, size

ELSEWHERE = "the whole is there"

pieces = st.lists(
    st.builds(lambda text, n: Piece(text * n + "\n"), st.text(max_size=6), st.integers(1, 400)),
    max_size=6,
)
sections = st.lists(
    st.builds(Section, st.just("\n<open>\n"), pieces, st.just("\n</open>\n"), fair=st.booleans()),
    max_size=6,
)


@given(sections, st.integers(300, 6_000))
def test_it_fits_all_that_is_opened_is_closed_and_every_cut_is_marked(
    found: list[Section], limit: int
) -> None:
    text = fit("summary\n", found, elsewhere=ELSEWHERE, limit=limit)
    assert text.startswith("summary\n")
    assert size(text) <= limit
    assert text.count("<open>") == text.count("</open>")
    shown = [each for each in found if each.pieces]
    whole = all(piece.text in text for each in shown for piece in each.pieces)
    if not whole:
        assert "**This comment is cut**" in text
        assert "**Cut here:" in text


def test_earlier_sections_get_their_room_before_later_ones() -> None:
    first, second = (
        Section(f"\n{name}\n", [Piece("x" * 40 + "\n")] * 20, noun="lines") for name in "AB"
    )
    text = fit("summary\n", [first, second], elsewhere=ELSEWHERE, limit=1_200)
    assert "Cut here" not in text.partition("\nB\n")[0]
    assert "Cut here: 16 of 20 lines" in text.partition("\nB\n")[2]
    assert text.partition("\nB\n")[0].count("x" * 40) == 20


def test_fair_sections_share_what_is_left() -> None:
    parts = [
        Section(f"\n{name}\n", [Piece("x" * 40 + "\n")] * 100, noun="lines", fair=True)
        for name in "ABC"
    ]
    text = fit("summary\n", parts, elsewhere=ELSEWHERE, limit=4_000)
    shown = [text.partition(f"\n{name}\n")[2].partition("Cut")[0].count("x" * 40) for name in "ABC"]
    assert min(shown) >= max(shown) - 4 > 0


def test_bytes_count_and_a_lines_end_twice() -> None:
    assert size("é\n") == 4
