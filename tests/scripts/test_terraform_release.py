"""Terraform comes from its publisher, is what was published, and is whole or not there."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from scripts.provision.commands import StepFailed
from scripts.provision.terraform import (
    CHECKSUMS,
    RELEASES,
    RELEASES_VARIABLE,
    Release,
    fetch,
    release_for,
    releases,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
FILE = "terraform_9.8.7_linux_amd64.zip"
PLATFORMS = ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64")


def _packed() -> bytes:
    """A release as the publisher packs it: the program, not marked as one, and the licence."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        files.writestr("LICENSE.txt", "a licence")
        files.writestr("terraform", "#!/bin/sh\necho fetched\n")
    return packed.getvalue()


ARCHIVE = _packed()


@dataclass
class Publisher:
    """A release server on this machine; `sent` are the bytes that it sends of each file."""

    port: int
    files: dict[str, bytes] = field(default_factory=dict)
    sent: int | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/terraform"


@contextmanager
def publisher() -> Iterator[Publisher]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            content = served.files.get(self.path.removeprefix("http://publisher.invalid"))
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: served.sent])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Publisher(server.server_address[1], {f"/terraform/9.8.7/{FILE}": ARCHIVE})
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with publisher() as server:
        monkeypatch.setenv(RELEASES_VARIABLE, server.address)
        yield server


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """The release that is pinned in a file of checksums as the publisher writes them."""
    checksums = tmp_path / "SHA256SUMS"
    lines = (
        f"{'0' * 64}  terraform_9.8.7_linux_arm64.zip",
        f"{hashlib.sha256(ARCHIVE).hexdigest()}  {FILE}",
    )
    checksums.write_text("\n".join(lines) + "\n")
    found = release_for("linux_amd64", checksums)
    assert found is not None
    return found


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "state" / "terraform" / "terraform"


def test_the_program_is_what_was_published_and_nothing_else_is_left(
    served: Publisher, release: Release, program: Path
) -> None:
    fetch(release, program)
    assert (
        subprocess.run([program], capture_output=True, text=True, check=True).stdout == "fetched\n"
    )
    assert list(program.parent.iterdir()) == [program]
    assert served.asked == [f"/terraform/9.8.7/{FILE}"]


def test_another_file_than_was_published_is_refused(
    served: Publisher, release: Release, program: Path
) -> None:
    served.files[f"/terraform/9.8.7/{FILE}"] = ARCHIVE + b"more"
    with pytest.raises(
        StepFailed, match=f"is not what was published: its SHA-256 is .*, not {release.sha256}"
    ):
        fetch(release, program)
    assert list(program.parent.iterdir()) == []


def test_a_download_that_ends_early_leaves_nothing(
    served: Publisher, release: Release, program: Path
) -> None:
    served.sent = 40
    with pytest.raises(StepFailed, match="cannot be had: it ended after 40 of "):
        fetch(release, program)
    assert list(program.parent.iterdir()) == []


def test_an_interruption_leaves_nothing(
    served: Publisher, release: Release, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(zipfile.ZipFile, "extract", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fetch(release, program)
    assert list(program.parent.iterdir()) == []


def test_a_failed_fetch_removes_the_one_from_before(
    served: Publisher, release: Release, program: Path
) -> None:
    fetch(release, program)
    served.files.clear()
    with pytest.raises(StepFailed, match="cannot be had: HTTP Error 404"):
        fetch(release, program)
    assert not program.exists()


def test_a_publisher_that_cannot_be_reached_is_one_line(
    release: Release, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with publisher() as server:
        monkeypatch.setenv(RELEASES_VARIABLE, server.address)
    with pytest.raises(StepFailed) as caught:
        fetch(release, program)
    assert str(caught.value).startswith(f"{server.address}/9.8.7/{FILE} cannot be had: ")
    assert "\n" not in str(caught.value)


def test_the_proxy_of_the_process_environment_is_asked(
    served: Publisher, release: Release, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(RELEASES_VARIABLE, "http://publisher.invalid/terraform")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{served.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    fetch(release, program)
    assert served.asked == [f"http://publisher.invalid/terraform/9.8.7/{FILE}"]
    assert os.access(program, os.X_OK)


def test_it_comes_from_the_publisher_unless_a_mirror_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(RELEASES_VARIABLE, raising=False)
    assert releases() == RELEASES
    monkeypatch.setenv(RELEASES_VARIABLE, "https://mirror.invalid/terraform/")
    assert releases() == "https://mirror.invalid/terraform"


def test_one_version_is_pinned_for_the_platforms_of_linux_and_the_mac() -> None:
    found = [release_for(each) for each in PLATFORMS]
    assert all(found)
    assert len({each.version for each in found if each}) == 1
    assert len({each.sha256 for each in found if each}) == len(PLATFORMS)
    assert len(CHECKSUMS.read_text().splitlines()) == len(PLATFORMS)
    assert release_for("windows_amd64") is None


def test_the_workflows_install_the_version_that_is_pinned() -> None:
    action = YAML(typ="safe").load((ROOT / ".github/actions/setup/action.yml").read_text())
    (step,) = [each for each in action["runs"]["steps"] if "terraform" in each.get("uses", "")]
    pinned = release_for("linux_amd64")
    assert pinned is not None
    assert step["with"]["terraform_version"] == pinned.version
