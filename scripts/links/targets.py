"""Links between documents: the file is in the repository, and the heading is in the file."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from scripts.links.page import Page

_MARKDOWN = ".md"


def dead(pages: Mapping[str, Page], files: Collection[str]) -> Iterator[str]:
    """Yield each dead link in one sentence.

    Links to other sites are not followed: that depends on the network and on the day.

    Args:
        pages: all Markdown pages, by path.
        files: every file of the repository: what git ignores is not on GitHub.
    """
    known = {"", *files, *_folders(files)}
    for page in pages.values():
        for place in page.undefined:
            yield f"{page.path}:{place.line}: {place.text.strip()}: its reference is not defined"
        for place in page.links:
            wrong = _wrong(page, place.text, pages, known)
            if wrong:
                yield f"{page.path}:{place.line}: {place.text}: {wrong}"


def resolved(page: Page, target: str) -> str | None:
    """Return the path that a link leads to, from the root; None where it leaves the repository."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    if not path:
        return page.path
    # GitHub takes a leading slash for the repository's root.
    folder = "" if path.startswith("/") else posixpath.dirname(page.path)
    joined = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    return "" if joined == "." else joined


def _wrong(page: Page, target: str, pages: Mapping[str, Page], known: Collection[str]) -> str:
    path = resolved(page, target)
    if path is None:
        return ""
    if path.startswith(".."):
        return "leads out of the repository"
    if path not in known:
        return "no such file in the repository"
    anchor = unquote(urlsplit(target).fragment)
    # The fragments of other files are line numbers.
    if not anchor or not path.endswith(_MARKDOWN):
        return ""
    return "" if anchor in pages[path].anchors else "no such heading there"


def _folders(files: Collection[str]) -> set[str]:
    found: set[str] = set()
    for file in files:
        folder = posixpath.dirname(file)
        while folder and folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found
