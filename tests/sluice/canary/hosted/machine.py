"""Executes a state machine, as far as ours uses the language, on whatever clock the test has.

What is not known here is an error, so that a state machine that uses more is not passed over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

LAMBDA, SNS = "arn:aws:states:::lambda:invoke", "arn:aws:states:::sns:publish"


class TaskFailed(Exception):
    """A task failed; the name is what `ErrorEquals` sees."""

    def __init__(self, name: str, cause: str) -> None:
        super().__init__(cause)
        self.name = name


@dataclass
class Ended:
    succeeded: bool
    error: str = ""
    cause: str = ""
    output: Any = None


@dataclass
class Machine:
    """One execution.

    Attributes:
        document: the state machine.
        input: the execution's.
        tasks: by resource; gets the parameters, returns the result or raises `TaskFailed`.
        states: those that were entered.
    """

    document: Mapping[str, Any]
    input: Mapping[str, Any]
    tasks: Mapping[str, Callable[[Any], Any]]
    execution: str
    started_at: str
    states: list[str] = field(default_factory=list)

    def run(self) -> Generator[float, None, Ended]:
        """Yield the seconds of each wait; return how the execution ended."""
        name, data = self.document["StartAt"], json.loads(json.dumps(self.input))
        while True:
            self.states.append(name)
            state = self.document["States"][name]
            match state["Type"]:
                case "Task":
                    name, data = yield from self._task(state, data)
                case "Choice":
                    name = _chosen(state, data)
                case "Wait":
                    yield float(self._value(state["SecondsPath"], data))
                    name = state["Next"]
                case "Succeed":
                    return Ended(succeeded=True, output=data)
                case "Fail":
                    error = state.get("Error") or self._value(state["ErrorPath"], data)
                    return Ended(
                        succeeded=False, error=error, cause=self._value(state["CausePath"], data)
                    )
                case other:
                    raise NotImplementedError(other)

    def _task(self, state: Mapping[str, Any], data: Any) -> Generator[float, None, tuple[str, Any]]:
        (retry,) = state["Retry"]
        assert retry["ErrorEquals"] == ["States.ALL"]
        wait = float(retry["IntervalSeconds"])
        for attempt in range(retry["MaxAttempts"] + 1):
            try:
                result = self.tasks[state["Resource"]](self._filled(state["Parameters"], data))
            except TaskFailed as failed:
                if attempt < retry["MaxAttempts"]:
                    yield wait
                    wait = min(
                        wait * retry.get("BackoffRate", 2.0), retry.get("MaxDelaySeconds", 1e9)
                    )
                    continue
                (catch,) = state["Catch"]
                told = {"Error": failed.name, "Cause": str(failed)}
                return catch["Next"], _placed(catch["ResultPath"], data, told)
            # Everything that goes from state to state is JSON.
            data = _placed(state.get("ResultPath", "$"), data, json.loads(json.dumps(result)))
            return state["Next"], self._value(state.get("OutputPath", "$"), data)
        raise AssertionError

    def _filled(self, template: Any, data: Any) -> Any:
        if not isinstance(template, dict):
            return template
        return {
            key.removesuffix(".$"): (
                self._value(value, data) if key.endswith(".$") else self._filled(value, data)
            )
            for key, value in template.items()
        }

    def _value(self, path: str, data: Any) -> Any:
        if path.startswith("States.Format("):
            text, _, rest = path.removeprefix("States.Format('").rpartition("', ")
            return text.format(*(self._value(part, data) for part in rest.rstrip(")").split(", ")))
        if path.startswith("$$"):
            data = {
                "Execution": {
                    "Id": self.execution,
                    "StartTime": self.started_at,
                    "Input": self.input,
                }
            }
        for part in path.lstrip("$").strip(".").split("."):
            data = data[part] if part else data
        return data


def _placed(path: str, data: Any, result: Any) -> Any:
    return result if path == "$" else {**data, path.removeprefix("$."): result}


def _chosen(state: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    for choice in state["Choices"]:
        found = data[choice["Variable"].removeprefix("$.")]
        wanted = choice["BooleanEquals"] if "BooleanEquals" in choice else choice["StringEquals"]
        if found == wanted:
            next_: str = choice["Next"]
            return next_
    default: str = state["Default"]
    return default
