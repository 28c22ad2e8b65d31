"""It can be told whose each resource is."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, Answer, non_compliant, unknown
from policies.support.rule import Rule, Subject
from policies.support.taggable import KINDS
from policies.support.values import known

_TAGS = ("Owner", "Environment", "Service")


class Owner(Rule):
    """The tags say who owns it and where it belongs; the provider's default tags count."""

    number = "CKV_WEB_29"
    title = "Resources are tagged with owner, environment and service"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at the resource's tags and at its provider's."""
        own, every = subject.values.get("tags"), subject.values.get("tags_all")
        given = (
            {}
            if subject.stack is None
            else subject.stack.default_tags.get(subject.resource.provider, {})
        )
        tags = {**given}
        for each in (own, every):
            tags.update(each if isinstance(each, dict) else {})
        missing = [name for name in _TAGS if not str(tags.get(name) or "").strip()]
        if not missing:
            return COMPLIANT
        if subject.stack is None or not known(own) or not known(every):
            return unknown("its tags")
        return non_compliant(
            f"it lacks the tag {missing[0]}: put it into the provider's default tags"
        )


check = Owner()
