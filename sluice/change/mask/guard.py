"""Errors while a plan is in memory: none of them may show a value of it."""

from __future__ import annotations

import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.errors import SluiceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.change.mask.document import Redactor


class PlanNotJudged(SluiceError):
    """A fault of this program, told without the values that a traceback would show."""


@contextmanager
def guarded(secrets: Redactor) -> Iterator[None]:
    """Take secrets out of any error in here; a fault of the program becomes one sentence.

    Raises:
        SluiceError: as it was raised in here, without a secret in its text.
        PlanNotJudged: anything else went wrong: what, and in which line.
    """
    try:
        yield
    except SluiceError as error:
        error.args = tuple(secrets.text(str(each)) for each in error.args)
        raise error from None
    except Exception as error:  # noqa: BLE001 - whatever it is, its traceback is not shown
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}, line {frame.lineno}"
        what = secrets.text(f"{type(error).__name__}: {error}")
        raise PlanNotJudged(f"the plan could not be judged ({where}): {what}") from None
