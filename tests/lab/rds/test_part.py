"""No database outlives its model, nor its lab."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.emulators import _free_port
from tests.lab.rds.conftest import Databases, wait_until

ROOT = Path(__file__).resolve().parents[3]
LAB = (sys.executable, "-m", "lab.server")
WITHOUT_POSTGRESQL = (
    sys.executable,
    "-c",
    "import lab.rds.programs, lab.server\nlab.rds.programs.find = lambda: None\nlab.server.main()",
)


def _servers(folder: Path) -> list[int]:
    """Return the processes that work in a lab's folder."""
    return [
        process.info["pid"]
        for process in psutil.process_iter(["pid", "cwd"])
        if (process.info["cwd"] or "").startswith(str(folder))
    ]


def _is_up(lab: Databases) -> bool:
    try:
        urllib.request.urlopen(f"{lab.url}/moto-api/", timeout=5).close()
    except OSError:
        return False
    return True


def _reset(lab: Databases) -> None:
    request = urllib.request.Request(f"{lab.url}/moto-api/reset", method="POST")
    urllib.request.urlopen(request, timeout=30).close()


@pytest.mark.parametrize("end", ["reset", "SIGTERM", "SIGKILL"])
def test_nothing_runs_any_more_after(end: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="rds-test-"))
    port = _free_port()
    process = subprocess.Popen(
        [*LAB, "--port", str(port), "--parts", "rds", "--folder", str(folder)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    lab = Databases(f"http://127.0.0.1:{port}", folder)
    try:
        wait_until(lambda: _is_up(lab), "the lab")
        lab.create("one", BackupRetentionPeriod=0)
        assert _servers(folder)
        if end == "reset":
            _reset(lab)
            lab.create("one", BackupRetentionPeriod=0)
            assert lab.value("one", "SELECT 1") == 1
            _reset(lab)
            wait_until(lambda: not list(folder.glob("rds/*/one/*")), "the data removed")
        else:
            process.send_signal(signal.Signals[end])
            process.wait(timeout=30)
        if end == "SIGTERM":
            assert not (folder / "rds").exists()
        wait_until(lambda: not _servers(folder), "no process left")
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def test_without_postgresql_instances_fail_and_the_log_says_what_to_do(tmp_path: Path) -> None:
    port = _free_port()
    log = tmp_path / "lab.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*WITHOUT_POSTGRESQL, "--port", str(port), "--parts", "rds"],
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    lab = Databases(f"http://127.0.0.1:{port}", tmp_path)
    try:
        wait_until(lambda: _is_up(lab), "the lab")
        lab.create("one", status="failed")
    finally:
        process.terminate()
        process.wait()
    assert "no PostgreSQL server was found" in log.read_text()
