"""A report's folder: written aside, swept for secrets, and there as a whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sluice.change.mask.document import Redactor

_ASIDE = ".writing-"
_STAMP = "%Y%m%dT%H%M%SZ"
_JSON = frozenset({".json", ".sarif"})
_READABLE = 0o755


class Report:
    """A folder that is being written."""

    def __init__(self, aside: Path, final: Path, redactor: Redactor) -> None:
        """Write into `aside`; `final` is what it will be called."""
        self.final = final
        self._aside = aside
        self._redactor = redactor

    def write(self, name: str, text: str) -> None:
        """Write a file; a secret of the plan is taken out wherever it stands in it."""
        if Path(name).suffix in _JSON:
            swept = self._redactor.document(json.loads(text))
            text = json.dumps(swept, ensure_ascii=False, indent=1) + "\n"
        else:
            text = self._redactor.text(text)
        (self._aside / name).write_text(text, encoding="utf-8")


@contextmanager
def report(home: Path, now: datetime, redactor: Redactor) -> Iterator[Report]:
    """Write a folder below `home`, called after the second in which it was begun.

    It gets its name at the end of the block; where the block raises, nothing stays. Two runs
    in one second get two names.

    Args:
        home: `reports/<environment>`; created where it is missing.
        now: in UTC.
        redactor: knows what must not be written.
    """
    home.mkdir(parents=True, exist_ok=True)
    for left_over in home.glob(f"{_ASIDE}*"):  # by a run that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=home))
    try:
        found = Report(aside, _free(home, now), redactor)
        yield found
        aside.chmod(_READABLE)
        aside.rename(found.final)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _free(home: Path, now: datetime) -> Path:
    while (home / now.strftime(_STAMP)).exists():
        now += timedelta(seconds=1)
    return home / now.strftime(_STAMP)
