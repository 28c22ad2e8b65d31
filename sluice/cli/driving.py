"""What the commands that act on a release share: a session, a run to its end, what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from sluice.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.show.progress import Progress

ENDS = {
    Exit.DONE: "promoted",
    **{
        code: code.meaning
        for code in (Exit.ROLLED_BACK, Exit.HELD, Exit.SUPERSEDED, Exit.REFUSED, Exit.UNKNOWN)
    },
}


def session(environment: str) -> Session:
    """Return the environment's descriptor, journal and world."""
    from sluice.canary.verbs.session import Session
    from stacks.environments import load

    found = load(environment)
    return Session.open(found.region, found.service_name, environment)


def progress(*, as_json: bool) -> Progress:
    """Return how events are shown: to a person, or a JSON document a line."""
    from sluice.canary.verbs.show import progress as shows

    return shows.choose(as_json=as_json)


def drive(
    environment: str,
    describe: Callable[[Session], str],
    run: Callable[[Session, Progress], int],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Run a verb until its release ends, or only say what it would do.

    Raises:
        typer.Exit: how the release ended.
    """
    opened = session(environment)
    if dry_run:
        say(describe(opened), as_json=as_json)
        return
    raise typer.Exit(run(opened, progress(as_json=as_json)))


def say(sentence: str, *, as_json: bool) -> None:
    """Print a sentence, as JSON where that is asked for."""
    if as_json:
        import json

        sentence = json.dumps({"sentence": sentence})
    print(sentence)
