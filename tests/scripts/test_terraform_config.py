"""Where Terraform gets the pinned provider from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scripts.provision import terraform_config
from scripts.provision.terraform_config import PROVIDER, find_mirror, locked_version, render, write

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "terraform.lock.hcl"
SYSTEM = "linux_amd64"


def unpacked(folder: Path, version: str, system: str = SYSTEM) -> Path:
    home = folder / PROVIDER / version / system
    home.mkdir(parents=True)
    (home / f"terraform-provider-aws_v{version}_x5").touch()
    return folder


def packed(folder: Path, version: str) -> Path:
    (folder / PROVIDER).mkdir(parents=True)
    (folder / PROVIDER / f"terraform-provider-aws_{version}_{SYSTEM}.zip").touch()
    return folder


def test_the_version_is_that_of_the_committed_lock_file() -> None:
    assert f'version     = "{locked_version(LOCK)}"' in LOCK.read_text()


def test_a_lock_file_without_the_provider_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lock.hcl").write_text('provider "registry.terraform.io/hashicorp/random" {\n}\n')
    with pytest.raises(
        ValueError, match=r"lock.hcl: must lock registry.terraform.io/hashicorp/aws"
    ):
        locked_version(tmp_path / "lock.hcl")


@pytest.mark.parametrize("layout", [unpacked, packed])
def test_a_folder_that_holds_the_pinned_version_is_a_mirror(
    tmp_path: Path, layout: Callable[[Path, str], Path]
) -> None:
    mirror = layout(tmp_path / "mirror", "5.100.0")
    assert find_mirror("5.100.0", [tmp_path / "none", mirror], SYSTEM) == mirror


def test_another_version_or_another_system_is_no_mirror(tmp_path: Path) -> None:
    older = unpacked(tmp_path / "older", "5.99.1")
    other = unpacked(tmp_path / "other", "5.100.0", "darwin_arm64")
    (tmp_path / "empty" / PROVIDER / "5.100.0" / SYSTEM).mkdir(parents=True)
    assert find_mirror("5.100.0", [older, other, tmp_path / "empty"], SYSTEM) is None


def test_a_mirror_serves_the_pinned_provider_and_the_registry_everything_else() -> None:
    text = render(Path("/opt/mirror"))
    assert 'path    = "/opt/mirror"' in text
    assert f'include = ["{PROVIDER}"]' in text
    assert f'exclude = ["{PROVIDER}"]' in text


def test_without_a_mirror_the_registry_serves_everything() -> None:
    assert "direct {}" in render(None)
    assert "filesystem_mirror" not in render(None)


def test_terraform_never_phones_home_and_never_shares_a_cache() -> None:
    for text in (render(None), render(Path("/opt/mirror"))):
        assert "disable_checkpoint = true" in text
        assert "plugin_cache_dir" not in text


def test_the_file_is_left_alone_where_it_is_right_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terraform_config, "mirror_folders", list)
    assert write(tmp_path / "terraformrc", LOCK) == "the public registry"
    written = (tmp_path / "terraformrc").stat().st_mtime_ns
    write(tmp_path / "terraformrc", LOCK)
    assert (tmp_path / "terraformrc").stat().st_mtime_ns == written
