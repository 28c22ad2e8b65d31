"""Secrets reach a container by reference, never as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.support.answer import Answer, non_compliant
from policies.support.containers import KINDS, each_container
from policies.support.rule import Rule, Subject
from policies.support.secrets import named_like_one, refers_to_one
from policies.support.values import blocks, references, strings
from sluice.change.model.secrets import looks_like_a_secret

if TYPE_CHECKING:
    from collections.abc import Mapping


class NoPlaintextSecret(Rule):
    """No variable, argument or log option is a secret by name, by value or by reference."""

    number = "CKV_WEB_5"
    title = "Containers have no secret in plain text"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at each container."""
        secrets = sorted(
            each
            for each in subject.resource.refers.get("container_definitions", ())
            if refers_to_one(each)
        )
        if secrets:
            return non_compliant(f"it holds {secrets[0]}: pass it through secrets[].valueFrom")
        return each_container(subject, look=_look)


def _look(container: Mapping[str, Any]) -> str:
    for each in blocks(container, "environment"):
        name, value = str(each.get("name")), str(each.get("value"))
        kind = "a secret by its name" if named_like_one(name) and value else _secret(value)
        if kind:
            return f"has {kind} in the variable {name}: pass it through secrets[].valueFrom"
    elsewhere = {name: each for name, each in container.items() if name not in ("secrets", "name")}
    for text in strings(elsewhere):
        kind = _secret(text)
        if kind:
            return f"has {kind} in its definition: pass it through secrets[].valueFrom"
    return ""


def _secret(text: str) -> str:
    if any(refers_to_one(each) for each in references(text)):
        return "a reference to a secret"
    return looks_like_a_secret(text)


check = NoPlaintextSecret()
