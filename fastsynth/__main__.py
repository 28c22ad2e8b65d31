"""`python -m fastsynth`: builds the slim assembly, and the bytecode of what a synth imports."""

from __future__ import annotations

import compileall

import fastsynth
from fastsynth.bindings import package_folder

# What a synth imports beside the bindings. It runs with -O, which spares jsii's check of every
# argument's type (mypy does that); set-up compiles the packages without.
_OPTIMISED = (
    *("attr", "attrs", "cattr", "cattrs", "cdktf", "constructs", "dateutil", "jsii"),
    *("publication.py", "six.py", "typeguard", "typing_extensions.py"),
)


def main() -> None:
    """Build what is missing; quick where nothing is."""
    bindings = package_folder()
    # Set-up installs the bindings without bytecode: 2,200 modules, of which few are imported.
    for name in ("_jsii", *fastsynth.prepare().submodules):
        for level in (0, 1):
            compileall.compile_dir(bindings / name, quiet=2, optimize=level)
    for name in _OPTIMISED:
        path = bindings.parent / name
        if path.is_dir():
            compileall.compile_dir(path, quiet=2, optimize=1)
        elif path.is_file():
            compileall.compile_file(path, quiet=2, optimize=1)


if __name__ == "__main__":
    main()
