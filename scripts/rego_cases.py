"""Tests of Rego modules, taken apart so that regopy can run them: no `with` is left.

regopy copies every rule behind a `with` for each place that uses it: a test takes ten seconds,
and some end the process. OPA has no such trouble, and runs the same files as they are. So what
follows `with` becomes the rule `document` of the test's own package, which the shared module
then reads in place of the input. A form that this does not know is a fault, not a pass.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.change.policy.rego_engine import PACKAGE, SHARED, TESTS, Asked, Job, Modules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEAD = re.compile(r"^test_[A-Za-z0-9_]+\b", re.MULTILINE)
_TEST = re.compile(r"^(test_[A-Za-z0-9_]+) if \{\n(.*?)^\}$", re.MULTILINE | re.DOTALL)
_WITH = re.compile(r"\s+with\s+(?=(?:input|data)\b)")
_IMPORT = re.compile(rf"^import data\.{PACKAGE}\.(\w+)", re.MULTILINE)
_INPUT = "document := input\n"


class UnknownFormError(Exception):
    """A test that this cannot take apart: which, and why."""


@dataclass(frozen=True)
class Case:
    """One test, or one of several expressions in it that have a document of their own."""

    name: str
    job: Job


def cases(modules: Modules, module: str) -> Iterator[Case]:
    """Yield the cases of a test module; none where it has no test.

    Raises:
        UnknownFormError: a test is not of a form that can be taken apart.
    """
    text = modules.sources.get(module, "")
    bodies = dict(_TEST.findall(text))
    heads = _HEAD.findall(text)
    if len(set(heads)) != len(heads):
        # Two of one name are one test, which passes when either does.
        raise UnknownFormError(f"{module}: two tests have the same name")
    if missing := sorted(set(heads) - bodies.keys()):
        raise UnknownFormError(f"{missing[0]}: must be written 'test_… if {{', with '}}' alone")
    for test, body in bodies.items():
        yield from _of_test(modules, module, test, body)


def _of_test(modules: Modules, module: str, test: str, body: str) -> Iterator[Case]:
    expressions = [_split(each) for each in _expressions(body)]
    plain = [expression for expression, replaced in expressions if not replaced]
    special = [(expression, replaced) for expression, replaced in expressions if replaced]
    if plain and special:
        # Which document the one without is about would be another one here than to OPA.
        raise UnknownFormError(f"{module}: {test}: each expression must have a 'with', or none")
    for body_of_case, replaced in special or [("\n\t".join(plain), {})]:
        yield Case(
            name=f"data.{PACKAGE}.{module}.{test}",
            job=_job(modules, module, body_of_case, replaced),
        )


def _job(modules: Modules, module: str, body: str, replaced: Mapping[str, str]) -> Job:
    document, data = _document(replaced), _data(replaced)
    sources = {
        name: _TEST.sub("", text) if name.endswith(TESTS) else text
        for name, text in _needed(modules.sources, module).items()
    }
    sources[module] += f"\ndocument := {document}\n\nchecked if {{\n\t{body}\n}}\n"
    shared = sources.get(SHARED, "")
    if shared.count(_INPUT) != 1:
        raise UnknownFormError(f"{SHARED}.rego: must have the line '{_INPUT.strip()}'")
    sources[SHARED] = shared.replace(_INPUT, f"document := data.{PACKAGE}.{module}.document\n")
    used = {name for text in sources.values() for name in re.findall(r"\bdata\.(\w+)", text)}
    kept = {name: value for name, value in {**modules.data, **data}.items() if name in used}
    return Job(
        Modules(sources, kept),
        [Asked({}, [f"data.{PACKAGE}.{module}.checked"])],
    )


def _needed(sources: Mapping[str, str], module: str) -> dict[str, str]:
    """Return a module and what it imports, however far."""
    found: dict[str, str] = {}
    todo = [module, SHARED]
    while todo:
        name = todo.pop()
        if name not in found and name in sources:
            found[name] = sources[name]
            todo += _IMPORT.findall(sources[name])
    return found


def _document(replaced: Mapping[str, str]) -> str:
    if "input" in replaced:
        return replaced["input"]
    parts = {
        target.removeprefix("input."): term
        for target, term in replaced.items()
        if target.startswith("input.")
    }
    return "{" + ", ".join(f'"{name}": {term}' for name, term in parts.items()) + "}"


def _data(replaced: Mapping[str, str]) -> dict[str, Any]:
    """Return what replaces data: it must be JSON, since it is no module's."""
    found = {}
    for target, term in replaced.items():
        if target.startswith("data."):
            try:
                found[target.removeprefix("data.")] = json.loads(term)
            except ValueError as error:
                raise UnknownFormError(f"with {target}: must be in JSON here") from error
    return found


def _split(expression: str) -> tuple[str, dict[str, str]]:
    """Return an expression, and what its `with` replaces by what."""
    flat = _outside(expression)
    starts = [each for each in _WITH.finditer(expression) if flat[each.start()]]
    replaced: dict[str, str] = {}
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(expression)
        target, _, term = expression[start.end() : end].partition(" as ")
        if not re.fullmatch(r"input(\.\w+)?|data\.\w+", target) or not term:
            raise UnknownFormError(f"with {target}: only input, a part of it, or data")
        replaced[target] = term.strip()
    return expression[: starts[0].start()] if starts else expression, replaced


def _expressions(body: str) -> list[str]:
    """Return the expressions of a body, each with the lines that belong to it."""
    flat = _outside(body)
    found, begun = [], 0
    for place, sign in enumerate(body):
        if sign == "\n" and flat[place] and not body[place:].lstrip().startswith("with "):
            found.append(body[begun:place].strip())
            begun = place + 1
    return [each for each in found if each and not each.startswith("#")]


def _outside(text: str) -> list[bool]:
    """Return, for each character, whether it stands outside of texts and brackets."""
    found, depth, quote, escaped = [], 0, "", False
    for sign in text:
        found.append(depth == 0 and not quote)
        if quote:
            ended = sign == quote and not escaped
            escaped = quote == '"' and sign == "\\" and not escaped
            quote = "" if ended else quote
        elif sign in '"`':
            quote = sign
        else:
            depth += (sign in "([{") - (sign in ")]}")
    return found
