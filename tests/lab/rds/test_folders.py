"""The server's user can work in its folder."""

from __future__ import annotations

import os
import pwd
import subprocess
from typing import TYPE_CHECKING

import pytest

from lab.rds import folders

if TYPE_CHECKING:
    from pathlib import Path

NOBODY = pwd.getpwnam("nobody").pw_uid


def test_without_another_user_it_is_a_plain_folder(tmp_path: Path) -> None:
    own = folders.fresh(tmp_path / "lab" / "rds", None)
    assert own == (tmp_path / "lab" / "rds").resolve()
    (own / "left").touch()
    assert not list(folders.fresh(tmp_path / "lab" / "rds", None).iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_below_a_closed_folder_it_is_a_link_to_one_that_the_user_can_write(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    link = closed / "lab" / "rds"
    own = folders.fresh(link, NOBODY)
    subprocess.run(["touch", str(own / "written")], check=True, user=NOBODY)
    assert (link / "written").exists()
    assert not (folders.fresh(link, NOBODY) / "written").exists()
    assert not own.exists()
    last = link.resolve()
    folders.remove(link)
    assert not link.is_symlink()
    assert not last.exists()
