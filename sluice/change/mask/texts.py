"""Takes known secrets out of texts and documents, however they are escaped there."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from typing import TYPE_CHECKING, Any

from sluice.change.model.planned import MASK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SHORTEST = 6
"""Characters. A shorter secret is hidden in its place only: as a text it would be found in
half of all words, and hiding those would say what it is."""

_SHORTEST_LINE = 16
# Fields that cannot hold a secret, and whose text has to stay: hashes, and where a page is kept.
_LEFT_ALONE = frozenset({"digest", "parts", "sha", "link"})


class Redactor:
    """Knows the secrets of a plan, and shows none of them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Know these; those shorter than `SHORTEST` are left out."""
        spellings = {
            spelling
            for secret in set(secrets)
            for part in _parts(secret)
            for spelling in _spellings(part)
        }
        # The longest first: a secret may be part of another.
        ordered = sorted(spellings, key=lambda each: (-len(each), each))
        self._pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def text(self, text: str) -> str:
        """Return a text with `MASK` in place of each secret."""
        return self._pattern.sub(MASK, text) if self._pattern else text

    def document(self, value: Any, *, numbers: bool = False) -> Any:
        """Return a JSON document with `MASK` in place of each secret in its texts.

        Args:
            value: the document.
            numbers: whether a number that is a secret is replaced as well, by a text.
        """
        if isinstance(value, dict):
            return {name: self.document(each, numbers=numbers) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.document(each, numbers=numbers) for each in value]
        if isinstance(value, str):
            return self.text(value)
        if numbers and isinstance(value, int | float) and not isinstance(value, bool):
            whole = self._pattern is not None and self._pattern.fullmatch(str(value))
            return MASK if whole else value
        return value


def redacted(value: Any, redact: Callable[[str], str]) -> Any:
    """Return a value, of dataclasses as well, with each of its texts redacted; enums stay."""
    if type(value) is str:
        return redact(value)
    if isinstance(value, tuple | list):
        return type(value)(redacted(each, redact) for each in value)
    if isinstance(value, dict):
        return {name: redacted(each, redact) for name, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: redacted(getattr(value, each.name), redact)
            for each in dataclasses.fields(value)
            if each.name not in _LEFT_ALONE
        }
        return dataclasses.replace(value, **changed)
    return value


def _parts(secret: str) -> Iterator[str]:
    """Yield a secret, and each of its lines: a plan's text indents them."""
    if len(secret) >= SHORTEST:
        yield secret
    lines = [line.strip() for line in secret.splitlines()]
    if len(lines) > 1:
        yield from (line for line in lines if len(line) >= _SHORTEST_LINE)


def _spellings(secret: str) -> Iterator[str]:
    """Yield a secret as it stands in plain text, in JSON, in JSON within JSON, and in XML."""
    yield secret
    once = (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    yield from once
    yield from (json.dumps(each)[1:-1] for each in once)
    yield html.escape(secret)
    yield html.escape(secret, quote=False)
