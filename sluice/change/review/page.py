"""The review as one HTML page that needs nothing but itself; nothing in it is cut."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sluice.change.effects.actions import Group
from sluice.change.review import wording
from sluice.change.review.verdict import Decision, decide
from sluice.change.summary.escape import address, visible
from sluice.report import pages

if TYPE_CHECKING:
    from jinja2 import Template

    from sluice.change.review.model import Review

_FOLDER = Path(__file__).parent / "template"
_TONES = {Decision.MERGE: "good", Decision.REFUSED: "bad", Decision.UNDECIDED: "wait"}
_LONGEST_OPEN = 80
"""Lines of an environment's diff that are shown without being asked for."""


def render(review: Review) -> str:
    """Return the page."""
    decided = decide(review)
    return _template().render(
        review=review,
        decided=decided,
        tone=_TONES[decided.decision],
        words=wording,
        dangers=wording.dangers(review),
        unknowns=wording.unknowns(review),
        groups=(Group.CREATED, Group.CHANGED, Group.REPLACED, Group.DESTROYED),
        link=address(review.link),
        longest_open=_LONGEST_OPEN,
    )


@cache
def _template() -> Template:
    from markupsafe import Markup  # noqa: PLC0415 - slow

    def shown(value: Any) -> Any:
        plain = isinstance(value, str) and not isinstance(value, Markup)
        return visible(str(value)) if plain else value

    made = pages.environment(_FOLDER, finalize=shown)
    made.filters["kind"] = _kind
    made.globals["style"] = pages.embedded(pages.STYLE, _FOLDER / "review.css")
    return made.get_template("review.html")


def _kind(line: str) -> str:
    """Return what a line of a diff is, as the name of its look."""
    return {"+": "plus", "-": "minus", "@": "hunk"}.get(line[:1], "")
