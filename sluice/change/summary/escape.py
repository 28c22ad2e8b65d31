"""Text that others wrote, made harmless in GitHub's Markdown.

A value may hold code fences, HTML, pipes, `@name` or `#12`: none of it may break the comment,
and nobody may be notified by it. GitHub looks for names and numbers in all text outside of
code, after entities are resolved: so they are split by an invisible joiner, not by entities.
"""

from __future__ import annotations

import re
import unicodedata

_JOINER = "\u2060"
_PLAIN_CODE = re.compile(r"[^\s`|](?:[^\n`|]*[^\s`|])?")
_PUNCTUATION = re.compile(r"[!#$&*:<>@\[\\\]_`|~]|(?<=www)\.", re.IGNORECASE)
# Within a line; `_` in the middle of a word is nothing to Markdown.
_MARKDOWN = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])|^[-+=#]|^\d+(?=[.)])")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}
_NOTIFIES = re.compile(r"@(?=\w)|#(?=\d)|GH-(?=\d)|:(?=//)|www(?=\.)", re.IGNORECASE)
# Told from text, or hidden, or turned about: a reviewer has to see that it is there.
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_RUNS = re.compile(r"`+|~+")


def visible(text: str) -> str:
    r"""Return a text with control, format and half characters spelt out, such as `\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"\\u{ord(each):04x}"
        if unicodedata.category(each) in _INVISIBLE and each not in "\n\t"
        else each
        for each in text
    )


def inline(text: str) -> str:
    """Return a text as plain words in a line, a table's cell or a heading."""
    one_line = " ".join(visible(text).split())
    quiet = _NOTIFIES.sub(lambda found: found[0] + _JOINER, one_line)
    escaped = _MARKDOWN.sub(lambda found: _backslash(found[0]), quiet)
    return re.sub(r"[&<>$]", lambda found: _HTML[found[0]], escaped)


def code(text: str) -> str:
    """Return a text as code in a line, a table's cell or a heading; empty stays empty."""
    one_line = " ".join(visible(text).split())
    if not one_line:
        return ""
    if _PLAIN_CODE.fullmatch(one_line):
        return f"`{one_line}`"
    return html_code(one_line)


def html_code(text: str) -> str:
    """Return a text as code where Markdown is not read, such as in `<summary>`."""
    one_line = " ".join(visible(text).split())
    return f"<code>{_PUNCTUATION.sub(lambda found: _entity(found[0]), one_line)}</code>"


def fence(text: str) -> str:
    """Return a code fence that no line of a text can close."""
    longest = max((len(run) for run in _RUNS.findall(text) if run[0] == "`"), default=0)
    return "`" * max(3, longest + 1)


def address(url: str) -> str:
    """Return an address as a link's target; empty where it is none of the web."""
    if not url.startswith(("https://", "http://")) or re.search(r"[\s<>()\\\"'`\[\]|]", url):
        return ""
    return url if url.isprintable() else ""


def _entity(text: str) -> str:
    return "".join(f"&#{ord(each)};" for each in text)


def _backslash(text: str) -> str:
    # A number at the beginning would make a list: the point behind it is what counts.
    return f"{text}{_JOINER}" if text.isdigit() else f"\\{text}"
