"""What was said, what raised, and what Checkov only logged."""

from __future__ import annotations

import concurrent.futures
import logging
import traceback
from pathlib import Path
from typing import Any

OWN: dict[str, list[str]] = {}
"""Our rule files' names without the ending, and the rules that Checkov has from each."""


def file_of(rule: Any) -> str:
    """Return the name, without the ending, of the file that a rule is from."""
    return Path(getattr(rule, "check_path", "")).stem or str(type(rule).__module__)


def told(error: BaseException) -> str:
    """Return what was raised and where, without its text: that may quote a plan's secrets."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    # These are about the code, and are raised before a rule sees any value.
    text = f": {error}" if isinstance(error, ImportError | SyntaxError) else ""
    return f"{type(error).__name__}{where}{text}"


class Notes:
    """What is scanned now, and what was said of it."""

    def __init__(self) -> None:
        self.scan: dict[str, Any] = {}
        self.crashes: list[str] = []
        self.rule = ""

    def begin(self, stack: str, mode: str) -> dict[str, Any]:
        """Start a page for a file."""
        self.scan = {"stack": stack, "mode": mode, "seen": [], "graph": [], "unparsed": []}
        self.scan["verdicts"] = []
        return self.scan

    def crashed(self, rule: str, where: str, error: BaseException) -> None:
        """Note what raised, and what it raised."""
        scan = f"{self.scan.get('stack')} ({self.scan.get('mode')})"
        self.crashes.append(f"{rule} crashed on {where} of {scan}: {told(error)}")

    def verdict(self, rule: Any, address: str, result: Any, keys: Any, details: Any) -> None:
        """Note a rule's answer."""
        if isinstance(result, tuple):  # some rules hand back the configuration as well
            result = result[0]
        self.scan["verdicts"].append(
            {
                "rule": rule.id,
                "title": rule.name,
                "own": file_of(rule) in OWN,
                "address": address,
                "result": result.value,
                "keys": [str(key) for key in keys or ()],
                "details": [str(each) for each in details or ()],
            }
        )


NOTES = Notes()


class Noise(logging.Handler):
    """Collects what Checkov would only log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record's text, and what was raised."""
        raised = record.exc_info[1] if record.exc_info else None
        self.heard.append(record.getMessage() + (f": {told(raised)}" if raised else ""))


class InTurn(concurrent.futures.Executor):
    """Does at once what is submitted: Checkov's pools swallow what their threads raise."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        """Do it, and note what it raises."""
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            NOTES.crashed(NOTES.rule or "Checkov", "a block", error)
            future.set_exception(error)
        return future
