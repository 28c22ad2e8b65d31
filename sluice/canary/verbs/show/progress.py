"""Tells what happens while a release is driven: a live view, plain lines, or JSON lines."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Literal, Protocol, Self

from sluice.canary import wording
from sluice.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.live import Live

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.show.picture import Picture
    from sluice.exits import Exit


class Result(Value):
    """The last line of `--json`: how it ended."""

    kind: Literal["RESULT"] = "RESULT"
    release: str
    phase: str
    exit_code: int
    sentence: str
    report: str | None = None

    @classmethod
    def of(
        cls, release: Release, exit_code: Exit, sentence: str, *, report: str | None = None
    ) -> Self:
        """Return how a run of a verb left a release."""
        return cls(
            release=release.id,
            phase=release.phase.value,
            exit_code=exit_code,
            sentence=sentence,
            report=report,
        )


class Progress(Protocol):
    """Hears of each move of a release."""

    def __enter__(self) -> Self:
        """Begin to tell."""

    def __exit__(self, *_: object) -> None:
        """Stop telling; the terminal is as before."""

    def moved(self, release: Release, events: Sequence[Event]) -> None:
        """Tell a newer state, and the events that led to it."""

    def note(self, sentence: str) -> None:
        """Tell something that is no event of the release."""

    def end(self, result: Result) -> None:
        """Tell how it ended, after the telling has stopped."""


class PlainLines:
    """One line an event: for logs and pipelines."""

    def __init__(self) -> None:
        """Begin with the title."""
        self._titled = False

    def __enter__(self) -> Self:
        """Begin to tell."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to be undone."""

    def moved(self, release: Release, events: Sequence[Event]) -> None:
        """Print the events."""
        if not self._titled:
            self._titled = True
            print(wording.title(release), flush=True)
        for event in filter(wording.worth_a_line, events):
            print(wording.line(event), flush=True)

    def note(self, sentence: str) -> None:
        """Print the sentence."""
        print(sentence, flush=True)

    def end(self, result: Result) -> None:
        """Print the verdict, and where the report is."""
        print(result.sentence, flush=True)
        if result.report:
            print(f"report: {result.report}", flush=True)


class JsonLines:
    """One JSON document a line: each event, then a `RESULT`."""

    def __enter__(self) -> Self:
        """Begin to tell."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to be undone."""

    def moved(self, release: Release, events: Sequence[Event]) -> None:  # noqa: ARG002 - the release is in the journal
        """Print the events."""
        for event in events:
            print(event.model_dump_json(exclude_none=True), flush=True)

    def note(self, sentence: str) -> None:
        """Print to stderr: stdout holds documents only."""
        print(sentence, file=sys.stderr, flush=True)

    def end(self, result: Result) -> None:
        """Print the result."""
        print(result.model_dump_json(), flush=True)


class LiveView:
    """The live view of a terminal, redrawn four times a second."""

    def __init__(self) -> None:
        """Draw nothing before the first move."""
        self._picture: Picture | None = None
        self._live: Live | None = None

    def __enter__(self) -> Self:
        """Begin to tell."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the last screen standing."""
        if self._live is not None:
            self._live.stop()

    def moved(self, release: Release, events: Sequence[Event]) -> None:
        """Take the events in; the next redraw shows them."""
        from sluice.canary.verbs.show.picture import Picture  # noqa: PLC0415 - rich is slow

        if self._picture is None:
            from rich.live import Live  # noqa: PLC0415 - slow, and not always needed

            from sluice.canary.verbs.show.live import View  # noqa: PLC0415 - slow, and not always needed

            self._picture = Picture(release)
            self._live = Live(View(self._picture), refresh_per_second=4)
            self._live.start()
        self._picture.add(release, events)
        if release.phase.ended:
            self._picture.note = ""

    def note(self, sentence: str) -> None:
        """Show the sentence below the view; print it where there is no view yet."""
        if self._picture is None:
            print(sentence, flush=True)
        else:
            self._picture.note = sentence

    def end(self, result: Result) -> None:
        """Print the verdict, and where the report is."""
        PlainLines().end(result)


class Unbreakable:
    """Tells what another progress tells, until that fails: nobody may be listening any more.

    A pipe that was closed, or a terminal that is gone, must not end the driver of a release.
    """

    def __init__(self, progress: Progress) -> None:
        """Tell by a progress."""
        self._progress = progress
        self._broken = False

    def __enter__(self) -> Self:
        """Begin to tell."""
        self._try(self._progress.__enter__)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop telling."""
        self._try(lambda: self._progress.__exit__(None, None, None))

    def moved(self, release: Release, events: Sequence[Event]) -> None:
        """Tell a newer state."""
        self._try(lambda: self._progress.moved(release, events))

    def note(self, sentence: str) -> None:
        """Tell a sentence."""
        self._try(lambda: self._progress.note(sentence))

    def end(self, result: Result) -> None:
        """Tell how it ended."""
        self._try(lambda: self._progress.end(result))

    def _try(self, tell: Callable[[], object]) -> None:
        if self._broken:
            return
        try:
            tell()
        except OSError:
            self._broken = True
            # What is still in the buffer would fail again when Python ends.
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def choose(*, as_json: bool) -> Progress:
    """Return what fits stdout: JSON where asked for, a view on a terminal, else lines."""
    if as_json:
        return Unbreakable(JsonLines())
    live = sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return Unbreakable(LiveView() if live else PlainLines())
