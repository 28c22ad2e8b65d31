"""Terraform's state is locked and encrypted, and the provider is the one that was tested."""

from __future__ import annotations

import re

from policies.support.answer import NOT_APPLICABLE, Answer, verdict
from policies.support.rule import Rule, Subject
from policies.support.stack import Mode
from policies.support.values import block

_EXACT = re.compile(r"(?:=\s*)?\d+\.\d+\.\d+")


class State(Rule):
    """An S3 backend with lock file and KMS key, providers of one version each.

    It is said of the first resource, and of the synthesized stack only: a plan holds neither.
    """

    number = "CKV_WEB_40"
    title = "State is locked and encrypted, and providers are pinned to a version"
    kinds = ("aws_*",)

    def judge(self, subject: Subject) -> Answer:
        """Look at the `terraform` block."""
        stack = subject.stack
        if stack is None or stack.mode is Mode.PLAN or subject.resource.address != stack.first:
            return NOT_APPLICABLE
        backend = block(block(stack.settings, "backend"), "s3")
        wanted = ("use_lockfile", "encrypt", "kms_key_id")
        wrong = [f"backend s3 lacks {name}: set it" for name in wanted if not backend.get(name)]
        for name, given in block(stack.settings, "required_providers").items():
            version = given.get("version") if isinstance(given, dict) else given
            if not _EXACT.fullmatch(str(version or "")):
                wrong.append(
                    f"provider {name} is {version or 'any version'}: name one, such as 5.100.0"
                )
        return verdict(wrong, [])


check = State()
