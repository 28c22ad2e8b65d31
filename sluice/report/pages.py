"""What our pages share: how templates are read, and how they look.

Each page is one file that needs nothing but itself: style and script are put into it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from markupsafe import Markup

STYLE = Path(__file__).with_name("style.css")
"""Colours, header, tables and charts of every page."""


def environment(folder: Path, finalize: Callable[[Any], Any] | None = None) -> Environment:
    """Return what reads templates in `folder`: it escapes, and refuses names that are not there.

    Args:
        folder: holds the templates.
        finalize: is asked of each value before it is shown.
    """
    import jinja2  # noqa: PLC0415 - slow, and only who writes a page needs it

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )


def embedded(*files: Path) -> Markup:
    """Return files of ours, as they are: style or script, without any input."""
    from markupsafe import Markup  # noqa: PLC0415 - as above

    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return Markup(text)  # noqa: S704 - nobody's input is in it
