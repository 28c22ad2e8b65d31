"""The data plane's process: started again when it dies, gone when the lab is."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import psutil

from tests.lab.alb.conftest import lab_process, make_rig
from tests.lab.alb.rig import Rig, answers, ask, eventually
from tests.lab.alb.targets import HttpTarget

if TYPE_CHECKING:
    from pathlib import Path


def test_a_killed_data_plane_is_started_again_on_its_ports_and_ends_with_the_lab(
    tmp_path: Path,
) -> None:
    with HttpTarget("only") as target:
        with lab_process(tmp_path) as lab:
            rig = make_rig(lab)
            rig.register(rig.blue, target)
            listener = rig.listen([{"Type": "forward", "TargetGroupArn": rig.blue}])
            rig.wait_healthy(rig.blue, target)
            port, before = rig.port(listener), rig.status()
            os.kill(before["process"], signal.SIGKILL)
            eventually(lambda: rig.status()["starts"], 2)
            eventually(lambda: answers(port), 200)
            after = rig.status()
            assert after["process"] != before["process"]
            assert after["proxy_port"] == before["proxy_port"]
            assert "RESTARTED" in (tmp_path / "lab.log").read_text()
            # It holds the listeners' keys.
            assert (tmp_path / "alb").stat().st_mode & 0o077 == 0
        assert lab.process.returncode == 0
        assert not psutil.pid_exists(after["process"])
        assert answers(port) == 0


def test_a_killed_lab_leaves_no_data_plane(tmp_path: Path) -> None:
    with lab_process(tmp_path) as lab:
        rig = make_rig(lab)
        eventually(lambda: rig.status()["process"] is not None, wanted=True)
        process = psutil.Process(rig.status()["process"])
        lab.process.kill()
        lab.process.wait()
        process.wait(timeout=10)


def test_an_emptied_account_leaves_no_port_open(rig: Rig) -> None:
    fixed = {"StatusCode": "200"}
    port = rig.port(rig.listen([{"Type": "fixed-response", "FixedResponseConfig": fixed}]))
    assert ask(port).status == 200
    rig.reset()
    eventually(lambda: answers(port), 0)
    eventually(lambda: rig.status()["load_balancers"], [])
