"""`sluice status`: what is in force, who drives, and who else has been at it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sluice.canary import wording
from sluice.canary.model.actions import SetWeights
from sluice.canary.model.observation import RuleWeights
from sluice.canary.model.reasons import Phase
from sluice.canary.model.release import Hold
from sluice.canary.ports.reading import Unclear, require
from sluice.canary.ports.targets import targets
from sluice.canary.ports.tasks import Tasks
from sluice.canary.ports.traffic import Traffic
from sluice.canary.verbs import requests
from sluice.exits import Exit
from sluice.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.model.observation import ServiceState
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.session import Session
    from sluice.journal.lease import Lease


class Colour(Value):
    """One colour as AWS has it now; without a weight where the rule is not one of ours."""

    weight: int | None
    task_definition: str
    desired: int
    running: int
    healthy: int


class LeaseStatus(Value):
    """Who may change the environment."""

    holder: str
    purpose: str
    epoch: int
    expires_in_seconds: float
    alive: bool


class Status(Value):
    """What `--json` prints.

    Attributes:
        release: of the one under way, else of the newest; None where there was none.
        standing: in words.
        weights_asked: by the journal; None where there was no release.
        foreign_writes: what is in force and neither the journal's nor Terraform's doing,
            a sentence each.
        exit_code: see `sluice status --help`.
    """

    environment: str
    release: str | None
    phase: str | None
    step: int | None
    standing: str
    hold: Hold | None
    request: str | None
    weights_asked: SetWeights | None
    colours: dict[str, Colour]
    lease: LeaseStatus | None
    foreign_writes: tuple[str, ...]
    exit_code: int


def read(session: Session) -> Status:
    """Read the journal and AWS.

    Raises:
        AwsUnreachable: something could not be read.
    """
    release = session.journal.unfinished() or next(iter(session.journal.releases(1)), None)
    rule = _rule(session)
    colours = _colours(session, rule)
    asked = session.journal.pending_request()
    lease = session.journal.leases.current()
    foreign = tuple(_foreign(release, rule, colours)) if release else ()
    alive = requests.driver_of(session) is not None
    return Status(
        environment=session.descriptor.environment,
        release=release.id if release else None,
        phase=release.phase.value if release else None,
        step=release.step if release else None,
        standing=wording.verdict(release) if release else "nothing was ever released",
        hold=release.hold if release and not release.phase.ended else None,
        request=asked.kind.value if asked else None,
        weights_asked=wording.target_weights(release) if release else None,
        colours=colours,
        lease=_lease(lease, session.clock.now(), alive=alive) if lease else None,
        foreign_writes=foreign,
        exit_code=_exit(release, alive=alive, foreign=bool(foreign)),
    )


def lines(status: Status) -> Iterator[str]:
    """Yield what an operator reads, the verdict first."""
    yield f"{status.environment}: {status.standing}"
    yield f"release   {status.release or 'none yet'}"
    for name, colour in sorted(status.colours.items()):
        weight = "unknown" if colour.weight is None else colour.weight
        asked = status.weights_asked
        asked_for = "" if asked is None else f" (asked {getattr(asked, name)})"
        yield (
            f"{name:<9} weight {weight}{asked_for}, {colour.running} of {colour.desired} tasks "
            f"of {colour.task_definition}, {colour.healthy} healthy"
        )
    if status.lease is None:
        yield "lease     free"
    else:
        lease = status.lease
        left = wording.duration(lease.expires_in_seconds)
        state = f"{left} left" if lease.alive else "its holder is gone"
        yield f"lease     {lease.holder}, for {lease.purpose}, epoch {lease.epoch}, {state}"
    if status.request:
        yield f"request   {status.request} waits for the driver"
    for sentence in status.foreign_writes:
        yield f"foreign   {sentence}"


def _exit(release: Release | None, *, alive: bool, foreign: bool) -> Exit:
    if release is None or release.phase.ended:
        return Exit.HELD if foreign else Exit.DONE
    if not alive:
        return Exit.UNKNOWN
    return Exit.HELD if release.hold is not None or foreign else Exit.DONE


def _lease(lease: Lease, now: float, *, alive: bool) -> LeaseStatus:
    return LeaseStatus(
        holder=lease.holder,
        purpose=lease.purpose,
        epoch=lease.epoch,
        expires_in_seconds=max(0.0, lease.expires_at - now),
        alive=alive,
    )


def _colours(session: Session, rule: RuleWeights | str) -> dict[str, Colour]:
    descriptor, clients = session.descriptor, session.client
    services = require("the services", Tasks(descriptor, clients).services)
    return {
        colour: _colour(
            services.get(colour),
            rule.weights.of(colour) if isinstance(rule, RuleWeights) else None,
            require(
                f"the targets of {colour}", partial(targets, clients, part.target_group_arn)
            ).healthy,
        )
        for colour, part in descriptor.services.items()
    }


def _rule(session: Session) -> RuleWeights | str:
    """Return the rule's weights, or why no release would go by what it says."""
    traffic = Traffic(session.descriptor, session.client)

    def look() -> RuleWeights | str:
        try:
            return traffic.weights()
        except Unclear as error:
            return str(error)

    return require("the weights", look)


def _colour(service: ServiceState | None, weight: int | None, healthy: int) -> Colour:
    return Colour(
        weight=weight,
        task_definition=service.task_definition_arn.rpartition("/")[2] if service else "none",
        desired=service.desired if service else 0,
        running=service.running if service else 0,
        healthy=healthy,
    )


def _foreign(
    release: Release, rule: RuleWeights | str, colours: dict[str, Colour]
) -> Iterator[str]:
    """Yield what Terraform ignores and the journal does not explain."""
    if isinstance(rule, str):
        yield f"no release goes by the rule: {rule}"
    # With an intent the write may be on its way: nothing can be said yet.
    elif release.intent is None and rule.weights != release.weights:
        yield (
            f"somebody set the weights to {wording.weights(rule.weights)}; "
            f"release {release.id} left {wording.weights(release.weights)}"
        )
    if not release.phase.ended:
        return
    if release.phase is Phase.PROMOTED:
        serving, idle, arn = release.canary, release.live, release.task_definition_arn
    else:
        serving, idle, arn = release.live, release.canary, release.live_task_definition_arn
    left, running = (arn or "").rpartition("/")[2], colours[serving].task_definition
    if left and running != left:
        yield f"{serving} runs {running}; release {release.id} left {left}"
    if colours[idle].desired:
        yield f"{idle} wants {colours[idle].desired} tasks; release {release.id} left it none"
