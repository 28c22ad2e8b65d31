"""How bad a rule's finding is, and which rules say *unknown* where they mean *not applicable*.

Checkov knows severities on its own platform only, so `policies/severities.toml` has ours.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sluice.change.model.errors import GateBlind
from sluice.change.model.verdict import Severity, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path("policies/severities.toml")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Group(_Frozen):
    severity: Severity
    reason: str = Field(min_length=1)
    rules: tuple[str, ...] = Field(min_length=1)


class _NotApplicable(_Frozen):
    rule: str = Field(min_length=1)
    kinds: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=1)


class _Defaults(_Frozen):
    checkov: Severity
    own: Severity
    rego: Severity


class _Document(_Frozen):
    default: _Defaults
    group: tuple[_Group, ...] = ()
    not_applicable: tuple[_NotApplicable, ...] = ()


@dataclass(frozen=True)
class Severities:
    """The map.

    Attributes:
        by_rule: severities of the rules that are listed.
        defaults: of those that are not, by whose rule it is.
        silent: rules, with kinds of resources on which their *unknown* is no answer.
    """

    by_rule: Mapping[str, Severity]
    defaults: Mapping[Source, Severity]
    silent: frozenset[tuple[str, str]]

    def of(self, rule: str, source: Source) -> Severity:
        """Return how bad it is to break a rule."""
        return self.by_rule.get(rule, self.defaults[source])

    def listed(self, rule: str) -> Severity | None:
        """Return how bad the map says it is; None where the rule is not in it."""
        return self.by_rule.get(rule)


def read(file: Path) -> Severities:
    """Return the map in a file.

    Raises:
        GateBlind: it cannot be read, a field is missing or wrong, or a rule is in it twice.
    """
    try:
        found = _Document.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise GateBlind(f"{FILE}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise GateBlind(f"{FILE}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise GateBlind(f"{FILE}: {where}: {first['msg']}") from error
    by_rule: dict[str, Severity] = {}
    for group in found.group:
        for rule in group.rules:
            if rule in by_rule:
                raise GateBlind(f"{FILE}: {rule} is in two groups: leave it in one")
            by_rule[rule] = group.severity
    return Severities(
        by_rule=by_rule,
        defaults={
            Source.CHECKOV: found.default.checkov,
            Source.OWN: found.default.own,
            Source.REGO: found.default.rego,
        },
        silent=frozenset((each.rule, kind) for each in found.not_applicable for kind in each.kinds),
    )
