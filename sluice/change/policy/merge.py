"""One verdict for each rule and resource, from what was said of the synth and of the plan.

It fails in either: it fails. Else it passes in either: it passes. Else it is unknown. Where
neither has an answer, the rule does not apply.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.change.model.verdict import Finding, Source, Verdict
from sluice.change.policy import checkov_input
from sluice.change.policy.answer import Mode, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.policy.answer import Scan
    from sluice.change.policy.severities import Severities

UNKNOWN_UNTIL_APPLY = "unknown until apply"
"""How the first detail of a failed rule begins that cannot say yet."""
_ORDER = (Verdict.FAIL, Verdict.PASS, Verdict.UNKNOWN)


@dataclass(frozen=True)
class _Heard:
    said: Said
    mode: Mode
    verdict: Verdict


def findings(
    stack: Stack, scans: Sequence[Scan], plan: Planned | None, severities: Severities
) -> tuple[Finding, ...]:
    """Return the findings on one stack, by rule and address.

    Args:
        stack: which.
        scans: of its synthesized file, and of its plan where there is one.
        plan: what the plan's scan was of.
        severities: our map.
    """
    unknown = {each.address: each.after_unknown for each in plan.changes} if plan else {}
    heard: dict[tuple[str, str], list[_Heard]] = defaultdict(list)
    for scan in scans:
        for said in scan.verdicts:
            if said.address != checkov_input.CANARY_VIOLATION:
                verdict = _verdict(said, scan.mode, severities, unknown.get(said.address))
                heard[said.rule, said.address].append(_Heard(said, scan.mode, verdict))
    found = []
    for (_, address), all_heard in sorted(_spread(heard).items()):
        for wanted in _ORDER:
            first = next((each for each in all_heard if each.verdict is wanted), None)
            if first:
                found.append(_finding(first, address, stack, severities))
                break
    return tuple(found)


def _spread(
    heard: Mapping[tuple[str, str], list[_Heard]],
) -> dict[tuple[str, str], list[_Heard]]:
    """Give what was said of `a.b` in the synth to each `a.b[0]` of the plan."""
    indexed: dict[str, set[str]] = defaultdict(set)
    for _, address in heard:
        bare = address.partition("[")[0]
        if bare != address:
            indexed[bare].add(address)
    spread: dict[tuple[str, str], list[_Heard]] = defaultdict(list)
    for (rule, address), all_heard in heard.items():
        for target in indexed.get(address) or (address,):
            spread[rule, target] += all_heard
    return spread


def _verdict(said: Said, mode: Mode, severities: Severities, unknown: Any) -> Verdict:
    if said.result == "FAILED":
        hedged = bool(said.details) and said.details[0].startswith(UNKNOWN_UNTIL_APPLY)
        return Verdict.UNKNOWN if hedged else Verdict.FAIL
    if said.result == "PASSED":
        # Checkov's own rules pass on what is known only after apply; ours say so themselves.
        guessed = mode is Mode.PLAN and not said.own and _any_unknown(said.keys, unknown)
        return Verdict.UNKNOWN if guessed else Verdict.PASS
    if said.own:
        # Ours fail, with a detail that begins so, where they do not know.
        return Verdict.NOT_APPLICABLE
    kind = said.address.partition(".")[0]
    silent = (said.rule, kind) in severities.silent
    return Verdict.NOT_APPLICABLE if silent else Verdict.UNKNOWN


def _any_unknown(keys: Iterable[str], unknown: Any) -> bool:
    return any(_at(unknown, key.split("/")) is True for key in keys)


def _at(value: Any, path: Sequence[str]) -> Any:
    for part in path:
        if value is True:
            return True
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list):
            index = part.strip("[]")
            value = value[int(index)] if index.isdecimal() and int(index) < len(value) else None
        else:
            return None
    return value


def _finding(heard: _Heard, address: str, stack: Stack, severities: Severities) -> Finding:
    said = heard.said
    source = Source.OWN if said.own else Source.CHECKOV
    resource = stack.at(address)
    return Finding(
        rule=said.rule,
        title=said.title,
        severity=severities.of(said.rule, source),
        source=source,
        stack=stack.name,
        address=address,
        construct_path=resource.construct_path if resource else _data_path(stack, address),
        line=resource.line if resource else 0,
        verdict=heard.verdict,
        message="" if heard.verdict is Verdict.PASS else _message(heard),
    )


def _message(heard: _Heard) -> str:
    said = heard.said
    if said.details:
        return "; ".join(said.details)
    keys = [
        key.replace("/[", "[").replace("/", ".")
        for key in said.keys
        if "*" not in key and key != "resource_type"
    ]
    looked = f" (it looks at {', '.join(keys)})" if keys else ""
    if heard.verdict is Verdict.UNKNOWN:
        return (
            f"{UNKNOWN_UNTIL_APPLY}: Checkov cannot tell{looked}: make the value a literal one, or "
            "have somebody look at it and excuse it in policies/waivers.toml"
        )
    where = "as Terraform plans it" if heard.mode is Mode.PLAN else "as synthesized"
    return f"it is not so {where}{looked}: change it, or excuse it in policies/waivers.toml"


def _data_path(stack: Stack, address: str) -> str:
    block, _, rest = address.partition(".")
    kind, _, name = rest.partition("[")[0].partition(".")
    if block != "data":
        return ""
    values = stack.document.get("data", {}).get(kind, {}).get(name, {})
    path = values.get("//", {}).get("metadata", {}).get("path", "")
    return str(path).partition("/")[2]
