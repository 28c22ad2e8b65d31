"""The slim tarball: what it holds, when it is built anew, and that no half of one is used."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from fastsynth import slim_assembly

ROOT = Path(__file__).resolve().parents[2]
TWO = frozenset({"kms_key", "ec2_tag"})


def names(tarball: Path) -> set[str]:
    with tarfile.open(tarball) as tar:
        return set(tar.getnames())


def text(tarball: Path, name: str) -> str:
    with tarfile.open(tarball) as tar:
        file = tar.extractfile(name)
        assert file is not None
        return file.read().decode()


def test_it_holds_the_named_submodules_and_no_other(package: Path, tmp_path: Path) -> None:
    slim = slim_assembly.build(package, TWO, tmp_path / "cache")
    assert names(slim.tarball) == {
        "package/.jsii",
        "package/package.json",
        "package/lib/index.js",
        "package/lib/kms-key/index.js",
        "package/lib/ec2tag/index.js",
    }
    manifest = json.loads(text(slim.tarball, "package/.jsii"))
    wanted = {"@cdktf/provider-aws.kmsKey", "@cdktf/provider-aws.ec2Tag"}
    assert set(manifest["submodules"]) == wanted
    assert set(manifest["types"]) == {f"{name}.Thing" for name in wanted}


def test_its_index_requires_a_submodule_only_when_it_is_asked_for(
    package: Path, tmp_path: Path
) -> None:
    slim = slim_assembly.build(package, TWO, tmp_path / "cache")
    index = text(slim.tarball, "package/lib/index.js")
    assert '"ec2Tag", { enumerable: true, get: () => require("./ec2tag") }' in index
    assert "everything" not in index


def test_what_is_built_is_found_again(package: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert slim_assembly.cached(package, TWO, cache) is None
    built = slim_assembly.build(package, TWO, cache)
    assert slim_assembly.cached(package, TWO, cache) == built


def test_another_set_of_submodules_is_another_tarball(package: Path, tmp_path: Path) -> None:
    slim_assembly.build(package, TWO, tmp_path / "cache")
    assert slim_assembly.cached(package, frozenset({"kms_key"}), tmp_path / "cache") is None


def test_another_format_is_another_tarball(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slim_assembly.build(package, TWO, tmp_path / "cache")
    monkeypatch.setattr(slim_assembly, "FORMAT_VERSION", slim_assembly.FORMAT_VERSION + 1)
    assert slim_assembly.cached(package, TWO, tmp_path / "cache") is None


def test_other_bindings_of_the_same_name_are_another_tarball(package: Path, tmp_path: Path) -> None:
    slim_assembly.build(package, TWO, tmp_path / "cache")
    (full,) = (package / "_jsii").glob("*.tgz")
    full.write_bytes(full.read_bytes() + b"patched")
    assert slim_assembly.cached(package, TWO, tmp_path / "cache") is None


@pytest.mark.parametrize("kept", [0, 10, -1], ids=["empty", "cut short", "one byte short"])
def test_a_damaged_tarball_counts_as_none(package: Path, tmp_path: Path, kept: int) -> None:
    slim = slim_assembly.build(package, TWO, tmp_path / "cache")
    slim.tarball.write_bytes(slim.tarball.read_bytes()[:kept])
    assert slim_assembly.cached(package, TWO, tmp_path / "cache") is None


def test_a_flipped_byte_counts_as_damage(package: Path, tmp_path: Path) -> None:
    slim = slim_assembly.build(package, TWO, tmp_path / "cache")
    data = bytearray(slim.tarball.read_bytes())
    data[len(data) // 2] ^= 0xFF
    slim.tarball.write_bytes(data)
    assert slim_assembly.cached(package, TWO, tmp_path / "cache") is None


def test_a_build_that_ends_halfway_leaves_nothing(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        slim_assembly.build(package, TWO, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_two_builds_are_the_same_to_the_byte(package: Path, tmp_path: Path) -> None:
    first = slim_assembly.build(package, TWO, tmp_path / "one").tarball
    second = slim_assembly.build(package, TWO, tmp_path / "two").tarball
    assert first.read_bytes() == second.read_bytes()


def test_processes_that_build_at_once_do_not_trip_over_each_other(
    package: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    script = (
        "import sys; from pathlib import Path; from fastsynth import slim_assembly\n"
        "package, cache = map(Path, sys.argv[1:])\n"
        f"two = {TWO!r}\n"
        "for _ in range(100):\n"
        "    built = slim_assembly.build(package, two, cache)\n"
        "    assert slim_assembly.cached(package, two, cache) == built\n"
    )
    command = [sys.executable, "-c", script, str(package), str(cache)]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert errors == ["", "", ""]
    assert len(list(cache.iterdir())) == 1


def test_a_submodule_that_does_not_exist_is_named(package: Path, tmp_path: Path) -> None:
    with pytest.raises(ModuleNotFoundError, match="no submodule 'kms_kye': check the spelling"):
        slim_assembly.build(package, frozenset({"kms_kye"}), tmp_path)
