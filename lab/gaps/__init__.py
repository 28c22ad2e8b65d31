"""What the API emulator (moto) lacks for our stacks, closed one module per gap.

A gap module's docstring says what AWS does and what moto does instead. It has one public
function, `close() -> None`, which patches moto in this process, and one test file that
sees both the gap in plain moto and its closing here, so that the day moto closes a gap
itself the test says to delete the module.
"""

from __future__ import annotations

import importlib
import pkgutil


def names() -> list[str]:
    """Return the names of all gap modules, sorted: the order in which they are closed."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def close_all() -> None:
    """Patch moto in this process with every gap module."""
    for name in names():
        importlib.import_module(f"{__name__}.{name}").close()
