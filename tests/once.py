"""What costs seconds is made by one worker of a run, and read by the others."""

from __future__ import annotations

import fcntl
import pickle
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

_Made = TypeVar("_Made")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[], _Made]) -> _Made:
    """Return what `make` returns; of all workers, the first calls it and the others wait.

    Args:
        factory: of the session.
        name: of the file that keeps it, for this run.
        make: returns what can be pickled; what it raises is raised here, and the next one tries.
    """
    base = factory.getbasetemp()
    # A worker's own folder lies in that of the run.
    run = base.parent if base.name.startswith("popen-gw") else base
    kept = run / f"{name}.pickle"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = make()
            kept.write_bytes(pickle.dumps(made))
        found: _Made = pickle.loads(kept.read_bytes())
    return found
