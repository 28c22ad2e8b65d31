"""What is read from a saved plan file and from the lock file, and what is refused."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sluice.change.digest.subject import StateVersion
from sluice.change.model.errors import PlanUnreadable
from sluice.change.plan.saved import providers_of, state_of

ROOT = Path(__file__).resolve().parents[4]


def _saved(folder: Path, **members: Any) -> Path:
    file = folder / "planned"
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, json.dumps(content))
    return file


def test_the_state_that_was_planned_against(tmp_path: Path) -> None:
    state = {"version": 4, "serial": 12, "lineage": "34b5-ec", "resources": []}
    assert state_of(_saved(tmp_path, tfplan=1, tfstate=state)) == StateVersion("34b5-ec", 12)


def test_of_a_first_plan_there_is_none_yet(tmp_path: Path) -> None:
    state = {"version": 4, "serial": 0, "lineage": "", "resources": []}
    assert state_of(_saved(tmp_path, tfstate=state)) == StateVersion("", 0)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"tfstate": {}},
        {"tfstate": {"serial": 3, "lineage": ""}},
        {"tfstate": {"serial": "3", "lineage": "a"}},
        {"tfstate": {"serial": 3, "lineage": None}},
        {"tfstate": [3]},
    ],
)
def test_a_file_that_does_not_say_it_is_refused(tmp_path: Path, members: dict[str, Any]) -> None:
    with pytest.raises(PlanUnreadable):
        state_of(_saved(tmp_path, **members))


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "planned").write_text("{}")
    with pytest.raises(PlanUnreadable, match="does not say which state"):
        state_of(tmp_path / "planned")
    with pytest.raises(PlanUnreadable):
        state_of(tmp_path / "missing")


def test_the_projects_own_lock_file() -> None:
    (aws,) = providers_of(ROOT / "terraform.lock.hcl")
    assert (aws.source, aws.version) == ("registry.terraform.io/hashicorp/aws", "5.100.0")
    assert len(aws.hashes) == (ROOT / "terraform.lock.hcl").read_text().count('"h1:')


def test_comments_of_terraform_and_the_order_do_not_matter(tmp_path: Path) -> None:
    block = (
        'provider "registry.terraform.io/hashicorp/{}" {{\n'
        '  version = "1.0.0"\n'
        '  hashes = [\n    "{}",\n    "{}",\n  ]\n'
        "}}\n"
    )
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text(block.format("aws", "h1:a", "zh:b") + block.format("tls", "h1:c", "h1:d"))
    other.write_text(
        '# This file is maintained automatically by "terraform init".\n\n'
        + block.format("tls", "h1:d", "h1:c")
        + block.format("aws", "zh:b", "h1:a")
    )
    assert providers_of(one) == providers_of(other)


@pytest.mark.parametrize(
    "text", ["", 'provider "x" {\n  version = "1"\n}\n', 'provider "x" {\n  hashes = ["h1:a"]\n}\n']
)
def test_a_provider_that_is_not_pinned_is_refused(tmp_path: Path, text: str) -> None:
    lock = tmp_path / "lock"
    lock.write_text(text)
    with pytest.raises(PlanUnreadable):
        providers_of(lock)


def test_a_missing_lock_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanUnreadable, match="make synth"):
        providers_of(tmp_path / "lock")
