"""What `sluice shift --dry-run` prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sluice.canary.model.observation import Unread
from sluice.canary.ports.reading import read
from sluice.canary.ports.traffic import Traffic
from sluice.canary.step_sizing import percent
from sluice.canary.verbs import calls, shift
from sluice.canary.verbs import verify as verifying
from sluice.canary.wording import duration, weights
from sluice.checks import show
from sluice.checks.finding import State
from sluice.environment.descriptor import other

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.shift import ShiftOptions
    from sluice.environment.descriptor import Colour
    from sluice.exits import Exit


def dry_run(session: Session, options: ShiftOptions, *, as_json: bool) -> tuple[Exit, str]:
    """Return the exit code and the text; nothing is changed, not even a scan is asked for.

    Raises:
        UsageRefused: an argument is wrong.
        AwsUnreachable: something could not be read.
    """
    prepared = shift.prepare(session, options, scans=False)
    live, sentence = _live(session)
    plan, findings = prepared.plan, prepared.findings
    made = (
        ()
        if live is None
        else tuple(
            calls.of_release(
                session.descriptor,
                plan,
                image=prepared.image,
                canary=other(live),
            )
        )
    )
    code = show.exit_code(findings)
    if as_json:
        document = {
            "image": prepared.image,
            "live": live,
            "plan": plan.model_dump(mode="json"),
            "first_weight": prepared.planned.first_weight,
            "calls": made,
            "verify": [each.model_dump(mode="json") for each in findings],
        }
        return code, json.dumps(document, indent=2)
    lines = [f"would release {prepared.image}", sentence, "", "steps"]
    lines += [
        f"  {percent(step.weight_percent):>7}  for {duration(step.bake_seconds)}"
        + ("" if step.analyse else ", not judged before the next one")
        for step in plan.steps
    ]
    total = sum(step.bake_seconds for step in plan.steps) + plan.drain_seconds
    lines += [f"  {prepared.planned.first_weight}", f"  {duration(total)} in all, at the earliest"]
    lines += ["", "calls that change something", *(f"  {each}" for each in made)]
    lines += ["", show.summary(findings, good=verifying.good(session.descriptor.environment))]
    lines += [
        f"  {each.check}: {each.state.value}: {each.sentence}"
        for each in findings
        if each.state is not State.OK
    ]
    return code, "\n".join(lines)


def _live(session: Session) -> tuple[Colour | None, str]:
    """Return the live colour as a release would find it, and a sentence of it."""
    rule = read("the weights", Traffic(session.descriptor, session.client).weights)
    if isinstance(rule, Unread):
        return None, f"no release can begin: {rule.why}"
    if rule.live is None:
        return None, f"no colour has all of the traffic: the rule says {weights(rule.weights)}"
    return rule.live, f"{rule.live} is live"
