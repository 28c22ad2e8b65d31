"""`lab status`: what a lab does now, once or live, and what it was asked that it cannot do."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live

from lab.client import LabClient
from lab.overview.table import render

if TYPE_CHECKING:
    from lab.instance import Instance

_REFRESH_SECONDS = 1.0
_MARK = "UNIMPLEMENTED the lab cannot do "


def document(instance: Instance) -> dict[str, Any]:
    """Return the state of all parts, and the calls that the lab could not answer."""
    return {**LabClient(instance.endpoint).status(), "unimplemented": unimplemented(instance)}


def unimplemented(instance: Instance) -> list[str]:
    """Return each call that the lab was asked for and cannot do, once."""
    lines = instance.log.read_text(encoding="utf-8", errors="replace").splitlines()
    return sorted({line.removeprefix(_MARK) for line in lines if line.startswith(_MARK)})


def show(instance: Instance) -> None:
    """Print it once."""
    found = document(instance)
    console = Console()
    console.print(render(found))
    console.print(f"page: {instance.endpoint}/_lab/")
    for call in found["unimplemented"]:
        console.print(f"asked for and not to be had: {call}", style="yellow")


def watch(instance: Instance) -> None:
    """Print it again and again until Ctrl-C, or until the lab is gone."""
    client = LabClient(instance.endpoint)
    with contextlib.suppress(KeyboardInterrupt), Live(screen=True) as live:
        while True:
            live.update(render(client.status()))
            time.sleep(_REFRESH_SECONDS)
