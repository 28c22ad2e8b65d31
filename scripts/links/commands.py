"""Commands in documents: the verb and its options exist, and so does the target of make."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scripts.links.page import Page

_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")
# `$(sluice ...)`, a pipe, a list: a command begins after each.
_BEGINS = re.compile(r"\$\(|\|\||&&|[|;&()]|^\s*\$\s|<\(")
_OPTION = re.compile(r"^--[a-z][a-z0-9-]*$")
_TARGET = re.compile(r"^(?P<name>[a-z][a-z-]*):", re.MULTILINE)


@dataclass(frozen=True)
class Verb:
    """A command, or a group of them.

    Attributes:
        options: long ones, with their dashes.
        verbs: of a group; empty for a command.
    """

    options: frozenset[str]
    verbs: Mapping[str, Verb]


def verbs_of(app: typer.Typer) -> Verb:
    """Return what a command line takes."""
    return _verb(typer.main.get_command(app))


def targets_of(makefile: str) -> frozenset[str]:
    """Return the targets of a Makefile."""
    return frozenset(_TARGET.findall(makefile))


def dead(
    pages: Mapping[str, Page], programs: Mapping[str, Verb], targets: frozenset[str]
) -> Iterator[str]:
    """Yield each command that does not exist, in one sentence.

    Args:
        pages: all Markdown pages, by path.
        programs: ours, by name.
        targets: of make.
    """
    for page in pages.values():
        for place in page.code:
            for words in _commands(place.text):
                wrong = _wrong(words, programs, targets)
                if wrong:
                    yield f"{page.path}:{place.line}: {' '.join(words)}: {wrong}"


def _verb(command: Any) -> Verb:
    options = {
        name
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    }
    # Asked, and not looked up: a group may import its commands only then.
    context = typer.Context(command)
    names = command.list_commands(context) if hasattr(command, "list_commands") else ()
    return Verb(
        options=frozenset({*options, "--help"}),
        verbs={name: _verb(command.get_command(context, name)) for name in names},
    )


def _commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each command in a line; what no shell would take has none."""
    for part in _BEGINS.split(text):
        try:
            words = shlex.split(part, comments=True)
        except ValueError:
            # A quote that goes on in the next line: its first words are enough.
            words = part.split()
        while words and (_ASSIGNMENT.match(words[0]) or words[0] in ("time", "nohup", "exec")):
            words.pop(0)
        if words:
            words[0] = words[0].removeprefix(".venv/bin/")
            yield words


def _wrong(words: Sequence[str], programs: Mapping[str, Verb], targets: frozenset[str]) -> str:
    if words[0] == "make":
        missing = [
            word
            for word in words[1:]
            if re.fullmatch(r"[a-z][a-z-]*", word) and word not in targets
        ]
        return f"the Makefile has no target {missing[0]}" if missing else ""
    verb = programs.get(words[0])
    if verb is None:
        return ""
    for word in words[1:]:
        if verb.verbs and not word.startswith("-"):
            if not re.fullmatch(r"[a-z][a-z-]*", word):
                return ""  # a placeholder, such as <verb>
            if word not in verb.verbs:
                return f"{words[0]} has no verb {word}"
            verb = verb.verbs[word]
        elif _OPTION.match(word.partition("=")[0]) and word.partition("=")[0] not in verb.options:
            return f"no option {word.partition('=')[0]} there"
    return ""
