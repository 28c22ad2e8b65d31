"""Reads a comment as a renderer of GitHub's Markdown does: what is text, code, HTML, headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_VOID = {"br", "hr", "img", "input"}
# GitHub looks for these in texts outside of these elements; html-pipeline's own list.
_NOT_LOOKED_AT = {"pre", "code", "a", "style", "script"}
_NOTIFIES = re.compile(
    r"(?:^|[^\w])@[a-z0-9]|(?:^|[^\w&])#\d|\bGH-\d|://[\w.]|\bwww\.\w", re.IGNORECASE
)


@dataclass
class Rendered(HTMLParser):
    """A rendered comment.

    Attributes:
        tags: of all elements, in order.
        headings: their texts.
        texts: of everything that GitHub looks for names in.
        codes: of all elements of code, and of blocks of it.
        rows: of tables, how many cells each has.
        comments: HTML comments: nobody sees them.
    """

    tags: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        if tag == "tr":
            self.rows.append(0)
        if tag in {"td", "th"}:
            self.rows[-1] += 1
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append("")
        if tag == "code":
            self.codes.append("")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" in self._open:
            self.codes[-1] += data
        if not _NOT_LOOKED_AT & set(self._open):
            self.texts.append(data)
        if self.headings and any(re.fullmatch(r"h\d", each) for each in self._open):
            self.headings[-1] += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def notices(self) -> list[str]:
        """Texts by which GitHub would notify somebody, or link another issue."""
        return [each for each in self.texts if _NOTIFIES.search(each)]

    @property
    def words(self) -> str:
        return " ".join("".join(self.texts).split())


def rendered(markdown: str) -> Rendered:
    """Return a comment as it is shown; every element in it is closed in its order."""
    found = Rendered()
    found.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))
    found.close()
    assert found._open == []
    return found
