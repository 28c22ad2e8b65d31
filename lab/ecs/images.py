"""The image table: which program of this machine stands for an image, by digest."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEFAULT_TABLE = Path(__file__).with_name("images.toml")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_KEYS = {"version", "entry_point", "command", "environment"}
SAMPLE_ENTRY_POINT = ("{python}", "-m", "lab.sample")
SAMPLE_COMMAND = ("serve",)


class BadImage(ValueError):
    """An entry of the image table is wrong: one sentence."""


@dataclass(frozen=True)
class Image:
    """What an image is on this machine.

    `entry_point` and `command` are ENTRYPOINT and CMD; `environment` is the image's own (ENV),
    which a container definition may override.
    """

    version: str
    entry_point: tuple[str, ...] = SAMPLE_ENTRY_POINT
    command: tuple[str, ...] = SAMPLE_COMMAND
    environment: Mapping[str, str] = field(default_factory=dict)

    def program(
        self, entry_point: list[str] | None = None, command: list[str] | None = None
    ) -> list[str]:
        """Return what a container runs; another entry point also drops the image's command."""
        if entry_point:
            words = [*entry_point, *(command or [])]
        else:
            words = [*self.entry_point, *(command or self.command)]
        return [sys.executable if word == "{python}" else word for word in words]

    def document(self) -> dict[str, Any]:
        """Return it as in the table's file."""
        return {
            "version": self.version,
            "entry_point": list(self.entry_point),
            "command": list(self.command),
            "environment": dict(self.environment),
        }


class ImageTable:
    """Images by digest: the repository's own, and those added while the lab runs."""

    def __init__(self) -> None:
        self._images = {
            _checked_digest(digest): parse(document)
            for digest, document in tomllib.loads(_DEFAULT_TABLE.read_text()).items()
        }

    def add(self, digest: str, image: Image) -> None:
        """Add an image, or replace it.

        Raises:
            BadImage: that is no digest.
        """
        self._images[_checked_digest(digest)] = image

    def add_document(self, document: object) -> str:
        """Add the image of a document with its `digest`, and return that.

        Raises:
            BadImage: something in it is wrong.
        """
        if not isinstance(document, dict):
            raise BadImage("an image is a JSON object with a digest and a version")
        rest = {name: value for name, value in document.items() if name != "digest"}
        digest = _checked_digest(document.get("digest"))
        self.add(digest, parse(rest))
        return digest

    def find(self, digest: str) -> Image | None:
        """Return the image of a digest."""
        return self._images.get(digest)

    def __iter__(self) -> Iterator[tuple[str, Image]]:
        """Return digests and images, in the order in which they came."""
        return iter(self._images.items())


def parse(document: object) -> Image:
    """Return the image in a document such as `{"version": "1.1.0", "command": ["serve"]}`.

    Raises:
        BadImage: a key or a value is wrong.
    """
    if not isinstance(document, dict) or not isinstance(document.get("version"), str):
        raise BadImage('an image is an object such as {"version": "1.1.0", "command": ["serve"]}')
    unknown = sorted(document.keys() - _KEYS)
    if unknown:
        raise BadImage(f"an image has {', '.join(sorted(_KEYS))}, and no {unknown[0]}")
    version = document["version"]
    environment = document.get("environment", {})
    if not isinstance(environment, dict) or not all(
        isinstance(value, str) for value in environment.values()
    ):
        raise BadImage("environment must be an object of texts")
    return Image(
        version,
        _words(document, "entry_point", SAMPLE_ENTRY_POINT),
        _words(document, "command", SAMPLE_COMMAND),
        {"APP_VERSION": version, **environment},
    )


def _words(document: Mapping[str, Any], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    words = document.get(name, default)
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        raise BadImage(f"{name} must be a list of words")
    return tuple(words)


def _checked_digest(digest: object) -> str:
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise BadImage(f"{digest!r} is no image digest: sha256: and 64 hexadecimal digits")
    return digest
