"""Makes a comment fit: the summary is always whole, and what is cut off says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 64_000
"""GitHub's limit is 65,536 characters by its own message, and 262,144 bytes as others have
measured it. Bytes are counted here, and a line's end as two of them: whatever it counts, this
is below it. https://github.com/dead-claudia/github-limits"""

Shorten = Callable[[int], str]
"""Returns a piece cut to a size; empty where it cannot be that small."""


@dataclass(frozen=True)
class Piece:
    """A part of a section that is shown whole, or cut by `shorten`, or not at all."""

    text: str
    shorten: Shorten | None = None


@dataclass(frozen=True)
class Section:
    """A part of a comment.

    Attributes:
        opening, closing: around its pieces; both are always there, so that no element stays
            open.
        noun: what its pieces are, in the plural, such as `resources`.
        fair: whether it leaves as much to each of the fair sections behind it.
    """

    opening: str
    pieces: Sequence[Piece]
    closing: str = ""
    noun: str = "entries"
    fair: bool = False


def size(text: str) -> int:
    """Return how large a text is: bytes, and a line's end counts twice."""
    return len(text.encode("utf-8", "surrogatepass")) + text.count("\n")


def fit(summary: str, sections: Sequence[Section], *, elsewhere: str, limit: int = MOST) -> str:
    """Return a summary and its sections as one text of at most `limit`.

    Args:
        summary: always there, and whole.
        sections: the more important, the earlier.
        elsewhere: where the whole can be read, as the end of a sentence in Markdown.
        limit: see `size`.
    """
    note = f"\n> **This comment is cut**, marked where it is; {elsewhere}.\n"
    present = [each for each in sections if each.pieces]
    whole = summary + "".join(
        each.opening + "".join(piece.text for piece in each.pieces) + each.closing
        for each in present
    )
    if size(whole) <= limit:
        return whole
    left = limit - size(summary) - size(note)
    frames = [_frame(each, elsewhere) for each in present]
    # A section for which there is not even room to say that it is cut: the last ones go.
    dropped = ""
    while frames and sum(frames) > left - size(dropped):
        frames.pop()
        hidden = len(present) - len(frames)
        dropped = f"\n**Cut here: {hidden} of {len(present)} sections not shown; {elsewhere}.**\n"
    left -= sum(frames) + size(dropped)
    parts = [summary, note]
    for n, section in enumerate(present[: len(frames)]):
        behind = sum(each.fair for each in present[n : len(frames)])
        share = left // behind if section.fair and behind else left
        filled = _fill(section, share, elsewhere)
        left -= max(0, size(filled) - frames[n])
        parts.append(filled)
    return "".join((*parts, dropped))


def _cut(section: Section, hidden: int, elsewhere: str) -> str:
    return (
        f"\n**Cut here: {hidden} of {len(section.pieces)} {section.noun} not shown, or not "
        f"whole; {elsewhere}.**\n"
    )


def _frame(section: Section, elsewhere: str) -> int:
    cut = _cut(section, len(section.pieces), elsewhere)
    return size(section.opening) + size(cut) + size(section.closing)


def _fill(section: Section, room: int, elsewhere: str) -> str:
    shown: list[str] = []
    whole = 0
    for piece in section.pieces:
        if size(piece.text) <= room:
            shown.append(piece.text)
            whole += 1
        else:
            if piece.shorten is not None:
                shown.append(piece.shorten(room))
            break
        room -= size(piece.text)
    hidden = len(section.pieces) - whole
    end = _cut(section, hidden, elsewhere) if hidden else ""
    return section.opening + "".join(shown) + end + section.closing
