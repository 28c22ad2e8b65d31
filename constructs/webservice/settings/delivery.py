"""How a new version is released, judged and approved, and who is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from webservice.errors import require, require_range
from webservice.settings.checked import checked
from webservice.settings.limits import EMAIL, URL


@checked("owner")
@dataclass(frozen=True, kw_only=True)
class Owner:
    """A team that answers for an environment.

    Attributes:
        name: the team's short name, as it appears in tags.
        email: where budget and audit mail goes.
        runbook_url: the https address that every alarm links to.
        slack_channel: with its leading `#`.
    """

    name: str
    email: str
    runbook_url: str
    slack_channel: str

    def __post_init__(self) -> None:
        """Check every field."""
        require(
            bool(re.fullmatch(r"[a-z][a-z0-9-]{1,31}", self.name)),
            "owner.name",
            self.name,
            "must be 2 to 32 of a-z, 0-9 and -",
        )
        require(
            bool(EMAIL.match(self.email)), "owner.email", self.email, "must be an e-mail address"
        )
        require(
            bool(URL.match(self.runbook_url)),
            "owner.runbook_url",
            self.runbook_url,
            "must be an https address",
        )
        require(
            self.slack_channel.startswith("#"),
            "owner.slack_channel",
            self.slack_channel,
            "must start with #",
        )


@checked("canary.steps")
@dataclass(frozen=True, kw_only=True)
class CanaryStep:
    """One step of a release.

    Attributes:
        weight_percent: the share of requests that the new version gets, 1 to 100.
        bake_seconds: how long it gets them before the next step.
        analyse: whether the judge looks at it.
    """

    weight_percent: int
    bake_seconds: int
    analyse: bool = True

    def __post_init__(self) -> None:
        """Check every field."""
        require_range("canary.steps.weight_percent", self.weight_percent, 1, 100)
        require_range("canary.steps.bake_seconds", self.bake_seconds, 0, 86_400)


@checked("canary")
@dataclass(frozen=True, kw_only=True)
class CanarySettings:
    """The plan of a release.

    Attributes:
        steps: in order, each weight above the one before; the last is 100 %.
        hold_deadline_seconds: how long a release may wait for metrics before it rolls back.
        drain_seconds: how long the old colour keeps running after promotion.
        max_harmed_requests: the error budget of the first step: how many requests a total
            failure may harm in one metric period.
    """

    steps: tuple[CanaryStep, ...]
    hold_deadline_seconds: int = 1800
    drain_seconds: int = 600
    max_harmed_requests: int = 100

    def __post_init__(self) -> None:
        """Check every field."""
        weights = [step.weight_percent for step in self.steps]
        require(bool(weights), "canary.steps", (), "must hold at least one step")
        rising = all(a < b for a, b in pairwise(weights))
        require(rising, "canary.steps", tuple(weights), "weights must rise from step to step")
        require(weights[-1] == 100, "canary.steps", tuple(weights), "must end at 100 percent")
        require_range("canary.hold_deadline_seconds", self.hold_deadline_seconds, 60, 86_400)
        require_range("canary.drain_seconds", self.drain_seconds, 0, 86_400)
        require_range("canary.max_harmed_requests", self.max_harmed_requests, 1, 1_000_000)


@checked("rollback")
@dataclass(frozen=True, kw_only=True)
class RollbackCriteria:
    """When a version is bad, in the words of the runbook.

    Attributes:
        p95_latency_ms: p95 above this for `p95_minutes` rolls back.
        p95_minutes: length of the window.
        error_rate_percent: share of 5XX responses above this rolls back.
    """

    p95_latency_ms: int = 500
    p95_minutes: int = 10
    error_rate_percent: float = 1.0

    def __post_init__(self) -> None:
        """Check every field."""
        require_range("rollback.p95_latency_ms", self.p95_latency_ms, 1, 60_000)
        require_range("rollback.p95_minutes", self.p95_minutes, 1, 60)
        require_range("rollback.error_rate_percent", self.error_rate_percent, 0.01, 100)


@checked("approvals")
@dataclass(frozen=True, kw_only=True)
class ApprovalSettings:
    """What a change needs before it is applied.

    Attributes:
        reviewers_required: distinct people besides the author.
        ticket_pattern: a regular expression that the change ticket must match; empty asks
            for none.
        windows: iCalendar files, relative to the repository, in which changes may be made;
            empty means at any time.
    """

    reviewers_required: int = 0
    ticket_pattern: str = ""
    windows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every field."""
        require_range("approvals.reviewers_required", self.reviewers_required, 0, 10)
        try:
            re.compile(self.ticket_pattern)
        except re.error as error:
            rule = f"must be a regular expression ({error})"
            require(False, "approvals.ticket_pattern", self.ticket_pattern, rule)  # noqa: FBT003 - the one value of its argument


@checked("alerts")
@dataclass(frozen=True, kw_only=True)
class AlertSettings:
    """Where alarms go.

    Attributes:
        emails: addresses subscribed to the alarm topic.
        https_endpoints: webhooks (PagerDuty, Slack through a relay) subscribed to it; no
            secret may stand in them, since they appear in the plan.
    """

    emails: tuple[str, ...] = ()
    https_endpoints: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every field."""
        for email in self.emails:
            require(bool(EMAIL.match(email)), "alerts.emails", email, "must be an e-mail address")
        for url in self.https_endpoints:
            require(bool(URL.match(url)), "alerts.https_endpoints", url, "must be an https address")
