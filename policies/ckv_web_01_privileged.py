"""Containers run without the host's powers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.support.containers import KINDS, each_container
from policies.support.rule import Rule, Subject
from policies.support.values import block, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.support.answer import Answer


class NotPrivileged(Rule):
    """`privileged` is off, and no Linux capability is added."""

    number = "CKV_WEB_1"
    title = "Containers are not privileged and add no Linux capability"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at each container."""
        return each_container(subject, "privileged", look=_look)


def _look(container: Mapping[str, Any]) -> str:
    if str(container.get("privileged")).lower() == "true":
        return "is privileged: set privileged to false"
    capabilities = block(block(container, "linuxParameters"), "capabilities")
    added = texts(capabilities.get("add"))
    return f"adds {', '.join(added)}: leave out linuxParameters.capabilities.add" if added else ""


check = NotPrivileged()
