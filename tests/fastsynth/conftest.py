"""A package of bindings that is small enough to build slim in no time."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Python's name, jsii's name, and the folder in the tarball: the third follows no rule.
SUBMODULES = (
    ("kms_key", "kmsKey", "kms-key"),
    ("s3_bucket", "s3Bucket", "s3-bucket"),
    ("ec2_tag", "ec2Tag", "ec2tag"),
)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return the folder of an installed package of three submodules."""
    folder = tmp_path / "bindings"
    manifest: dict[str, dict[str, dict[str, str]]] = {"submodules": {}, "types": {}}
    files = {"package/package.json": "{}", "package/lib/index.js": "everything"}
    for python, jsii, inside in SUBMODULES:
        name = f"@cdktf/provider-aws.{jsii}"
        manifest["submodules"][name] = {"symbolId": f"src/{inside}/index:"}
        manifest["types"][f"{name}.Thing"] = {"kind": "class"}
        files[f"package/lib/{inside}/index.js"] = f"// {inside}"
        module = folder / python / "__init__.py"
        module.parent.mkdir(parents=True)
        module.write_text(f'class Thing(jsii_type="{name}.Thing"): ...\n')
    files["package/.jsii"] = json.dumps(manifest)
    (folder / "_jsii").mkdir()
    with tarfile.open(folder / "_jsii" / "provider-aws@1.jsii.tgz", "w:gz") as tar:
        for path, text in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return folder
