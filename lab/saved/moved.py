"""Tells a saved account where its databases are now; in moto's thread.

A database's port went into what was deployed: the container's variables, the descriptor, and
Terraform's states. Where another lab has that port, the new one must stand there instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.backends import get_backend
from moto.s3.utils import compute_checksum

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DESCRIPTORS = "/sluice/"
_STATE = ".tfstate"


def rewrite(account: str, ports: Mapping[int, int]) -> None:
    """Put new ports in the place of old ones wherever a deployed account names them."""
    if not ports:
        return
    old = "|".join(map(str, ports))
    # Whole numbers only: an id may hold the same digits.
    pattern = re.compile(rf"(?<![\w-])(?:{old})(?![\w-])")

    def moved(text: str) -> str:
        return pattern.sub(lambda found: str(ports[int(found[0])]), text)

    _in_containers(account, moved)
    _in_descriptors(account, moved)
    _in_states(account, moved)


def _in_containers(account: str, moved: Callable[[str], str]) -> None:
    for ecs in list(get_backend("ecs")[account].values()):
        definitions = [one for family in ecs.task_definitions.values() for one in family.values()]
        for container in (each for one in definitions for each in one.container_definitions):
            for variable in container.get("environment", []):
                variable["value"] = moved(variable["value"])


def _in_descriptors(account: str, moved: Callable[[str], str]) -> None:
    for ssm in list(get_backend("ssm")[account].values()):
        for name, versions in ssm._parameters.items():  # noqa: SLF001 - moto has no other way to them
            for parameter in versions if name.startswith(_DESCRIPTORS) else ():
                parameter.value = moved(parameter.value)


def _in_states(account: str, moved: Callable[[str], str]) -> None:
    for s3 in list(get_backend("s3")[account].values()):
        for bucket in s3.buckets.values():
            for key in bucket.keys.values():
                if key.name.endswith(_STATE):
                    _replace(key, moved(key.value.decode()).encode())


def _replace(key: Any, content: bytes) -> None:
    """Give an object other content, and the ETag and checksum of it: readers verify them."""
    key.value = content
    key._etag = None  # noqa: SLF001 - moto takes it of the content when it is asked next
    if key.checksum_value:
        key.checksum_value = compute_checksum(content, key.checksum_algorithm).decode()
