"""Containers run as a user of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.support.containers import KINDS, each_container
from policies.support.rule import Rule, Subject
from policies.support.values import known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.support.answer import Answer

_ROOT = ("", "0", "root")


class NotRoot(Rule):
    """`user` names a user, or a number, that is not root; the image's default is not trusted."""

    number = "CKV_WEB_2"
    title = "Containers do not run as root"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at each container."""
        return each_container(subject, "user", look=_look)


def _look(container: Mapping[str, Any]) -> str:
    user = container.get("user")
    if not known(user):
        return ""
    name, _, group = str(user if user is not None else "").partition(":")
    named = name.strip().lstrip("0") or ("0" if name.strip() else "")
    if named in _ROOT:
        return "runs as root, or as whom its image says: set user, such as 10001:10001"
    return "runs in root's group: name another" if group.strip() in ("0", "root") else ""


check = NotRoot()
