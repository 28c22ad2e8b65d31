"""Certificates of HTTPS listeners, as files that only this user can read."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from lab.certificates import Authority


class Certificates:
    """One file for each set of names; called where moto runs."""

    def __init__(self, authority: Authority, folder: Path) -> None:
        """Keep files in `folder`, which is made, with certificates from `authority`."""
        self._authority = authority
        self._folder = folder
        self._files: dict[tuple[str, ...], str] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def file(self, names: tuple[str, ...]) -> str:
        """Return the file with key and chain of a certificate for these names."""
        if (found := self._files.get(names)) is not None:
            return found
        name = hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
        path = self._folder / f"{name}.pem"
        pem = self._authority.issue(names).private_key_and_cert_chain_pem.bytes()
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        self._files[names] = str(path)
        return str(path)
