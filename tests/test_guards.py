"""What must stay true of the repository as a whole."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

import fastsynth

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-checkov.lock")
ALL_LOCKS = (*LOCKS, "scripts/provision/postgresql.lock")
ADDRESS = re.compile(r"\w+://|--(extra-)?index-url|--find-links| @ ")
LEAST_PACKAGES = 50
MOST_LINES = 300

# The tree of docs/architecture.md: a newcomer knows from it what the program does.
TOP_LEVEL = frozenset(
    {
        *("README.md", "CHANGELOG.md", "CODEOWNERS", "LICENSE", "Makefile", "main.py"),
        *("pyproject.toml", *LOCKS, "package.json", "package-lock.json"),
        *("cdktf.json", "terraform.lock.hcl"),
        *("stacks", "constructs", "policies", "usage", "sluice", "simulator", "lab", "fastsynth"),
        *("scripts", "benchmarks", "tests", "reports", "docs"),
        *(".ci", ".github", ".pre-commit-config.yaml", ".gitignore", ".git"),
    }
)


def entries(lock: str) -> list[str]:
    """Return a lock file's requirements, each with its hashes in one string."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_every_locked_requirement_is_one_version_with_hashes(lock: str) -> None:
    found = entries(lock)
    assert len(found) > (LEAST_PACKAGES if lock in LOCKS else 0)
    pinned = re.compile(
        r"^[\w.\-]+(\[[\w,]+\])?==[^ ;]+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+$"
    )
    assert [entry for entry in found if not pinned.match(entry)] == []


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_no_lock_file_holds_an_address(lock: str) -> None:
    assert ADDRESS.findall((ROOT / lock).read_text(encoding="utf-8")) == []


def test_every_locked_node_package_has_a_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    locked = {name: entry for name, entry in packages.items() if name}
    assert len(locked) > LEAST_PACKAGES
    bundled = {name for name, entry in locked.items() if entry.get("inBundle")}
    assert {name for name, entry in locked.items() if "integrity" not in entry} == bundled
    assert [name for name, entry in locked.items() if "resolved" in entry] == []


def test_constructs_is_a_source_root_and_no_package() -> None:
    assert not (ROOT / "constructs" / "__init__.py").exists()


def test_importing_constructs_from_the_checkout_finds_the_published_package() -> None:
    script = "import importlib.util; print(importlib.util.find_spec('constructs').origin)"
    origin = Path(python("-c", script).strip())
    assert origin.parent.parent.name == "site-packages"


def test_the_operators_program_never_imports_what_synthesizes() -> None:
    # What runs inside Checkov's environment cannot be imported in this one.
    inside = ROOT / "sluice" / "change" / "policy" / "checkov_side"
    files = [
        file
        for file in sorted((ROOT / "sluice").rglob("*.py"))
        if file.name != "__main__.py" and inside not in file.parents
    ]
    modules = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    assert modules
    script = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name.removesuffix('.__init__'))\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    loaded = set(python("-c", script).split())
    assert loaded & {"cdktf", "jsii", "constructs", "cdktf_cdktf_provider_aws"} == set()
    assert "sluice" in loaded


def test_the_operators_program_names_nothing_that_synthesizes() -> None:
    # A late import inside a function would not show above.
    named = {
        f"{file.name}: {module}"
        for file in (ROOT / "sluice").rglob("*.py")
        for module in imported_by(file)
        if module.split(".")[0] in {"cdktf", "jsii", "constructs", "cdktf_cdktf_provider_aws"}
    }
    assert named == set()


def test_the_top_level_holds_what_the_architecture_names() -> None:
    ignored = [
        line.strip("/")
        for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "!"))
    ]
    names = {path.name for path in ROOT.iterdir()}
    ours = {name for name in names if not any(fnmatch(name, pattern) for pattern in ignored)}
    assert ours - TOP_LEVEL == set()


@pytest.mark.parametrize(
    "folder",
    ["constructs", "stacks", "policies", "sluice", "simulator", "lab", "fastsynth", "scripts"],
)
def test_no_module_is_too_long_to_be_read_at_one_go(folder: str) -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in (ROOT / folder).rglob("*.py")
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_jsii_is_the_version_that_the_kernel_patch_was_written_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"jsii=={fastsynth.WRITTEN_FOR_JSII}" in project["optional-dependencies"]["synth"]
    assert importlib.metadata.version("jsii") == fastsynth.WRITTEN_FOR_JSII


def python(*arguments: str) -> str:
    """Run the checkout's Python in the checkout's root, as main.py runs."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def imported_by(file: Path) -> set[str]:
    """Return the modules that a file imports anywhere in it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    plain = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    froms = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    return plain | froms
