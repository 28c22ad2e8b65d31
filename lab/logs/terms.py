"""Filter patterns of terms: ERROR "a phrase" -excluded, or ?this ?that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.logs.comparison import PatternError
from lab.logs.match import nothing

if TYPE_CHECKING:
    from lab.logs.match import Match

_TERM = re.compile(
    r'\s*(?P<sign>[-?]?)(?:"(?P<phrase>(?:[^"\\]|\\.)*)"|(?P<word>\w+))(?=\s|[-?"]|$)'
)


@dataclass(frozen=True)
class Terms:
    """Terms, told from one another by upper and lower case.

    Attributes:
        required: all of them must be there.
        excluded: none of them may be there.
        optional: one of them must be there; beside other terms they count for nothing.
    """

    required: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    def match(self, message: str) -> Match | None:
        """Return a match that holds nothing; None where the message does not match."""
        if self.required or self.excluded:
            found = all(term in message for term in self.required) and not any(
                term in message for term in self.excluded
            )
        else:
            found = not self.optional or any(term in message for term in self.optional)
        return nothing if found else None


def parse(text: str) -> Terms:
    """Return a pattern of terms; an empty one matches everything.

    Raises:
        PatternError: a term with other characters than letters, digits and underscores
            that is not in quotes.
    """
    terms: dict[str, list[str]] = {"": [], "-": [], "?": []}
    text = text.rstrip()
    position = 0
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None:
            rest = text[position:].split()[0]
            raise PatternError(f"a term like {rest!r} must stand in double quotes")
        phrase = match["phrase"]
        term = match["word"] if phrase is None else re.sub(r"\\(.)", r"\1", phrase)
        terms[match["sign"]].append(term)
        position = match.end()
    return Terms(tuple(terms[""]), tuple(terms["-"]), tuple(terms["?"]))
