"""`lab load`: requests at a rate of their own, and what became of them."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import Annotated

import typer

from lab.instance import LabError
from lab.load.arrivals import Shape, Spacing
from lab.load.plan import Plan
from lab.load.scenario import Scenario


class BadPlan(LabError):
    """The run cannot be done as asked for; says what to change."""


app = typer.Typer(help=__doc__)


@app.callback(invoke_without_command=True)
def load(
    *,
    url: Annotated[str, typer.Option(help="What to ask for; items: what /items is added to.")],
    rate: Annotated[float, typer.Option(min=0.001, help="Mean requests per second.")] = 50,
    seconds: Annotated[float, typer.Option(min=0.001, help="How long to send.")] = 30,
    shape: Annotated[Shape, typer.Option(help="How the rate changes.")] = Shape.STEADY,
    spacing: Annotated[Spacing, typer.Option(help="Random or even gaps.")] = Spacing.POISSON,
    scenario: Annotated[Scenario, typer.Option(help="What clients ask for.")] = Scenario.GET,
    seed: Annotated[int, typer.Option(help="Same seed, same times.")] = 0,
    connections: Annotated[int, typer.Option(min=1, help="Simulated clients.")] = 64,
    sticky: Annotated[bool, typer.Option("--sticky", help="Clients keep their cookies.")] = False,
    header: Annotated[
        list[str] | None, typer.Option(help="'Name: value', added to each request; repeatable.")
    ] = None,
    proxy: Annotated[str | None, typer.Option(help="Forward proxy, http://host:port.")] = None,
    ca_bundle: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Authorities to trust.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.001, help="Seconds per request.")] = 30,
    log: Annotated[Path | None, typer.Option(help="CSV file: a line for each request.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Send requests at a rate that the answers do not slow down; Ctrl-C ends it early.

    Latency counts from when a request was due, not from when a client was free to send it.
    """
    if not url.startswith(("http://", "https://")):
        raise BadPlan(f"--url {url!r} must begin with http:// or https://")
    plan = Plan(
        url=url.rstrip("/") if scenario is Scenario.ITEMS else url,
        rate=rate,
        seconds=seconds,
        shape=shape,
        spacing=spacing,
        seed=seed,
        connections=connections,
        scenario=scenario,
        sticky=sticky,
        headers=dict(map(_header, header or [])),
        proxy=proxy,
        ca_bundle=ca_bundle,
        timeout_seconds=timeout,
        log=log,
    )
    from lab.load.generator import run  # noqa: PLC0415 - `lab --help` need not wait for it

    try:
        result = run(plan)
    except OSError as error:
        raise BadPlan(f"the run could not be done: {error}") from None
    print(json.dumps(result.as_json(), indent=2) if as_json else result.as_text())


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise BadPlan(f"--header {text!r} is no header: write 'Name: value'")
    return name.strip(), value.strip()
