r"""Builds the function's package: `python -m sluice.canary.hosted.package FOLDER`.

The zip holds what `CONTENTS` lists and nothing else, and has the same bytes on every machine:
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
from typing import TYPE_CHECKING

import sluice
import webservice
from webservice.contract.hosted_driver import package_key

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUIREMENTS = ("pydantic",)
"""By their names in requirements.lock, with what they need themselves."""

_SLUICE = Path(sluice.__file__).resolve().parent
_WEBSERVICE = Path(webservice.__file__).resolve().parent
CONTENTS = (
    *((_SLUICE, part) for part in ("__init__.py", "aws.py", "errors.py", "exits.py", "values.py")),
    *((_SLUICE, part) for part in ("checks", "environment", "journal", "notify")),
    *((_SLUICE, f"canary/{file.name}") for file in sorted((_SLUICE / "canary").glob("*.py"))),
    *((_SLUICE, f"canary/{part}") for part in ("advance", "hosted", "journal", "judge", "model")),
    # Pages are written where somebody reads them: not here.
    *((_SLUICE, f"canary/{part}") for part in ("ports", "verbs", "verify")),
    # What the driver shares with the stacks that deploy it; the stacks' own code stays at home.
    (_WEBSERVICE, "__init__.py"),
    (_WEBSERVICE, "contract"),
)
"""Packages, and what of each goes into the zip: a file of it, or a folder with all below."""

# The oldest that a zip can say; Lambda cares about modes only.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644


def build(folder: Path) -> Path:
    """Write the package to `folder` and return its path; its name is its digest.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "sluice.zip.part"
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as package:
        for name, file in sorted(_files()):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr = _MODE << 16
            # Windows would be said otherwise; stored, since compressors differ.
            entry.create_system = 3
            package.writestr(entry, file.read_bytes())
    digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    return draft.replace(folder / f"{digest}.zip")


def _files() -> Iterator[tuple[str, Path]]:
    """Yield each file's name in the zip, and where it lies here."""
    for package, part in CONTENTS:
        whole = package / part
        for file in whole.rglob("*") if whole.is_dir() else (whole,):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(package.parent).as_posix(), file


def main() -> None:
    """Build into the folder that is named, and print what comes next."""
    package = build(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print(package)
    print(f"next: aws s3 cp {package} s3://<package_bucket>/{package_key(package.stem)}")
    print(f"then: package_sha256={package.stem!r} in the environment's HostedDriverSettings")


if __name__ == "__main__":
    main()
