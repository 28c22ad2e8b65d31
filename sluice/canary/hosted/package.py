r"""Builds the function's package: `python -m sluice.canary.hosted.package FOLDER`.

The zip holds the package `sluice` and nothing else, and has the same bytes on every machine:
sorted names, one date, one mode. What it needs besides (`REQUIREMENTS`) is built for one
platform, so it comes as a Lambda layer that the environment's settings name; boto3 is part of
Lambda's Python. One way to build the layer's zip:

    pip install --target layer/python --platform manylinux2014_aarch64 --python-version 3.12 \
        --only-binary :all: --require-hashes -r <the locked lines of REQUIREMENTS>
"""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

REQUIREMENTS = ("pydantic",)
"""By their names in requirements.lock, with what they need themselves."""

KEY_PREFIX = "sluice-driver/"

_PACKAGE = Path(__file__).resolve().parents[2]
# The oldest that a zip can say; Lambda cares about modes only.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644


def key_of(sha256: str) -> str:
    """Return the package's key in its bucket, from the hexadecimal digest of its bytes."""
    return f"{KEY_PREFIX}{sha256}.zip"


def build(folder: Path) -> Path:
    """Write the package to `folder` and return its path; its name is its digest.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "sluice.zip.part"
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as package:
        for file in sorted(_PACKAGE.rglob("*")):
            if not file.is_file() or "__pycache__" in file.parts:
                continue
            entry = zipfile.ZipInfo(file.relative_to(_PACKAGE.parent).as_posix(), _DATE)
            entry.external_attr = _MODE << 16
            # Windows would be said otherwise; stored, since compressors differ.
            entry.create_system = 3
            package.writestr(entry, file.read_bytes())
    digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    return draft.replace(folder / f"{digest}.zip")


def main() -> None:
    """Build into the folder that is named, and print what comes next."""
    package = build(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print(package)
    print(f"next: aws s3 cp {package} s3://<package_bucket>/{key_of(package.stem)}")
    print(f"then: package_sha256={package.stem!r} in the environment's HostedDriverSettings")


if __name__ == "__main__":
    main()
