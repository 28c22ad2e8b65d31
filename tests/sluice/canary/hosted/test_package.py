"""The function's package: the same bytes each time, and all that the function needs."""

from __future__ import annotations

import ast
import hashlib
import os
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from sluice.canary.hosted.package import build
from webservice.contract.hosted_driver import package_key

if TYPE_CHECKING:
    from pathlib import Path

_OF_LAYER = (
    *("pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"),
)
_OF_LAMBDA = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
# Imports as the handler does, and opens a place as far as that goes without an account.
_PROGRAM = """
import sys
allowed = set(sys.argv[2:])
class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        # Python's own notes on how it was built have a name of the platform.
        ours = top in allowed or top.startswith("_sysconfigdata")
        if ours or top in sys.stdlib_module_names:
            return None
        raise ModuleNotFoundError(f"not in the package or its layer: {name}")
sys.meta_path.insert(0, Refuse())
sys.path.insert(0, sys.argv[1])
import sluice
assert sluice.__file__.startswith(sys.argv[1]), sluice.__file__
from sluice.canary import handler
import sluice.canary.hosted.begin_hosted, sluice.canary.hosted.invocation
from sluice.errors import AwsUnreachable
place = {"service": "web", "environment": "stage"}
event = {**place, "operation": "turn", "execution": "e", "release_id": "r"}
try:
    handler.handler(event, None)
except AwsUnreachable as error:
    print(error)
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("package"))


def test_it_is_named_after_its_digest(package: Path) -> None:
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    assert package.stem == digest
    assert package_key(digest) == f"sluice-driver/{digest}.zip"


def test_built_again_elsewhere_it_has_the_same_bytes(package: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "other").read_bytes() == package.read_bytes()
    assert list((tmp_path / "other").iterdir()) == [tmp_path / "other" / package.name]


def test_it_holds_the_program_and_nothing_else(package: Path) -> None:
    names = zipfile.ZipFile(package).namelist()
    assert "sluice/canary/handler.py" in names
    assert {name.partition("/")[0] for name in names} == {"sluice", "webservice"}
    shared = {name for name in names if name.startswith("webservice/")} - {"webservice/__init__.py"}
    assert {name.rpartition("/")[0] for name in shared} == {"webservice/contract"}
    assert [name for name in names if "__pycache__" in name] == []


def test_what_only_a_terminal_or_a_pull_request_needs_is_not_in_it(package: Path) -> None:
    names = zipfile.ZipFile(package).namelist()
    parts = {name.split("/")[1] for name in names if name.startswith("sluice/")}
    assert {part for part in parts if not part.endswith(".py")} == {
        *("canary", "checks", "environment", "journal", "notify"),
    }
    assert [name for name in names if name.startswith("sluice/canary/page/")] == []


def test_all_that_it_imports_is_in_it_but_for_what_only_a_terminal_runs(package: Path) -> None:
    with zipfile.ZipFile(package) as held:
        names = held.namelist()
        imports = {
            (name, f"{node.module}.{alias.name}")
            for name in names
            for node in ast.walk(ast.parse(held.read(name)))
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
    there = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in names}
    left_out = {
        (name, target)
        for name, target in imports
        if target.partition(".")[0] in {"sluice", "webservice", "stacks"}
        and (target if _is_module(target) else target.rpartition(".")[0]) not in there
    }
    assert left_out == {
        ("sluice/canary/verbs/terminal.py", "sluice.canary.page"),
    }


def test_the_function_needs_no_more_than_the_package_and_its_layer(package: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _PROGRAM,
            str(package),
            "sluice",
            "webservice",
            *_OF_LAYER,
            *_OF_LAMBDA,
        ],
        env={
            **os.environ,
            "AWS_REGION": "eu-west-1",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_MAX_ATTEMPTS": "1",
            "PYTHONPATH": "",
        },
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "could not read SSM parameter /sluice/web/stage/deployment" in done.stdout


def _is_module(name: str) -> bool:
    """Return whether a name from a package is a module of it, here in the checkout."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        # Its parent is a module and no package: it is a name in there.
        return False
