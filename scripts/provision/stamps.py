"""Remembers which steps are done, and with what input."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Raise it when a step's result changes without its input: everything is built anew.
FORMAT_VERSION = "1"


@dataclass(frozen=True)
class Stamps:
    """One small file per finished step; its content is the key of the step's input."""

    folder: Path

    def is_done(self, name: str, key: str) -> bool:
        """Say whether the step was finished with exactly this input."""
        try:
            return self._file(name).read_text(encoding="utf-8") == key
        except OSError:
            return False

    def clear(self, name: str) -> None:
        """Forget the step: it is about to run, and may be interrupted."""
        self._file(name).unlink(missing_ok=True)

    def set(self, name: str, key: str) -> None:
        """Note that the step is finished with this input."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._file(name).write_text(key, encoding="utf-8")

    def _file(self, name: str) -> Path:
        return self.folder / f"{name.lstrip('.')}.stamp"


def key_of(*parts: str | Path) -> str:
    """Return one key for texts, and for the contents of files and of folders' Python files."""
    digest = hashlib.sha256(FORMAT_VERSION.encode())
    for part in parts:
        for text in _contents(part):
            digest.update(hashlib.sha256(text).digest())
    return digest.hexdigest()


def _contents(part: str | Path) -> list[bytes]:
    if isinstance(part, str):
        return [part.encode()]
    if part.is_dir():
        files = sorted(part.rglob("*.py"))
        return [str(file.relative_to(part)).encode() + file.read_bytes() for file in files]
    return [part.read_bytes()]
