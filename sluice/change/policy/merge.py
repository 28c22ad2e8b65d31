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
from sluice.change.policy.answer import Mode, RuleResult

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
class _Judged:
    result: RuleResult
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
    results: dict[tuple[str, str], list[_Judged]] = defaultdict(list)
    for scan in scans:
        for result in scan.verdicts:
            if result.address != checkov_input.CANARY_VIOLATION:
                verdict = _verdict(result, scan.mode, severities, unknown.get(result.address))
                results[result.rule, result.address].append(_Judged(result, scan.mode, verdict))
    found = []
    for (_, address), same in sorted(_spread(results).items()):
        for verdict in _ORDER:
            first = next((each for each in same if each.verdict is verdict), None)
            if first:
                found.append(_finding(first, address, stack, severities))
                break
    return tuple(found)


def _spread(
    results: Mapping[tuple[str, str], list[_Judged]],
) -> dict[tuple[str, str], list[_Judged]]:
    """Give what was said of `a.b` in the synth to each `a.b[0]` of the plan."""
    indexed: dict[str, set[str]] = defaultdict(set)
    for _, address in results:
        bare = address.partition("[")[0]
        if bare != address:
            indexed[bare].add(address)
    spread: dict[tuple[str, str], list[_Judged]] = defaultdict(list)
    for (rule, address), same in results.items():
        for target in indexed.get(address) or (address,):
            spread[rule, target] += same
    return spread


def _verdict(result: RuleResult, mode: Mode, severities: Severities, unknown: Any) -> Verdict:
    if result.result == "FAILED":
        hedged = bool(result.details) and result.details[0].startswith(UNKNOWN_UNTIL_APPLY)
        return Verdict.UNKNOWN if hedged else Verdict.FAIL
    if result.result == "PASSED":
        # Checkov's own rules pass on what is known only after apply; ours say so themselves.
        guessed = mode is Mode.PLAN and not result.own and _any_unknown(result.keys, unknown)
        return Verdict.UNKNOWN if guessed else Verdict.PASS
    if result.own:
        # Ours fail, with a detail that begins so, where they do not know.
        return Verdict.NOT_APPLICABLE
    kind = result.address.partition(".")[0]
    silent = (result.rule, kind) in severities.silent
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


def _finding(judged: _Judged, address: str, stack: Stack, severities: Severities) -> Finding:
    result = judged.result
    source = Source.OWN if result.own else Source.CHECKOV
    resource = stack.at(address)
    return Finding(
        rule=result.rule,
        title=result.title,
        severity=severities.of(result.rule, source),
        source=source,
        stack=stack.name,
        address=address,
        construct_path=resource.construct_path if resource else _data_path(stack, address),
        line=resource.line if resource else 0,
        verdict=judged.verdict,
        message="" if judged.verdict is Verdict.PASS else _message(judged),
    )


def _message(judged: _Judged) -> str:
    result = judged.result
    if result.details:
        return "; ".join(result.details)
    keys = [
        key.replace("/[", "[").replace("/", ".")
        for key in result.keys
        if "*" not in key and key != "resource_type"
    ]
    looked = f" (it looks at {', '.join(keys)})" if keys else ""
    if judged.verdict is Verdict.UNKNOWN:
        return (
            f"{UNKNOWN_UNTIL_APPLY}: Checkov cannot tell{looked}: make the value a literal one, or "
            "have somebody look at it and excuse it in policies/waivers.toml"
        )
    where = "as Terraform plans it" if judged.mode is Mode.PLAN else "as synthesized"
    return f"it is not so {where}{looked}: change it, or excuse it in policies/waivers.toml"


def _data_path(stack: Stack, address: str) -> str:
    block, _, rest = address.partition(".")
    kind, _, name = rest.partition("[")[0].partition(".")
    if block != "data":
        return ""
    values = stack.document.get("data", {}).get(kind, {}).get(name, {})
    path = values.get("//", {}).get("metadata", {}).get("path", "")
    return str(path).partition("/")[2]
