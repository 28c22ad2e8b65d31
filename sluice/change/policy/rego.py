"""Plan rules in Rego: `policies/rego/*.rego` on one plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from sluice.change.mask.document import redactor
from sluice.change.model.errors import GateBlind
from sluice.change.model.verdict import Finding, Severity, Source, Verdict
from sluice.change.policy import rego_engine, rego_input

if TYPE_CHECKING:
    from sluice.change.mask.document import Redactor
    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack

FOLDER = Path("policies/rego")
PLANTED = "planted"
"""The key of the data with the document in which every rule has something to find."""


@dataclass(frozen=True)
class RegoAnswer:
    """What the plan rules say of a plan.

    Attributes:
        findings: of each rule, a verdict on each resource in which it sees something; where it
            sees nothing, a `PASS` for the stack as a whole.
        labels: of the change, such as `security`: who has to approve it.
    """

    findings: tuple[Finding, ...]
    labels: tuple[str, ...]


class _Meta(BaseModel):
    """A rule's document `meta`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    severity: Severity


@dataclass(frozen=True)
class _Result:
    """What one rule says: address, verdict and message of each finding, and labels."""

    meta: _Meta
    findings: tuple[tuple[str, Verdict, str], ...]
    labels: tuple[str, ...]


def evaluate(planned: Planned, stack: Stack, *, root: Path) -> RegoAnswer:
    """Judge a plan by every plan rule.

    Args:
        planned: the plan; its secrets do not appear in messages.
        stack: what it is a plan of.
        root: of the project, which has `policies/rego/`.

    Raises:
        GateBlind: a module does not parse, a rule cannot be evaluated or says something that is
            no finding, or it finds nothing in the plan in which every rule has something to find.
    """
    modules = rego_engine.read(root / FOLDER)
    if PLANTED not in modules.data:
        raise GateBlind(f"{FOLDER}: no {PLANTED}.json: nothing proves that the rules see anything")
    terms = [_term(name) for name in modules.rules]
    proof, answers = rego_engine.answers(
        modules,
        [
            rego_engine.Asked(modules.data[PLANTED], terms),
            rego_engine.Asked(rego_input.document(planned, stack), terms),
        ],
    )
    for name, answer in zip(modules.rules, proof, strict=True):
        _prove(name, _result(name, answer))
    secrets = redactor(planned.document)
    results = [_result(name, answer) for name, answer in zip(modules.rules, answers, strict=True)]
    return RegoAnswer(
        findings=tuple(each for one in results for each in _findings(one, stack, secrets)),
        labels=tuple(sorted({label for one in results for label in one.labels})),
    )


def _prove(name: str, result: _Result) -> None:
    """Refuse to go on unless a rule finds what is planted for it: a silent rule is blind."""
    if not result.labels and not any(verdict is Verdict.FAIL for _, verdict, _ in result.findings):
        raise GateBlind(
            f"{FOLDER / name}.rego finds nothing in {PLANTED}.json, where it must: mend the rule, "
            "or plant what it is about"
        )


def _term(name: str) -> str:
    rule = f"data.{rego_engine.PACKAGE}.{name}"
    finding = "[hex.encode(each.address), each.verdict, hex.encode(each.message)]"
    return (
        f"[[{rule}.meta.id, hex.encode({rule}.meta.title), {rule}.meta.severity], "
        f"count({rule}.findings), [{finding} | some each in {rule}.findings], "
        f'object.get({rule}, "labels", [])]'
    )


def _result(name: str, answer: rego_engine.Answered) -> _Result:
    if answer.value is None:
        why = answer.fault or "it has no meta, or no findings"
        raise GateBlind(f"{FOLDER / name}.rego cannot be evaluated: {why}")
    try:
        (identifier, title, severity), number, findings, labels = answer.value
        meta = _Meta(id=identifier, title=_plain(title), severity=severity)
        found = tuple(
            (_plain(address), Verdict(verdict), _plain(message))
            for address, verdict, message in findings
        )
    except (TypeError, ValueError, ValidationError) as error:
        raise GateBlind(f"{name}.rego: what it says is no finding: {error}") from error
    allowed = {Verdict.FAIL, Verdict.UNKNOWN}
    if len(found) != number or not {verdict for _, verdict, _ in found} <= allowed:
        raise GateBlind(
            f"{name}.rego: each finding must have an address, a message, and fail or unknown"
        )
    if meta.id != f"REGO_{name.upper()}":
        raise GateBlind(f"{name}.rego: its id is {meta.id}: must be REGO_{name.upper()}")
    return _Result(meta, found, tuple(labels))


def _findings(result: _Result, stack: Stack, secrets: Redactor) -> list[Finding]:
    """Return one finding for each resource: the worse verdict, and all messages."""
    by_address: dict[str, list[tuple[Verdict, str]]] = {}
    for address, verdict, message in result.findings:
        by_address.setdefault(address, []).append((verdict, secrets.text(message)))
    found = [
        _finding(
            result.meta,
            stack,
            address,
            Verdict.FAIL if any(one is Verdict.FAIL for one, _ in entries) else Verdict.UNKNOWN,
            "; ".join(sorted({message for _, message in entries})),
        )
        for address, entries in sorted(by_address.items())
    ]
    return found or [_finding(result.meta, stack, stack.name, Verdict.PASS, "")]


def _finding(meta: _Meta, stack: Stack, address: str, verdict: Verdict, message: str) -> Finding:
    resource = stack.at(address)
    return Finding(
        rule=meta.id,
        title=meta.title,
        severity=meta.severity,
        source=Source.REGO,
        stack=stack.name,
        address=address,
        construct_path=resource.construct_path if resource else "",
        line=resource.line if resource else 0,
        verdict=verdict,
        message=message,
    )


def _plain(text: str) -> str:
    """Return a text that was asked for in hexadecimal."""
    return bytes.fromhex(text).decode()
