"""The verbs that drive a release: shift, resume, pause, promote, abort, rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sluice.cli.options import (
    AsJson,
    DryRun,
    EnvironmentName,
    JsonLines,
    SkipVerify,
    Why,
    Yes,
    confirm,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.show.progress import Progress

_ENDS = "Exit codes: 0 promoted, 10 rolled back, 12 another driver took over, 13 refused."


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""

    def example(text: str, codes: str = "") -> Callable[..., Any]:
        # A blank line keeps the two on lines of their own.
        return app.command(epilog=f"Example: sluice {text}" + (f"\n\n{codes}" if codes else ""))

    example("shift stage --image sha256:9f86... --why 'ticket 123'", _ENDS)(shift)
    example("resume stage", _ENDS)(resume)
    example("pause stage --why 'a look at the logs first'")(pause)
    example("promote stage --why 'looks good, and it is urgent'")(promote)
    example("abort prod --because security-anomaly", "Exit codes: 10 it is back.")(abort)
    rollback = typer.Typer(help="Go back to how it was.", no_args_is_help=True)
    rollback.callback()(_rollback)
    rollback.command(
        epilog="Example: sluice rollback traffic prod --why 'orders fail'\n\n"
        "Exit codes: 0 the previous version serves alone, read back."
    )(traffic)
    app.add_typer(rollback, name="rollback")


def shift(
    environment: EnvironmentName,
    *,
    image: Annotated[
        str, typer.Option("--image", metavar="DIGEST", help="sha256:..., or repository@sha256:...")
    ],
    steps: Annotated[
        str,
        typer.Option(
            "--steps",
            metavar="WEIGHT:SECONDS,...",
            help="Instead of the environment's steps, such as 1:60,10:60,100:120.",
        ),
    ] = "",
    why: Why = "",
    skip_verify: SkipVerify = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: JsonLines = False,
) -> None:
    """Release an image: shift traffic step by step, judge it, promote it or roll it back.

    The new version starts beside the live one and gets a little traffic, then more. Each
    minute is judged against the limits and against the live version. Ctrl-C rolls back;
    Ctrl-C twice leaves the release under way.
    """
    from sluice.canary.verbs import shift as verb
    from sluice.canary.verbs.show import plan as showing

    session = _session(environment)
    wanted = verb.Wanted(image=image, steps=steps, why=why, skip=tuple(skip_verify or ()))
    if dry_run:
        code, text = showing.dry_run(session, wanted, as_json=as_json)
        print(text)
        raise typer.Exit(code)
    progress = _progress(as_json=as_json)
    raise typer.Exit(
        verb.run(session, wanted, progress, confirm=lambda question: confirm(question, yes=yes))
    )


def resume(
    environment: EnvironmentName, *, dry_run: DryRun = False, as_json: JsonLines = False
) -> None:
    """Go on with a release: end a pause, or take over what a dead driver left.

    Where the weights were changed by somebody else, the release's own are set again.
    """
    from sluice.canary.verbs import resume as verb

    _drive(environment, verb.describe, verb.run, dry_run=dry_run, as_json=as_json)


def pause(
    environment: EnvironmentName, *, why: Why = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Hold a release where it is until 'sluice resume'; it is still judged."""
    from sluice.canary.verbs import pause as verb

    _say(verb.run(_session(environment), why=why, dry_run=dry_run), as_json=as_json)


def promote(
    environment: EnvironmentName, *, why: Why = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Give the new version all of the traffic at once: bakes are skipped, checks are not."""
    from sluice.canary.verbs import promote as verb

    _say(verb.run(_session(environment), why=why, dry_run=dry_run), as_json=as_json)


def abort(
    environment: EnvironmentName,
    *,
    why: Why = "",
    because: Annotated[
        str, typer.Option(help="security-anomaly or dr-check-failed: the runbook's criteria.")
    ] = "",
    dry_run: DryRun = False,
    as_json: JsonLines = False,
) -> None:
    """Roll a release back at once, whoever drives it: weights first, then tasks."""
    from sluice.canary.verbs import abort as verb

    reason = verb.because(because)

    def run(session: Session, progress: Progress) -> int:
        return verb.run(session, progress, why=why, reason=reason)

    _drive(environment, verb.describe, run, dry_run=dry_run, as_json=as_json)


def traffic(
    environment: EnvironmentName,
    *,
    why: Why = "",
    dry_run: DryRun = False,
    as_json: JsonLines = False,
) -> None:
    """Give the previous version all of the traffic again.

    A release under way is aborted. After a promotion the version from before it is started
    again and, once it is healthy, gets all of the traffic.
    """
    from sluice.canary.verbs import rollback_traffic as verb

    def run(session: Session, progress: Progress) -> int:
        return verb.run(session, progress, why=why)

    _drive(environment, verb.describe, run, dry_run=dry_run, as_json=as_json)


def _rollback() -> None:
    # With one command only, typer would drop the verb's second word without this.
    pass


def _session(environment: str) -> Session:
    from sluice.canary.verbs.session import open_session

    return open_session(environment)


def _progress(*, as_json: bool) -> Progress:
    from sluice.canary.verbs.show import progress

    return progress.choose(as_json=as_json)


def _drive(
    environment: str,
    describe: Callable[[Session], str],
    run: Callable[[Session, Progress], int],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    session = _session(environment)
    if dry_run:
        _say(describe(session), as_json=as_json)
        return
    raise typer.Exit(run(session, _progress(as_json=as_json)))


def _say(sentence: str, *, as_json: bool) -> None:
    if as_json:
        import json

        sentence = json.dumps({"sentence": sentence})
    print(sentence)
