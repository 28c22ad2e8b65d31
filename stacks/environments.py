"""Finds the environments: a file of this folder that defines ENVIRONMENT is one.

Says in which file a wrong value stands.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import os
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webservice.contract.protection import PROTECTIONS
from webservice.errors import SluiceInputError, require_one_of

if TYPE_CHECKING:
    from webservice.delivery.bootstrap import Bootstrap
    from webservice.environment import Environment

_VARIABLE = "ENVIRONMENT"


def _rank(file: Path) -> int | None:
    """Return how late changes reach a file's environment; None where it defines none.

    Only the text is read: names are needed where no value is, and where one is wrong.
    """
    text = file.read_text(encoding="utf-8")
    try:
        body = ast.parse(text).body
    except SyntaxError:
        # Whoever loads it is told what is wrong with it.
        return len(PROTECTIONS) if f"\n{_VARIABLE} =" in text else None
    for each in body:
        if not isinstance(each, ast.Assign | ast.AnnAssign):
            continue
        target = each.targets[0] if isinstance(each, ast.Assign) else each.target
        if ast.unparse(target) == _VARIABLE:
            given = each.value.keywords if isinstance(each.value, ast.Call) else []
            said = {one.arg: ast.unparse(one.value).strip("'") for one in given}
            found = said.get("protection")
            return PROTECTIONS.index(found) if found in PROTECTIONS else len(PROTECTIONS)
    return None


def _names() -> tuple[str, ...]:
    ranks = {file.stem: _rank(file) for file in Path(__file__).parent.glob("*.py")}
    found = [(rank, name) for name, rank in ranks.items() if rank is not None]
    return tuple(name for _, name in sorted(found))


NAMES = _names()
"""Of all environments, in the order in which a change reaches them."""

DESTROYABLE_VARIABLE = "SLUICE_DESTROYABLE"


def load(name: str) -> Environment:
    """Return the environment of `stacks/<name>.py`.

    Raises:
        SluiceInputError: unknown name, or a wrong value in that file: one sentence.
    """
    require_one_of("environment", name, NAMES)
    environment: Environment = _value(name, _VARIABLE)
    if environment.name != name:
        raise SluiceInputError(f"stacks/{name}.py: name = {environment.name!r}: must be {name!r}")
    lowered = _is_lowered(name)
    return dataclasses.replace(environment, destroyable=True) if lowered else environment


def load_all() -> tuple[Environment, ...]:
    """Return every environment; raises as `load` does."""
    return tuple(load(name) for name in NAMES)


def load_bootstrap() -> Bootstrap:
    """Return the value of `stacks/bootstrap.py`.

    Raises:
        SluiceInputError: a wrong value in that file: one sentence.
    """
    bootstrap: Bootstrap = _value("bootstrap", "BOOTSTRAP")
    lowered = _is_lowered(bootstrap.name)
    return dataclasses.replace(bootstrap, destroyable=True) if lowered else bootstrap


def _value(name: str, variable: str) -> Any:
    """Return a variable of `stacks/<name>.py`; whatever is wrong there is the user's to read."""
    try:
        module = importlib.import_module(f"stacks.{name}")
    except SluiceInputError as error:
        raise SluiceInputError(f"stacks/{name}.py: {error}") from error
    except Exception as error:
        # A misspelt keyword or name: the line in the user's file says more than our own stack.
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename.endswith(f"stacks/{name}.py")
        ]
        where = f"stacks/{name}.py" + (f", line {lines[-1]}" if lines else "")
        raise SluiceInputError(f"{where}: {type(error).__name__}: {error}") from error
    if not hasattr(module, variable):
        raise SluiceInputError(f"stacks/{name}.py: must define {variable}")
    return getattr(module, variable)


def _is_lowered(name: str) -> bool:
    return name in os.environ.get(DESTROYABLE_VARIABLE, "").split(",")
