"""One release's whole state: what the journal holds, and `advance` turns into the next."""

from __future__ import annotations

from sluice.canary.judge import Evidence, Judgement
from sluice.canary.model.actions import Action, SetWeights
from sluice.canary.model.plan import Plan
from sluice.canary.model.reasons import FailReason, HoldReason, Phase
from sluice.environment.descriptor import Colour, other
from sluice.values import Value

SCHEMA_VERSION = 1


class Hold(Value):
    """Why a release waits, since when, and in one sentence what of."""

    reason: HoldReason
    since: float
    sentence: str


class Failure(Value):
    """Why a release goes back, and when that was decided."""

    reason: FailReason
    at: float
    sentence: str


class Release(Value):
    """One release.

    Attributes:
        id: sorts by time of start; also the tag of what it creates.
        service: the service's name; with `environment` what the lease is for.
        image: repository@sha256:...; what the new version is.
        version: of this state; each write to the journal raises it by one.
        canary: the colour that gets the new version; the other one is live.
        live_weights: what the rule was before, and is again after a rollback.
        desired_count: how many tasks the new version gets.
        task_definition_arn: of the new version, once registered; from the start where an
            earlier version is brought back.
        previous_task_definition_arn: what the canary's colour ran before; a rollback puts
            it back with the count of 0.
        step: index into `plan.steps`; -1 before the first.
        weights: what was last seen in force after our own write.
        intent: what is about to be done, or was when the driver died; cleared when it was
            read back.
        attempts: how often `intent` was sent.
        phase_since, step_since: by the driver's clock, seconds since the epoch.
        metrics_until: end of the newest period that was folded into `evidence`.
        events: how many events the audit trail has.
        wake_at: before it there is nothing to do.
        alerted: keys of alerts that were sent.
        min_count, max_count: autoscaling's bounds of a colour that serves alone.
        brings_back: an earlier version comes back because a person said so: nothing that is
            measured stops it, only tasks that fail do.
        done: what of the phase was read back already, as `advance` names it.
        intent_at: when `intent` was last sent.
        tries: how often the smoke checks failed in a row.
        held_seconds: of this phase or step, on holds that are over.
        weights_since: since when `weights` are in force without a break.
        step_periods: complete metric periods of the step that were folded.
        clock_skew_seconds: AWS's clock minus the driver's.
        alarm_since: since when an alarm sounds that fails the release where it lasts.
        paused: a person said so.
        hurried: a person said promote: the remaining bakes are skipped.
        reclaims: a person said resume after a foreign write: our weights are set again.
    """

    schema_version: int = SCHEMA_VERSION
    id: str
    environment: str
    service: str
    image: str
    version: int = 0
    started_by: str = ""
    why: str = ""
    started_at: float
    ended_at: float | None = None
    plan: Plan
    canary: Colour
    live_weights: SetWeights
    desired_count: int
    live_task_definition_arn: str = ""
    previous_task_definition_arn: str = ""
    task_definition_arn: str | None = None
    phase: Phase = Phase.PREPARING
    phase_since: float
    step: int = -1
    step_since: float = 0
    weights: SetWeights
    intent: Action | None = None
    attempts: int = 0
    hold: Hold | None = None
    failure: Failure | None = None
    evidence: Evidence | None = None
    judgement: Judgement | None = None
    metrics_until: int = 0
    wake_at: float = 0
    events: int = 0
    alerted: tuple[str, ...] = ()
    min_count: int = 0
    max_count: int = 0
    brings_back: bool = False
    done: tuple[str, ...] = ()
    intent_at: float = 0
    tries: int = 0
    held_seconds: float = 0
    weights_since: float = 0
    step_periods: int = 0
    clock_skew_seconds: float = 0
    alarm_since: float | None = None
    paused: bool = False
    hurried: bool = False
    reclaims: bool = False

    @property
    def live(self) -> Colour:
        """The colour that served before."""
        return other(self.canary)
