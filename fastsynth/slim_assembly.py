"""Builds and caches the slim assembly: the bindings' jsii tarball cut to what is imported.

The whole assembly is 34 MB packed, and loading it makes Node require 2,135 modules
(hashicorp/terraform-cdk issue 3753). The submodules do not refer to one another, so a
program needs only the ones it imports.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastsynth.bindings import ASSEMBLY, jsii_submodule

if TYPE_CHECKING:
    from collections.abc import Iterable

# Raise it when the slim tarball's layout changes: it is part of the cache key.
FORMAT_VERSION = 2

_FOLDER_OF = re.compile(r"^src/([^/]+)/index:$")


@dataclass(frozen=True)
class SlimAssembly:
    """A slim tarball on disk and the Python submodules that it serves."""

    tarball: Path
    submodules: frozenset[str]


def cached(package: Path, submodules: frozenset[str], cache: Path) -> SlimAssembly | None:
    """Return the slim assembly for exactly these submodules where it is there and whole."""
    path = cache / f"{_key(_full_tarball(package), submodules)}.tgz"
    return SlimAssembly(path, submodules) if _is_whole(path) else None


def build(package: Path, submodules: frozenset[str], cache: Path) -> SlimAssembly:
    """Build the slim assembly for these submodules and put it into `cache` (about 4 seconds).

    The file appears at once and whole, so an interrupted build leaves nothing behind that
    a later run would trust.

    Raises:
        ModuleNotFoundError: a submodule that the bindings do not have.
    """
    full = _full_tarball(package)
    target = cache / f"{_key(full, submodules)}.tgz"
    wanted = {jsii_submodule(package, name) for name in submodules}
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        part = Path(folder) / target.name
        part.write_bytes(_slim(full, wanted))
        part.replace(target)
    return SlimAssembly(target, submodules)


def _is_whole(path: Path) -> bool:
    # A disk that filled up, or a copy that was cut, must cost 4 seconds and no more than that.
    try:
        return bool(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, zlib.error):
        return False


def _full_tarball(package: Path) -> Path:
    return next((package / "_jsii").glob("*.jsii.tgz"))


def _key(full: Path, submodules: Iterable[str]) -> str:
    # Hashing 34 MB takes 20 ms; a version number alone would trust a patched install.
    with full.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    text = json.dumps([FORMAT_VERSION, digest, sorted(submodules)])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _slim(full: Path, wanted: set[str]) -> bytes:
    with tarfile.open(full, "r:gz") as source:
        # One pass over the 120 MB inside: members must be read in the order they come.
        files = {
            member.name: source.extractfile(member).read()  # type: ignore[union-attr]  # a file, so it has contents
            for member in source
            if member.isfile() and _may_keep(member.name)
        }
    manifest = json.loads(files["package/.jsii"])
    folders = folders_of(manifest, wanted)
    manifest["submodules"] = {k: v for k, v in manifest["submodules"].items() if k in wanted}
    manifest["types"] = {
        k: v for k, v in manifest["types"].items() if k.rsplit(".", 1)[0] in wanted
    }
    files["package/.jsii"] = json.dumps(manifest).encode()
    files["package/lib/index.js"] = _lazy_index(folders).encode()
    prefixes = tuple(f"package/lib/{folder}/" for folder in folders.values())
    kept = {
        name: data
        for name, data in files.items()
        if name.count("/") == 1 or name == "package/lib/index.js" or name.startswith(prefixes)
    }
    return _tar(kept)


def _may_keep(name: str) -> bool:
    return name.endswith((".js", "package.json", ".jsii"))


def folders_of(manifest: dict[str, Any], wanted: set[str]) -> dict[str, str]:
    """Map jsii's short submodule name to its folder: `s3Bucket` to `s3-bucket`."""
    folders = {}
    for name in sorted(wanted):
        match = _FOLDER_OF.match(manifest["submodules"][name]["symbolId"])
        if match is None:
            message = f"{name}: the assembly gives no source folder; use the plain import"
            raise ValueError(message)
        folders[name.removeprefix(f"{ASSEMBLY}.")] = match[1]
    return folders


def _lazy_index(folders: dict[str, str]) -> str:
    getters = (
        f"Object.defineProperty(exports, {json.dumps(name)}, "
        f"{{ enumerable: true, get: () => require({json.dumps('./' + folder)}) }});"
        for name, folder in folders.items()
    )
    return "\n".join(['"use strict";', *getters, ""])


def _tar(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    # No time of day in it: whoever builds the same set builds the same bytes.
    return gzip.compress(out.getvalue(), mtime=0)
