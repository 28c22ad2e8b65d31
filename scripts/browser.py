"""Headless Chromium: a document after its script ran, or a page to look at closely."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-quic"),
)
_PATIENCE_SECONDS = 90.0


def executable() -> str:
    """Return the browser's path."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    assert found is not None, "a browser is needed and none is on PATH: apt install chromium"
    return found


def document(url: str, profile: Path) -> str:
    """Return a page's document after its script ran for three seconds of its own time."""
    done = subprocess.run(
        [
            *(executable(), *_QUIET, f"--user-data-dir={profile}"),
            *("--virtual-time-budget=3000", "--dump-dom", url),
        ],
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        check=True,
    )
    return done.stdout


@dataclass
class Tab:
    """A page in a browser, by the DevTools protocol over two pipes: no port, no library.

    Attributes:
        requests: addresses that were asked for since the last `open`.
        complaints: errors and warnings of the console, and exceptions, since then.
    """

    read_end: int
    write_end: int
    session: str = ""
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _number: int = 0
    _rest: bytes = b""
    _loaded: bool = False

    def begin(self) -> None:
        """Make the tab."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def open(
        self,
        url: str,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        script: bool = True,
    ) -> None:
        """Open an address in a window of a size; a narrow one is a phone's."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.requests.clear()
        self.complaints.clear()
        self._loaded = False
        self.call("Page.navigate", url=url)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._loaded:
            self._message(deadline)

    def run(self, expression: str) -> Any:
        """Return the value of a JavaScript expression."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def picture(self, *, whole: bool = False, height: float | None = None) -> bytes:
        """Return the window, the whole page, or as many pixels of it from its top, as PNG."""
        more: dict[str, Any] = {}
        if height is not None:
            width = self.run("document.documentElement.clientWidth")
            more["clip"] = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        beyond = whole or height is not None
        answer = self.call("Page.captureScreenshot", captureBeyondViewport=beyond, **more)
        return base64.b64decode(answer["data"])

    def pdf(self) -> bytes:
        """Return the page as it is printed."""
        return base64.b64decode(self.call("Page.printToPDF")["data"])

    def point_at(self, x: float, y: float) -> None:
        """Move the pointer to a place in the window."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol and return its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            answer = self._message(deadline)
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result

    def _message(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            left = max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([self.read_end], [], [], left)
            assert ready, "the browser does not answer"
            read = os.read(self.read_end, 1 << 20)
            assert read, "the browser is gone"
            self._rest += read
        text, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        self._heed(message.get("method", ""), message.get("params", {}))
        return message

    def _heed(self, method: str, parameters: dict[str, Any]) -> None:
        match method:
            case "Page.loadEventFired":
                self._loaded = True
            case "Network.requestWillBeSent":
                self.requests.append(parameters["request"]["url"])
            case "Log.entryAdded" if parameters["entry"]["level"] in {"error", "warning"}:
                self.complaints.append(parameters["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(parameters["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if parameters["type"] in {"error", "warning"}:
                self.complaints.append(str(parameters["args"]))


@contextmanager
def tab(profile: Path) -> Iterator[Tab]:
    """Start a browser with a profile of its own, and end it afterwards."""
    to_browser, ours_to_write = os.pipe()
    ours_to_read, from_browser = os.pipe()
    # The browser takes its pipes at 3 and 4; a shell puts them there, whatever they are here.
    script = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
    process = subprocess.Popen(
        [
            *("/bin/bash", "-c", script, executable(), *_QUIET, "--hide-scrollbars"),
            *(f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"),
        ],
        pass_fds=(to_browser, from_browser),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_browser)
    os.close(from_browser)
    try:
        made = Tab(ours_to_read, ours_to_write)
        made.begin()
        yield made
        made.session = ""
        made.call("Browser.close")
    finally:
        os.close(ours_to_write)
        os.close(ours_to_read)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
