"""What was reviewed is what runs: images by digest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from policies.support.containers import KINDS, each_container
from policies.support.rule import Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.support.answer import Answer

_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


class ImageByDigest(Rule):
    """`image` ends with `@sha256:` and a whole digest."""

    number = "CKV_WEB_6"
    title = "Images are named by digest"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at each container."""
        return each_container(subject, look=_look)


def _look(container: Mapping[str, Any]) -> str:
    image = str(container.get("image", ""))
    if _DIGEST.search(image):
        return ""
    return f"runs {image or 'no image'}, which can change under its name: end it with @sha256:…"


check = ImageByDigest()
