"""Makes the bindings' imports fast for every test of this process, and synthesizes once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import fastsynth
from tests.once import once

# Where it is set, each process of each run compiles the project anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
fastsynth.install()
# As `lab env` does: what set-up fetched lies there.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


pytest_plugins = ["tests.emulators"]


@pytest.fixture(scope="session")
def app_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of all stacks, synthesized once a run (about 3 seconds)."""

    def synthesized() -> Path:
        from stacks.app import synthesize
        from stacks.environments import load_all, load_bootstrap

        folder = tmp_path_factory.mktemp("app")
        synthesize(load_bootstrap(), load_all(), str(folder))
        return folder

    return once(tmp_path_factory, "app", synthesized)
