"""Containers cannot write to their image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.support.containers import KINDS, each_container
from policies.support.rule import Rule, Subject
from policies.support.values import known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.support.answer import Answer


class ReadOnlyRoot(Rule):
    """`readonlyRootFilesystem` is on."""

    number = "CKV_WEB_3"
    title = "Containers have a read-only root filesystem"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at each container."""
        return each_container(subject, "readonlyRootFilesystem", look=_look)


def _look(container: Mapping[str, Any]) -> str:
    given = container.get("readonlyRootFilesystem")
    if not known(given) or str(given).lower() == "true":
        return ""
    return "can write to its root filesystem: set readonlyRootFilesystem, mount what it writes"


check = ReadOnlyRoot()
