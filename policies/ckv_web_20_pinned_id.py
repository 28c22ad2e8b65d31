"""Renaming a construct does not delete data."""

from __future__ import annotations

import re

from policies.support.answer import COMPLIANT, Answer, non_compliant
from policies.support.rule import Rule, Subject
from sluice.change.model.stateful import STATEFUL_KINDS

_HASHED = re.compile(r"_[0-9A-F]{8}$")


class PinnedId(Rule):
    """The logical id of a stateful resource does not hang on its construct's path.

    cdktf ends an id that it makes up with a hash of the path: moving the construct is then
    destroy and create.
    """

    number = "CKV_WEB_20"
    title = "Stateful resources have a pinned logical id"
    kinds = STATEFUL_KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at the id."""
        name = subject.resource.name
        if not _HASHED.search(name):
            return COMPLIANT
        return non_compliant(
            f"{name} is made from the construct's path, so that a move deletes what is in it: pin "
            "it with override_logical_id"
        )


check = PinnedId()
