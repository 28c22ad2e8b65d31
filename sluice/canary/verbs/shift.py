"""`sluice shift`: releases an image, step by step."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary import image as images
from sluice.canary.plan_release import Planned, explain
from sluice.canary.ports.metrics.rate import requests_per_minute
from sluice.canary.ports.reading import require
from sluice.canary.step_sizing import parse_steps
from sluice.canary.verbs import requests, resume, terminal
from sluice.canary.verbs import verify as verifying
from sluice.canary.verbs.begin import begin
from sluice.checks import run as checks
from sluice.checks.finding import State
from sluice.errors import AwsUnreachable, NotNow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.events import Event
    from sluice.canary.model.observation import Survey
    from sluice.canary.model.plan import Plan
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.show.progress import Progress
    from sluice.checks.finding import Finding
    from sluice.exits import Exit


@dataclass(frozen=True)
class ShiftOptions:
    """What the user asked for.

    Attributes:
        image: a digest, or repository@digest.
        steps: as `--steps` has them; empty for the descriptor's.
        why: one sentence for the journal.
        skip: names of checks of `verify` that do not count.
    """

    image: str
    steps: str = ""
    why: str = ""
    skip: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """What is known before anything is changed."""

    image: str
    planned: Planned
    findings: tuple[Finding, ...]

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.planned.plan


def prepare(session: Session, options: ShiftOptions, *, scans: bool) -> Prepared:
    """Check the arguments, make the plan, and look at what `verify` looks at.

    Raises:
        UsageRefused: an argument is wrong.
        AwsUnreachable: something could not be read.
    """
    image = images.resolve(options.image, session.descriptor.repository)
    steps = parse_steps(options.steps) if options.steps else None
    # Once for the pace, since the traffic is counted in periods of that pace.
    pace = explain(session.descriptor, environment=os.environ).plan
    try:
        rate = require(
            "how many requests there are",
            lambda: requests_per_minute(
                session.client,
                session.descriptor,
                now=session.clock.now(),
                period_seconds=pace.period_seconds,
                delay_seconds=pace.metric_delay_seconds,
            ),
        )
    except AwsUnreachable:
        rate = None
    planned = explain(
        session.descriptor,
        environment=os.environ,
        requests_per_minute=rate,
        steps_override=steps,
    )
    findings = verifying.run(session, options.image, skip=options.skip, scans=scans)
    return Prepared(image, planned, findings)


def run(
    session: Session, options: ShiftOptions, progress: Progress, *, confirm: Callable[[str], bool]
) -> Exit:
    """Verify, begin and drive a release.

    Args:
        session: of the environment.
        options: what is asked for.
        progress: hears of each move.
        confirm: asks a question of the user.

    Returns:
        How it ended.

    Raises:
        UsageRefused: an argument is wrong.
        NotNow: `verify` refuses, a release is under way, or the user says no.
        LeaseHeld: somebody else may change the environment now.
        AwsUnreachable: something could not be read; nothing has begun.
    """
    from sluice.canary import first_state  # noqa: PLC0415 - not before it is needed

    environment = session.descriptor.environment
    unfinished = session.journal.unfinished()
    if unfinished is not None and requests.driver_of(session) is None:
        question = f"release {unfinished.id} was left under way ({unfinished.phase}): resume it?"
        if sys.stdin.isatty() and confirm(question):
            return resume.run(session, progress)
    prepared = prepare(session, options, scans=True)
    checks.require(prepared.findings, what="the release")
    for finding in prepared.findings:
        if finding.state is State.SKIPPED:
            progress.note(f"skipped {finding.check}: {finding.sentence}")
    progress.note(prepared.planned.first_weight)
    weights = " → ".join(f"{step.weight_percent:g} %" for step in prepared.plan.steps)
    if not confirm(f"release {images.short(prepared.image)} to {environment}: {weights}?"):
        raise NotNow("nothing was begun: you said no")

    def first(survey: Survey, id_: str, now: float) -> tuple[Release, tuple[Event, ...]]:
        return first_state.new_release(
            survey,
            session.descriptor,
            prepared.plan,
            first_state.Beginning(
                id=id_,
                image=prepared.image,
                by=session.by,
                why=why(options, prepared),
                now=now,
            ),
        )

    lease, release = begin(session, first, lease_seconds=prepared.plan.lease_seconds)
    return terminal.run(session, lease, release, progress)


def why(options: ShiftOptions, prepared: Prepared) -> str:
    """Return the user's sentence, with the checks that were skipped: the journal keeps it."""
    skipped = dict.fromkeys(each.check for each in prepared.findings if each.state is State.SKIPPED)
    parts = [options.why] if options.why else []
    if skipped:
        parts.append(f"verify skipped: {', '.join(skipped)}")
    return "; ".join(parts)
