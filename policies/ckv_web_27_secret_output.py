"""A stack's outputs, which anybody who reads the state can see, hold no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.support.answer import COMPLIANT, NOT_APPLICABLE, Answer, non_compliant, unknown
from policies.support.rule import Rule, Subject
from policies.support.secrets import named_like_one, refers_to_one
from policies.support.values import address_of, strings
from sluice.change.model.secrets import looks_like_a_secret

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policies.support.stack import Output


class SecretOutput(Rule):
    """No output is a secret by reference, by value or by name; `sensitive` only hides it.

    It is said of the resource that the output refers to, or else of the stack's first one.
    """

    number = "CKV_WEB_27"
    title = "Outputs hold no secret"
    kinds = ("aws_*", "random_*", "tls_*")

    def judge(self, subject: Subject) -> Answer:
        """Look at the outputs that belong here."""
        stack, here = subject.stack, subject.resource.address
        if stack is None:
            return NOT_APPLICABLE
        if here == stack.first and any(
            each.value is None and not each.refers for each in stack.outputs
        ):
            return unknown("an output")
        anchors = {
            each.name: min(
                {address_of(r) for r in each.refers} & set(stack.resources), default=stack.first
            )
            for each in stack.outputs
        }
        wrong = list(_wrong(each for each in stack.outputs if anchors[each.name] == here))
        if wrong:
            return non_compliant("; ".join(wrong))
        return COMPLIANT if here in anchors.values() else NOT_APPLICABLE


def _wrong(outputs: Iterable[Output]) -> Iterable[str]:
    for each in outputs:
        secret = [reference for reference in each.refers if refers_to_one(reference)]
        kinds = [
            kind for kind in (looks_like_a_secret(text) for text in strings(each.value)) if kind
        ]
        if secret:
            yield f"output {each.name} gives {secret[0]} away: leave it out"
        elif kinds:
            yield f"output {each.name} holds {kinds[0]}: leave it out"
        elif named_like_one(each.name):
            yield f"output {each.name} is a secret by its name: give its ARN, and call it so"


check = SecretOutput()
