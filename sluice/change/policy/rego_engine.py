"""Rego modules and their data, and what regopy (rego-cpp) answers on them; silence is no answer.

The engine runs in a process of its own: it is native code, and a module that it does not like
may end it (regopy 1.5 does not survive a function that has a name of the shared module).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sluice.change.model.errors import GateBlind
from sluice.change.model.stateful import STATEFUL_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PACKAGE = "sluice"
SHARED = "lib"
"""The module that is no rule."""
TESTS = "_test"
"""How the names of test modules end, and of their packages."""
_CHILD = Path(__file__).with_name("rego_child.py")
_SECONDS = 120
_MOST_GIB = 2
"""Twenty times what our rules take. The engine builds whole sets in memory, and one rule that
joined too much has taken all that a machine had."""
_HEAD = re.compile(r"^(?:default )?([a-z_][a-z0-9_]*)\b", re.MULTILINE)
_WORDS = frozenset({"default", "import", "package"})


@dataclass(frozen=True)
class Modules:
    """A folder of Rego.

    Attributes:
        sources: the text of each module, by file name without its ending.
        data: what the modules know beside their input; `stateful_kinds` is ours.
    """

    sources: Mapping[str, str]
    data: Mapping[str, Any]

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the modules that are rules; each is the package `sluice.<name>`."""
        return tuple(
            name for name in sorted(self.sources) if name != SHARED and not name.endswith(TESTS)
        )


@dataclass(frozen=True)
class Asked:
    """Terms to evaluate on one input document.

    Texts in a term's value must be in hexadecimal, or known to hold neither quotes nor
    backslashes: the engine does not escape them.
    """

    document: Mapping[str, Any]
    terms: Sequence[str]


@dataclass(frozen=True)
class Answered:
    """A term's value; None where it is undefined, and why it has none where that is known."""

    value: Any
    fault: str


@dataclass(frozen=True)
class Job:
    """What to ask of which modules."""

    modules: Modules
    asked: Sequence[Asked]


Answers = tuple[tuple[Answered, ...], ...]
"""For each `Asked`, the answer to each of its terms."""


def read(folder: Path, *, tests: bool = False) -> Modules:
    """Return the modules and the data of a folder.

    Args:
        folder: holds `*.rego` and `*.json`; each JSON file is a part of the data's root, as to
            `opa eval -d FOLDER`.
        tests: whether to read test modules, too.

    Raises:
        GateBlind: it holds no rule, or a file cannot be read, is no JSON object, repeats a key
            of another, is in another package than its name says, or names something as the
            shared module does.
    """
    sources = {
        file.stem: _text(file)
        for file in sorted(folder.glob("*.rego"))
        if tests or not file.stem.endswith(TESTS)
    }
    data: dict[str, Any] = {}
    for file in sorted(folder.glob("*.json")):
        try:
            part = json.loads(_text(file))
        except ValueError as error:
            raise GateBlind(f"{file} is no JSON: {error}") from error
        if not isinstance(part, dict) or part.keys() & data.keys():
            raise GateBlind(f"{file}: must be an object whose keys no other file there has")
        data |= part
    shared = _names(sources.get(SHARED, ""))
    for name, text in sources.items():
        if not re.search(rf"^package {PACKAGE}\.{re.escape(name)}$", text, re.MULTILINE):
            raise GateBlind(f"{folder / name}.rego: must be in the package {PACKAGE}.{name}")
        twice = sorted(_names(text) & shared) if name != SHARED else []
        if twice:
            raise GateBlind(
                f"{folder / name}.rego: {', '.join(twice)} is a name of {SHARED}.rego, too, which "
                "the engine confuses: take another"
            )
    found = Modules(sources, {**data, "stateful_kinds": sorted(STATEFUL_KINDS)})
    if not found.rules:
        raise GateBlind(f"{folder} holds no rule: no plan can be judged")
    return found


def answers(modules: Modules, asked: Sequence[Asked]) -> Answers:
    """Return the answers, in the order of what was asked.

    Raises:
        GateBlind: a module does not parse, or the engine gave no answer at all.
    """
    return answers_of([Job(modules, asked)])[0]


def answers_of(jobs: Sequence[Job], *, seconds: float = _SECONDS) -> tuple[Answers, ...]:
    """Return the answers of several jobs, in their order; raises as `answers` does."""
    order = [
        {
            "sources": each.modules.sources,
            "data": each.modules.data,
            "asked": [{"document": one.document, "terms": one.terms} for one in each.asked],
        }
        for each in jobs
    ]
    try:
        # The file, not the package: only the engine is imported. -P keeps the modules beside it,
        # some of which have names of the standard library's, off the path.
        done = subprocess.run(  # noqa: S603 - our own file, by our own Python
            [sys.executable, "-P", str(_CHILD), str(_MOST_GIB << 30)],
            input=json.dumps(order).encode(),
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise GateBlind(f"the Rego engine did not end within {seconds:g} s") from error
    if done.returncode != 0:
        names = sorted({name for each in jobs for name in each.modules.rules})
        raise GateBlind(
            f"the Rego engine ended with {done.returncode}: one of these modules holds what it "
            f"does not survive, or takes more than {_MOST_GIB} GiB: {', '.join(names)}"
        )
    return tuple(_answers(each) for each in json.loads(done.stdout))


def _answers(output: Mapping[str, Any]) -> Answers:
    if output["unparsed"]:
        raise GateBlind(f"a module does not parse: {output['unparsed']}")
    return tuple(
        tuple(Answered(each["value"], each["fault"]) for each in answer)
        for answer in output["answers"]
    )


def _names(text: str) -> set[str]:
    return set(_HEAD.findall(text)) - _WORDS


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GateBlind(f"{file} cannot be read: {error}") from error
