"""Nothing is served without TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.support.answer import COMPLIANT, NOT_APPLICABLE, Answer, non_compliant, unknown
from policies.support.listeners import KINDS, argument
from policies.support.rule import Rule, Subject
from policies.support.values import block, blocks, known

if TYPE_CHECKING:
    from collections.abc import Mapping


class PlainHttp(Rule):
    """A listener on HTTP, and each rule of one, sends browsers to HTTPS and nothing else."""

    number = "CKV_WEB_17"
    title = "Plain HTTP redirects to HTTPS, in the listener and in each of its rules"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at a listener, or at a rule and the listener that it belongs to."""
        protocol = _protocol(subject)
        if protocol is None:
            return unknown("the protocol of its listener")
        if protocol != "HTTP":
            return NOT_APPLICABLE
        actions = blocks(subject.values, argument(subject.kind))
        if actions and all(_redirects(each) for each in actions):
            return COMPLIANT
        return non_compliant("it answers plain HTTP: redirect to HTTPS")


def _protocol(subject: Subject) -> str | None:
    if not subject.kind.endswith("_rule"):
        given = subject.values.get("protocol", "HTTP")
        return str(given or "HTTP") if known(given) else None
    listeners = subject.resource.targets("listener_arn")
    found = [subject.stack.resources.get(each) for each in listeners] if subject.stack else []
    given = [each.values.get("protocol") for each in found if each]
    return str(given[0]) if given and known(given[0]) else None


def _redirects(action: Mapping[str, Any]) -> bool:
    return action.get("type") == "redirect" and block(action, "redirect").get("protocol") == "HTTPS"


check = PlainHttp()
