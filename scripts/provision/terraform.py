"""Fetches Terraform's pinned version from its publisher, for a machine that has none."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import urllib.request
import zipfile
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from scripts.provision.commands import StepFailed

# As the publisher publishes them; the names of the files hold the version.
CHECKSUMS = Path(__file__).with_name("terraform.sha256")
# For a mirror: what comes from it must have the publisher's checksums as well.
RELEASES_VARIABLE = "SLUICE_TERRAFORM_RELEASES"
RELEASES = "https://releases.hashicorp.com/terraform"

_LINE = re.compile(r"([0-9a-f]{64})  (terraform_([0-9.]+)_(\w+)\.zip)")
_PROGRAM = "terraform"
_SILENT_SECONDS = 60
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Release:
    """The pinned version for one platform."""

    version: str
    file: str
    sha256: str


def release_for(system: str, checksums: Path = CHECKSUMS) -> Release | None:
    """Return the release for a platform such as `linux_amd64`; None where none is pinned."""
    lines = map(_LINE.fullmatch, checksums.read_text(encoding="utf-8").splitlines())
    found = (line for line in lines if line is not None and line[4] == system)
    return next((Release(line[3], line[2], line[1]) for line in found), None)


def releases() -> str:
    """Return the address below which the versions' folders lie."""
    return (os.environ.get(RELEASES_VARIABLE) or RELEASES).rstrip("/")


def fetch(release: Release, program: Path) -> None:
    """Fetch a release, and lay its program where asked; what it lay in before is emptied.

    Nothing is left where it fails or is interrupted. Proxies are those of the process
    environment.

    Args:
        release: what to fetch.
        program: the file to write, in a folder of its own.

    Raises:
        StepFailed: it cannot be had, or is not what was published.
    """
    address = f"{releases()}/{release.version}/{release.file}"
    shutil.rmtree(program.parent, ignore_errors=True)
    program.parent.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as name:
        archive = Path(name) / release.file
        try:
            digest = _download(address, archive)
        except (OSError, HTTPException, ValueError) as error:
            reason = str(error).removeprefix("<urlopen error ").removesuffix(">")
            raise StepFailed(f"{address} cannot be had: {reason}") from error
        if digest != release.sha256:
            raise StepFailed(
                f"{address} is not what was published: its SHA-256 is {digest}, "
                f"not {release.sha256}"
            )
        with zipfile.ZipFile(archive) as files:
            unpacked = Path(files.extract(_PROGRAM, name))
        unpacked.chmod(0o755)
        unpacked.replace(program)


def _download(address: str, to: Path) -> str:
    digest, size = hashlib.sha256(), 0
    opener = urllib.request.build_opener()
    with opener.open(address, timeout=_SILENT_SECONDS) as answer, to.open("wb") as file:
        while chunk := answer.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += file.write(chunk)
        promised = answer.headers.get("Content-Length")
    if promised is not None and size < int(promised):
        raise OSError(f"it ended after {size:,} of {int(promised):,} bytes")
    return digest.hexdigest()
