"""What the program imports, and what jsii calls it."""

from __future__ import annotations

import json
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from fastsynth.bindings import imported_submodules, jsii_submodule, package_folder
from fastsynth.slim_assembly import folders_of

if TYPE_CHECKING:
    from pathlib import Path

LEAST_SUBMODULES = 2_000


def whole_assembly() -> tuple[dict[str, Any], set[str]]:
    """Return the whole assembly's manifest and its file names (34 MB to unpack: 3 seconds)."""
    (tarball,) = (package_folder() / "_jsii").glob("*.jsii.tgz")
    manifest: dict[str, Any] = {}
    names = set()
    with tarfile.open(tarball) as tar:
        for member in tar:
            names.add(member.name)
            if member.name == "package/.jsii":
                manifest = json.loads(tar.extractfile(member).read())  # type: ignore[union-attr]  # a file, so it has contents
    return manifest, names


@pytest.mark.slow  # unpacks 34 MB; changes with an upgrade of the bindings only
def test_every_submodule_of_the_bindings_is_found_in_the_assembly_under_jsiis_name() -> None:
    package = package_folder()
    submodules = {file.parent.name for file in package.glob("[!_]*/__init__.py")}
    assert len(submodules) > LEAST_SUBMODULES
    manifest, names = whole_assembly()
    mapped = {name: jsii_submodule(package, name) for name in submodules}
    known = set(manifest["submodules"])
    assert {name: jsii for name, jsii in mapped.items() if jsii not in known} == {}
    assert len(set(mapped.values())) == len(submodules)
    folders = folders_of(manifest, set(mapped.values()))
    assert {f for f in folders.values() if f"package/lib/{f}/index.js" not in names} == set()
    # Why the folder is looked up and not derived: some follow no rule.
    assert set(folders.values()) - {name.replace("_", "-") for name in submodules} != set()


def test_every_form_of_import_by_name_is_seen(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.py").write_text(
        "from __future__ import annotations\n"
        "import cdktf_cdktf_provider_aws.vpc\n"
        "from cdktf_cdktf_provider_aws import subnet, nat_gateway as gateway\n"
        "def late():\n"
        "    from cdktf_cdktf_provider_aws.kms_key import KmsKey\n"
        "if TYPE_CHECKING:\n"
        "    from cdktf_cdktf_provider_aws.lb import Lb\n"
    )
    assert imported_submodules([tmp_path]) == {"vpc", "subnet", "nat_gateway", "kms_key", "lb"}


def test_what_only_looks_like_an_import_is_not_one(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(
        '"""import cdktf_cdktf_provider_aws.vpc"""\n'
        "from .cdktf_cdktf_provider_aws import subnet\n"
        "from other.cdktf_cdktf_provider_aws import lb\n"
        "import cdktf_cdktf_provider_aws\n"
    )
    assert imported_submodules([tmp_path]) == frozenset()
