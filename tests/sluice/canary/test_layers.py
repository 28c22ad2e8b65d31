"""Only ports speak to AWS: what a release sees is what a verb shows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sluice.canary

ROOT = Path(sluice.canary.__file__).parent

CLIENTS = {"client", "clients", "_client", "_clients"}
FORBIDDEN = {"boto3", "sluice.aws"}


def speaks_to_aws(source: str) -> list[str]:
    """Return each call of a client factory and each import of what makes clients."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in CLIENTS:
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
        modules = []
        if isinstance(node, ast.Import):
            modules = [each.name for each in node.names]
        if isinstance(node, ast.ImportFrom):
            # The type of what gives clients makes none.
            modules = (
                [node.module or ""] if [each.name for each in node.names] != ["Clients"] else []
            )
        found += [f"line {node.lineno}: imports {each}" for each in modules if each in FORBIDDEN]
    return found


@pytest.mark.parametrize(
    "source",
    ["session.client('ecs').describe_services()", "import boto3", "from sluice.aws import client"],
)
def test_a_call_of_a_client_is_noticed(source: str) -> None:
    assert len(speaks_to_aws(source)) == 1


def test_only_ports_call_a_client_of_aws() -> None:
    files = {str(path.relative_to(ROOT)): path for path in ROOT.rglob("*.py")}
    outside = {name for name in files if not name.startswith("ports/")}
    assert len(outside) > 50
    found = {name: speaks_to_aws(files[name].read_text()) for name in sorted(outside)}
    assert {name: calls for name, calls in found.items() if calls} == {}
