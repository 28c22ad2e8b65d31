"""`lab image`: images that the lab's tasks can run."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from lab import instance
from lab.ecs import registry
from lab.instance import LabError
from lab.variables import REGION

app = typer.Typer(help=__doc__, no_args_is_help=True)

Name = Annotated[str, typer.Option("--name", help="Which lab; several run side by side.")]


@app.command()
def push(
    command: Annotated[
        list[str] | None,
        typer.Argument(help="What a container runs, behind --; left out: the sample application."),
    ] = None,
    *,
    repository: Annotated[str, typer.Option(help="An ECR repository, such as web-stage.")],
    version: Annotated[str, typer.Option(help="Its tag, and the version that it says it is.")],
    env: Annotated[
        list[str] | None,
        typer.Option(
            help="A variable of the image, NAME=VALUE; FAULT_ERROR_PERCENT=5 is a bad release."
        ),
    ] = None,
    region: Annotated[str, typer.Option(help="Of the repository.")] = REGION,
    name: Name = "default",
) -> None:
    """Put an image into the lab's registry, and print its digest."""
    print(
        registry.push(
            instance.get(name).endpoint,
            region=region,
            repository=repository,
            version=version,
            command=command or (),
            environment=dict(_pair(each) for each in env or ()),
        )
    )


@app.command("list")
def list_(
    *,
    name: Name = "default",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the images that the lab knows a program for."""
    images = registry.listed(instance.get(name).endpoint)
    if as_json:
        print(json.dumps(images, indent=2))
        return
    for image in images:
        words = " ".join([*image["entry_point"], *image["command"]])
        print(f"{image['digest']}  {image['version']}  {words}")


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise LabError(f"--env {text}: write NAME=VALUE")
    return name, value
