"""Which submodules of the AWS bindings a program imports, and what jsii calls them."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = "cdktf_cdktf_provider_aws"
ASSEMBLY = "@cdktf/provider-aws"

# jsii's name for a submodule is read from the first class that its Python module declares,
# and its folder from the assembly: 42 of the 2,135 folders are not name.replace("_", "-").
_JSII_TYPE = re.compile(rb'jsii_type="@cdktf/provider-aws\.(\w+)\.')

# The usual form of an import is found as text, in a tenth of the time that parsing takes;
# a file with any other form is parsed.
_FROM_SUBMODULE = re.compile(rf"^[ \t]*from {PACKAGE}\.(\w+)", re.MULTILINE)
_OTHER_IMPORT = re.compile(
    rf"^[ \t]*(?:from {PACKAGE} import|import [^\n]*{PACKAGE})|; *(?:from|import) [^\n]*{PACKAGE}",
    re.MULTILINE,
)


def package_folder() -> Path:
    """Return the installed folder of the bindings, without importing them.

    Raises:
        ModuleNotFoundError: the bindings are not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        message = f"{PACKAGE} is not installed: run 'make setup'"
        raise ModuleNotFoundError(message, name=PACKAGE)
    return Path(next(iter(spec.submodule_search_locations)))


def imported_submodules(folders: Iterable[Path]) -> frozenset[str]:
    """Return the Python names of all submodules imported by the files below `folders`."""
    found: set[str] = set()
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            found.update(_FROM_SUBMODULE.findall(text))
            if _OTHER_IMPORT.search(text):
                found |= _submodules_in(ast.parse(text, filename=str(file)))
    return frozenset(found)


def _submodules_in(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            head, _, tail = node.module.partition(".")
            if head == PACKAGE:
                names = [tail.split(".")[0]] if tail else [alias.name for alias in node.names]
                found.update(names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                head, _, tail = alias.name.partition(".")
                if head == PACKAGE and tail:
                    found.add(tail.split(".")[0])
    return found


def jsii_submodule(package: Path, name: str) -> str:
    """Return jsii's name for the submodule `name`: `s3_bucket` is `@cdktf/provider-aws.s3Bucket`.

    Raises:
        ModuleNotFoundError: the bindings have no such submodule.
    """
    source = package / name / "__init__.py"
    match = _JSII_TYPE.search(source.read_bytes()) if source.is_file() else None
    if match is None:
        message = f"{PACKAGE} has no submodule {name!r}: check the spelling of the import"
        raise ModuleNotFoundError(message, name=f"{PACKAGE}.{name}")
    return f"{ASSEMBLY}.{match[1].decode()}"
