"""A Markdown page: its links, the anchors that GitHub gives it, and the code in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_HTML_ANCHOR = re.compile(r"""<[a-zA-Z][^>]*\b(?:id|name)\s*=\s*["']([^"']+)["']""")
_HTML_LINK = re.compile(r"""<[a-zA-Z][^>]*\b(?:href|src)\s*=\s*["']([^"']+)["']""")
# `[text][name]` that is still text names a reference which is defined nowhere.
_UNDEFINED = re.compile(r"\]\[[^\]]+\]")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Place:
    """A piece of text and the line, from 1, of the block that it stands in."""

    line: int
    text: str


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        path: from the root of the repository.
        links: their targets, as written.
        undefined: links whose reference is not defined.
        anchors: what `#` may name.
        code: inline code, and each line of a fenced block.
        text: the whole page.
    """

    path: str
    links: Sequence[Place]
    undefined: Sequence[Place]
    anchors: frozenset[str]
    code: Sequence[Place]
    text: str


def read(path: str, text: str) -> Page:
    """Return a page as GitHub reads it: CommonMark, with tables."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return Page(
        path=path,
        links=tuple(_links(tokens)),
        undefined=tuple(_undefined(tokens)),
        anchors=frozenset(_anchors(tokens)),
        code=tuple(_code(tokens)),
        text=text,
    )


def slug(heading: str) -> str:
    """Return a heading's anchor: lower case, no punctuation, a hyphen for each space."""
    return _NOT_IN_ANCHOR.sub("", heading.strip().lower()).replace(" ", "-")


def _pieces(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Yield each block without children and each child, with its line."""
    line = 0
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        if token.children is None:
            yield line, token
        else:
            for child in token.children:
                yield line, child


def _links(tokens: Sequence[Token]) -> Iterator[Place]:
    for line, token in _pieces(tokens):
        if token.type == "link_open":
            yield Place(line, str(token.attrs["href"]))
        elif token.type == "image":
            yield Place(line, str(token.attrs["src"]))
        elif token.type in ("html_inline", "html_block"):
            for target in _HTML_LINK.findall(token.content):
                yield Place(line, target)


def _undefined(tokens: Sequence[Token]) -> Iterator[Place]:
    for line, token in _pieces(tokens):
        if token.type == "text" and _UNDEFINED.search(token.content):
            yield Place(line, token.content)


def _anchors(tokens: Sequence[Token]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            name = slug(_plain(following))
            again = seen.get(name, 0)
            seen[name] = again + 1
            yield f"{name}-{again}" if again else name
    for _, token in _pieces(tokens):
        if token.type in ("html_inline", "html_block"):
            yield from _HTML_ANCHOR.findall(token.content)


def _plain(inline: Token) -> str:
    shown = ("text", "code_inline")
    return "".join(child.content for child in inline.children or () if child.type in shown)


def _code(tokens: Sequence[Token]) -> Iterator[Place]:
    for line, token in _pieces(tokens):
        if token.type == "code_inline":
            yield Place(line, token.content)
        elif token.type in ("fence", "code_block"):
            first = line + (token.type == "fence")
            joined = token.content.replace("\\\n", "  ")
            for offset, text in enumerate(joined.splitlines()):
                yield Place(first + offset, text)
