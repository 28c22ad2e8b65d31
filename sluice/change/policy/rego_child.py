"""The program in which the Rego engine runs: an order on standard input, answers on output.

Three traps of regopy 1.5 decide how it is asked. An error within a query is no exception, but
an answer without results. Texts come back without escapes, which is no JSON as soon as one
holds a quote. And each query compiles all modules anew: so terms are asked for together, and
one by one only to find the one that has no value.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from pathlib import Path
from typing import Any

from regopy import Interpreter, LogLevel
from regopy.rego_shared import RegoError

_SAYS = re.compile(r"\(errormsg \d+:([^)]*)\)")
Answer = dict[str, Any]
_STATM = Path("/proc/self/statm")


def main() -> None:
    """Do what is ordered, job by job; the argument says how many bytes that may take."""
    _limit_memory(int(sys.argv[1]))
    # What a module prints is not an answer.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    json.dump([_done(each) for each in json.load(sys.stdin)], out)
    out.close()


def _limit_memory(most_bytes: int) -> None:
    # The engine's allocator has reserved 256 GiB of addresses by now: the limit is beyond those.
    # Only Linux tells how many there are, and only there is the limit kept.
    if _STATM.exists():
        pages = int(_STATM.read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + most_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _done(job: Answer) -> Answer:
    engine, unparsed = _engine(job["sources"], job["data"])
    answers = []
    for asked in [] if unparsed else job["asked"]:
        engine.set_input(asked["document"])
        answers.append(_answers(engine, asked["terms"]))
    return {"unparsed": unparsed, "answers": answers}


def _engine(sources: dict[str, str], data: Answer) -> tuple[Interpreter, str]:
    """Return an engine, and which module it does not understand, and why."""
    engine = Interpreter()
    engine.log_level = LogLevel.NONE
    # Else a function that is given something wrong is a silent no.
    engine.strict_built_in_errors = True
    for name, text in sources.items():
        try:
            engine.add_module(f"{name}.rego", text)
        except RegoError as error:
            return engine, f"{name}.rego: {_why(error)}"
    engine.add_data(data)
    return engine, ""


def _answers(engine: Interpreter, terms: list[str]) -> list[Answer]:
    together = _answer(engine, f"[{', '.join(terms)}]")["value"]
    if together is not None:
        return [{"value": each, "fault": ""} for each in together]
    return [_answer(engine, term) for term in terms]


def _answer(engine: Interpreter, term: str) -> Answer:
    try:
        found = engine.query(f"answer := {term}")
    except (RegoError, ValueError) as error:
        return {"value": None, "fault": _why(error)}
    if len(found) == 0:
        return {
            "value": None,
            "fault": "a function was given what it cannot use, or two values of one name disagree",
        }
    return {"value": found[0].bindings.get("answer"), "fault": ""}


def _why(error: Exception) -> str:
    """Return what the engine says is wrong, without the source and the input that it quotes."""
    if isinstance(error, RegoError):
        return ", ".join(dict.fromkeys(_SAYS.findall(str(error)))) or "the engine does not say why"
    # No JSON: the text of an error.
    return "the engine cannot evaluate it: does it have each function that is used?"


if __name__ == "__main__":
    main()
