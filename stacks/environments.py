"""Finds the environments by name, and says in which file a wrong value stands."""

from __future__ import annotations

import dataclasses
import importlib
import os
from typing import TYPE_CHECKING

from webservice.errors import SluiceInputError, require_one_of

if TYPE_CHECKING:
    from webservice.environment import Environment

NAMES = ("dev", "stage", "prod")
DESTROYABLE_VARIABLE = "SLUICE_DESTROYABLE"


def load(name: str) -> Environment:
    """Return the environment of `stacks/<name>.py`.

    Raises:
        SluiceInputError: unknown name, or a wrong value in that file: one sentence.
    """
    require_one_of("environment", name, NAMES)
    try:
        environment: Environment = importlib.import_module(f"stacks.{name}").ENVIRONMENT
    except SluiceInputError as error:
        raise SluiceInputError(f"stacks/{name}.py: {error}") from error
    except AttributeError as error:
        raise SluiceInputError(f"stacks/{name}.py: must define ENVIRONMENT") from error
    if environment.name != name:
        raise SluiceInputError(f"stacks/{name}.py: name = {environment.name!r}: must be {name!r}")
    lowered = os.environ.get(DESTROYABLE_VARIABLE, "").split(",")
    return dataclasses.replace(environment, destroyable=True) if name in lowered else environment


def load_all() -> tuple[Environment, ...]:
    """Return every environment; raises as `load` does."""
    return tuple(load(name) for name in NAMES)
