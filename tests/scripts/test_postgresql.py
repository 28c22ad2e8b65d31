"""The server's package is pinned, and what lies in it may be run by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.provision.postgresql import LOCK, install, locked_version

if TYPE_CHECKING:
    from pathlib import Path


def test_the_lock_names_one_version_for_every_platform() -> None:
    assert LOCK.read_text().count("==") == 1
    assert LOCK.read_text().count("--hash=sha256:") > len(("linux", "mac"))
    assert locked_version().startswith("17.")


def test_only_the_locked_package_is_installed_and_everybody_may_run_it(tmp_path: Path) -> None:
    folder, calls = tmp_path / "postgresql", []
    folder.mkdir()
    (folder / "left").touch()

    def pip(*options: str) -> None:
        calls.append(options)
        assert not folder.exists()
        for part in (folder, folder / "bin"):
            part.mkdir(mode=0o700)
        for name, mode in (("bin/postgres", 0o700), ("postgres.bki", 0o600)):
            (folder / name).touch(mode=mode)

    install(pip, folder)
    (options,) = calls
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:", str(LOCK)} <= set(options)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    assert modes == {"postgresql": 0o755, "bin": 0o755, "postgres": 0o755, "postgres.bki": 0o644}
