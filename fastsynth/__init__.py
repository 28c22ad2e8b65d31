"""Makes `import cdktf_cdktf_provider_aws.x` cost what `x` costs.

Plain, the bindings' package root imports all 2,200 submodules and the jsii kernel loads
all of them in Node: 14 to 31 seconds and over a gigabyte. `install` puts a stub in place
of the root and hands the kernel a tarball that holds the imported submodules only. The
synthesized JSON is the same to the byte, and a test holds that.

`SLUICE_PLAIN_IMPORT=1` turns all of it off.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastsynth import slim_assembly
from fastsynth.bindings import ASSEMBLY, PACKAGE, imported_submodules, package_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastsynth.slim_assembly import SlimAssembly

__all__ = ["PLAIN_IMPORT_VARIABLE", "WRITTEN_FOR_JSII", "install", "prepare"]

# `jsii._runtime.kernel.load` is private. A guard holds this against what is pinned: whoever
# upgrades jsii runs the test of byte identity, and then raises this.
WRITTEN_FOR_JSII = "1.142.0"

PLAIN_IMPORT_VARIABLE = "SLUICE_PLAIN_IMPORT"

_ROOT = Path(__file__).resolve().parent.parent
_SOURCES = (_ROOT / "constructs", _ROOT / "stacks")
_CACHE = _ROOT / ".sluice" / "slim"
# Set-up judges the version of Node, once; jsii's banner on each synth would bury errors.
_NO_BANNERS = {
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20,22,24",
    "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
}


def prepare(sources: Iterable[Path] = _SOURCES, cache: Path = _CACHE) -> SlimAssembly:
    """Return the slim assembly for what `sources` import, building it where it is missing."""
    package = package_folder()
    submodules = imported_submodules(sources)
    found = slim_assembly.cached(package, submodules, cache)
    if found is None:
        print(
            f"building slim AWS bindings for {len(submodules)} resource types (once, about 4 s)",
            file=sys.stderr,
        )
        found = slim_assembly.build(package, submodules, cache)
    return found


def install(sources: Iterable[Path] = _SOURCES, cache: Path = _CACHE) -> bool:
    """Make imports of the AWS bindings fast in this process; True where it took effect.

    Call it before the first import of the bindings. It does nothing where
    `SLUICE_PLAIN_IMPORT` is set, or where the bindings are imported already.
    """
    for name, value in _NO_BANNERS.items():
        os.environ.setdefault(name, value)
    if os.environ.get(PLAIN_IMPORT_VARIABLE, "") not in ("", "0") or PACKAGE in sys.modules:
        return False
    # A synth is short and what it makes lives to its end: collecting finds nothing.
    gc.disable()
    slim = prepare(sources, cache)
    _install_lazy_root(slim)
    _patch_kernel(slim)
    return True


def _install_lazy_root(slim: SlimAssembly) -> None:
    root = types.ModuleType(PACKAGE)
    root.__path__ = [str(package_folder())]
    root.__spec__ = importlib.util.find_spec(PACKAGE)

    def lazily(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        _require(name, slim)
        return importlib.import_module(f"{PACKAGE}.{name}")

    root.__getattr__ = lazily  # type: ignore[method-assign]  # replaced on purpose
    sys.modules[PACKAGE] = root
    sys.meta_path.insert(0, _UnlistedSubmodule(slim))


def _require(name: str, slim: SlimAssembly) -> None:
    if name not in slim.submodules and not name.startswith("_"):
        message = (
            f"{PACKAGE}.{name} is not in the slim bindings: they hold what the files in "
            f"{' and '.join(folder.name + '/' for folder in _SOURCES)} import by name. "
            f"Import it there by name, or set {PLAIN_IMPORT_VARIABLE}=1 for the plain import."
        )
        raise ModuleNotFoundError(message, name=f"{PACKAGE}.{name}")


class _UnlistedSubmodule:
    """Refuses a submodule that the slim assembly lacks before Node fails on it obscurely."""

    def __init__(self, slim: SlimAssembly) -> None:
        self._slim = slim

    def find_spec(self, fullname: str, *_: object) -> None:
        parts = fullname.split(".")
        if parts[0] == PACKAGE and len(parts) > 1:
            _require(parts[1], self._slim)


def _patch_kernel(slim: SlimAssembly) -> None:
    from jsii import _runtime  # noqa: PLC0415 - importing jsii starts Node

    plain_load = _runtime.kernel.load

    def load(name: str, version: str, tarball: str) -> None:
        plain_load(name, version, str(slim.tarball) if name == ASSEMBLY else tarball)

    _runtime.kernel.load = load  # type: ignore[method-assign]  # replaced on purpose
