"""`python -m fastsynth`: builds the slim assembly, and the bytecode of what it serves."""

from __future__ import annotations

import compileall

import fastsynth
from fastsynth.bindings import package_folder

if __name__ == "__main__":
    # Set-up installs the bindings without bytecode: 2,200 modules, of which few are imported.
    for name in ("_jsii", *fastsynth.prepare().submodules):
        for level in (0, 1):
            compileall.compile_dir(package_folder() / name, quiet=2, optimize=level)
