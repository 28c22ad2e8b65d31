"""What a saved plan file says beside its changes: the state it was planned against.

The file is a zip archive, which Terraform does not document and so may change: whatever is
not as in Terraform 1.11 is refused, not guessed.
"""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING

from sluice.change.digest.subject import Provider, StateVersion
from sluice.change.model.errors import PlanUnreadable

if TYPE_CHECKING:
    from pathlib import Path

_STATE = "tfstate"
_PROVIDER = re.compile(
    r'^provider "(?P<source>[^"]+)" \{\n(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL
)
_VERSION = re.compile(r'^\s*version\s*=\s*"([^"]+)"', re.MULTILINE)
_HASH = re.compile(r'"((?:h1|zh):[^"]+)"')


def state_of(saved: Path) -> StateVersion:
    """Return which state a plan was made against, and how new that was.

    Raises:
        PlanUnreadable: the file is no saved plan, or none that this program knows.
    """
    try:
        with zipfile.ZipFile(saved) as archive:
            state = json.loads(archive.read(_STATE))
        lineage, serial = state["lineage"], state["serial"]
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise PlanUnreadable(
            f"{saved} does not say which state it was planned against ({error}): plan with "
            "Terraform 1.11"
        ) from error
    if not isinstance(lineage, str) or not isinstance(serial, int) or (serial and not lineage):
        raise PlanUnreadable(f"{saved}: the state in it has no lineage or serial: plan again")
    return StateVersion(lineage=lineage, serial=serial)


def providers_of(lock: Path) -> tuple[Provider, ...]:
    """Return the providers that a dependency lock file pins, by source.

    Raises:
        PlanUnreadable: the file is missing, or one is not pinned by hash.
    """
    try:
        text = lock.read_text(encoding="utf-8")
    except OSError as error:
        raise PlanUnreadable(f"{lock}: {error.strerror}: run 'make synth'") from error
    found = []
    for each in _PROVIDER.finditer(text):
        version, hashes = _VERSION.search(each["body"]), _HASH.findall(each["body"])
        if version is None or not hashes:
            raise PlanUnreadable(f"{lock} does not pin {each['source']} by version and hash")
        found.append(Provider(each["source"], version[1], frozenset(hashes)))
    if not found:
        raise PlanUnreadable(f"{lock} pins no provider")
    return tuple(sorted(found, key=lambda one: one.source))
