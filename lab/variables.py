"""The process environment that points every AWS client, and Terraform, at an emulator."""

from __future__ import annotations

import os
import shlex
import time
from typing import TYPE_CHECKING

from lab.instance import ROOT, LabError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.instance import Instance

REGION = "eu-west-1"
_PROXY_SECONDS = 10.0


def variables(
    instance: Instance, current: Mapping[str, str], *, proxy: str | None = None
) -> dict[str, str]:
    """Return the variables that differ between the lab and AWS.

    Args:
        instance: the running emulator.
        current: the process environment they are added to; its PATH is kept behind ours.
        proxy: address of the forward proxy that leads to the load balancers by their names.
    """
    tools = [str(ROOT / ".venv" / "bin"), str(ROOT / "node_modules" / ".bin")]
    path = [part for part in current.get("PATH", "").split(os.pathsep) if part not in tools]
    return {
        "AWS_ENDPOINT_URL": instance.endpoint,
        # The emulator accepts any key; these must merely not be real ones.
        "AWS_ACCESS_KEY_ID": "lab",
        "AWS_SECRET_ACCESS_KEY": "lab",
        "AWS_SESSION_TOKEN": "",
        "AWS_PROFILE": "",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CHECKPOINT_DISABLE": "1",
        # Who speaks HTTP to the environment's own names goes through here; nothing else does.
        "SLUICE_HTTP_PROXY": proxy or "",
        "SLUICE_CA_BUNDLE": str(instance.authorities),
        "PGSSLROOTCERT": str(instance.authorities),
        "TF_CLI_CONFIG_FILE": str(ROOT / ".sluice" / "terraformrc"),
        "PATH": os.pathsep.join([*tools, *path]),
    }


def as_shell(values: Mapping[str, str]) -> str:
    """Return the variables as `export` lines, and `unset` for the empty ones."""
    return "\n".join(
        f"export {name}={shlex.quote(value)}" if value else f"unset {name}"
        for name, value in values.items()
    )


def proxy_of(instance: Instance) -> str | None:
    """Return the address of a lab's forward proxy; None where it runs no load balancers."""
    from lab.client import LabClient  # noqa: PLC0415 - its user asks over the network anyway

    client, deadline = LabClient(instance.endpoint), time.monotonic() + _PROXY_SECONDS
    while True:
        part = client.status()["parts"].get("alb")
        if part is None:
            return None
        if part["proxy_port"]:
            return f"http://127.0.0.1:{part['proxy_port']}"
        # It listens a moment after the API does.
        if time.monotonic() > deadline:
            raise LabError(f"lab {instance.name!r} has no forward proxy: its log is {instance.log}")
        time.sleep(0.1)
