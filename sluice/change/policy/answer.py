"""What Checkov said: the shape that `checkov_side/program.py` writes."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Mode(StrEnum):
    """What was scanned."""

    SYNTH = "synth"
    """The synthesized stack: references are texts."""
    PLAN = "plan"
    """Terraform's plan: what it knows before apply."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleResult(_Frozen):
    """One rule's answer for one resource.

    Attributes:
        own: whether the rule is ours.
        address: Terraform's, with an index in plans.
        result: Checkov's word: `PASSED`, `FAILED` or `UNKNOWN`.
        keys: the arguments that it looked at, such as `ingress/[0]/cidr_blocks`.
        details: what the rule has to say of it.
    """

    rule: str
    title: str
    own: bool
    address: str
    result: str
    keys: tuple[str, ...]
    details: tuple[str, ...]


class Scan(_Frozen):
    """All that was said of one file.

    Attributes:
        seen: addresses that rules in Python were shown, whether or not any is about them.
        graph: addresses of resources that rules on the graph were shown.
        unparsed: files that could not be parsed.
    """

    stack: str
    mode: Mode
    seen: tuple[str, ...]
    graph: tuple[str, ...]
    unparsed: tuple[str, ...]
    verdicts: tuple[RuleResult, ...]


class Answer(_Frozen):
    """The answer to one order.

    Attributes:
        version: Checkov's.
        own: our rule files' names without the ending, and the rules Checkov has from each.
        crashes: what raised, in one sentence each.
        heard: what Checkov logged as a warning or an error.
    """

    version: str
    own: dict[str, tuple[str, ...]]
    scans: tuple[Scan, ...]
    crashes: tuple[str, ...]
    heard: tuple[str, ...]
