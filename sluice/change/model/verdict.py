"""What a policy says of a resource."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - pydantic reads the annotations at run time
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Verdict(StrEnum):
    """A rule's answer for one resource. Only `PASS`, `NOT_APPLICABLE`, `WAIVED` go on."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    UNKNOWN = "unknown"
    """Known only after apply: never a pass."""
    NOT_APPLICABLE = "not applicable"
    WAIVED = "waived"
    """It fails, or is unknown, and an entry of the waivers' file excuses it."""


class Severity(StrEnum):
    """How bad a finding is; our own map, since Checkov gives none without its platform."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Source(StrEnum):
    """Who says so."""

    CHECKOV = "checkov"
    """Checkov's own rules, on the synthesized stack or on the plan."""
    OWN = "own"
    """Ours: `policies/ckv_web_*.py`."""
    REGO = "rego"
    """Plan rules: `policies/rego/`."""


@dataclass(frozen=True)
class Waiver:
    """An entry of `policies/waivers.toml`; `path` may hold `*`.

    Attributes:
        read_back: it is about what a plan reads back from AWS: nothing to match where nothing
            is deployed yet, or where only the synth is looked at.
    """

    check: str
    environments: tuple[str, ...]
    path: str
    reason: str
    owner: str
    expires: date
    """The last day on which it counts."""
    read_back: bool = False


@dataclass(frozen=True)
class Finding:
    """One rule's verdict on one resource.

    Attributes:
        rule: its id, such as `CKV_AWS_24`, `CKV_WEB_7` or `REGO_STATEFUL_REPLACED`.
        title: what the rule wants, in one line.
        severity: how bad it is to break it.
        source: whose rule it is.
        stack: the stack's name.
        address: Terraform's address of the resource; the stack's name where the rule is about
            all of it.
        construct_path: the resource's place in the stack's tree; empty for the whole stack.
        line: of the synthesized file; 0 where it is not known.
        verdict: what it says.
        message: what is wrong, where, and what to do; empty for a pass.
        waiver: what excuses it, where the verdict is `WAIVED`.
    """

    rule: str
    title: str
    severity: Severity
    source: Source
    stack: str
    address: str
    construct_path: str
    line: int
    verdict: Verdict
    message: str = ""
    waiver: Waiver | None = None

    @property
    def stands(self) -> bool:
        """Whether it stops the line."""
        return self.verdict in (Verdict.FAIL, Verdict.UNKNOWN)

    @property
    def sentence(self) -> str:
        """What is wrong, or at least what the rule wants."""
        return self.message or self.title


@dataclass(frozen=True)
class GateResult:
    """What all policies said of all stacks that were looked at.

    Attributes:
        findings: one for each rule and resource that it applies to.
        labels: of the change, such as `security`: who has to approve it.
        problems: waivers that expired or match nothing, in one sentence each: they stop the
            line as well.
        resources: how many were looked at, by stack.
    """

    findings: Sequence[Finding]
    labels: Sequence[str]
    problems: Sequence[str]
    resources: dict[str, int]

    @property
    def standing(self) -> tuple[Finding, ...]:
        """What stops the line, the worst first."""
        order = list(Severity)
        return tuple(
            sorted(
                (each for each in self.findings if each.stands),
                key=lambda each: (order.index(each.severity), each.stack, each.rule, each.address),
            )
        )

    @property
    def waived(self) -> tuple[Finding, ...]:
        """What would stop the line without a waiver."""
        return tuple(each for each in self.findings if each.verdict is Verdict.WAIVED)

    @property
    def passed(self) -> bool:
        """Whether the change may go on."""
        return not self.standing and not self.problems
