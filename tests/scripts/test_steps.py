"""What the machine lacks is fetched, and how to get it by hand is said where that fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scripts.provision import terraform
from scripts.provision.commands import Commands, StepFailed
from scripts.provision.steps import Steps
from scripts.provision.terraform import Release

if TYPE_CHECKING:
    from scripts.provision.chains import Step

ROOT = Path(__file__).resolve().parents[2]
RELEASE = Release("9.8.7", "terraform_9.8.7_linux_amd64.zip", "0" * 64)


@pytest.fixture(autouse=True)
def _pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terraform, "release_for", lambda _: RELEASE)


def steps(tmp_path: Path, **lacking: str) -> dict[str, Step]:
    """Return the steps by name, of this checkout with another folder for what is generated."""
    made = Steps(ROOT, tmp_path, Commands(tmp_path), "22.1.0", lacking)
    return {step.name: step for chain in made.chains() for step in chain}


def test_a_machine_that_lacks_nothing_fetches_nothing(tmp_path: Path) -> None:
    assert set(steps(tmp_path)) == {".venv", "sluice", "bindings", "cdktf-cli", ".venv-checkov"}


def test_what_is_lacking_is_a_step_of_its_own(tmp_path: Path) -> None:
    more = (
        steps(tmp_path, Terraform="by hand", PostgreSQL="by hand").keys() - steps(tmp_path).keys()
    )
    assert more == {"terraform", "terraform-link", "postgresql"}


def test_terraform_is_fetched_while_the_environments_are_built(tmp_path: Path) -> None:
    made = Steps(ROOT, tmp_path, Commands(tmp_path), "22.1.0", {"Terraform": "by hand"})
    chains = [[step.name for step in chain] for chain in made.chains()]
    assert ["terraform"] in chains
    # What rebuilds the environment lays the link anew, and what lays the link rebuilds nothing.
    assert chains[0] == [".venv", "sluice", "bindings", "terraform-link"]


def test_terraform_lies_beside_the_checkout_s_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(release: Release, program: Path) -> None:
        program.parent.mkdir(parents=True)
        program.write_text(release.version)

    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name in ("requirements.lock", "requirements-checkov.lock", "pyproject.toml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    for name in ("fastsynth", "constructs", "stacks"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(terraform, "fetch", fetch)
    state = tmp_path / ".sluice"
    made = Steps(tmp_path, state, Commands(tmp_path), "22.1.0", {"Terraform": "by hand"})
    found = {step.name: step for chain in made.chains() for step in chain}
    # In either order: they are in different chains, and the environment may be built anew.
    found["terraform-link"].build()
    assert not found["terraform-link"].output.exists()
    found["terraform"].build()
    found["terraform-link"].build()
    assert found["terraform-link"].output == tmp_path / ".venv" / "bin" / "terraform"
    assert found["terraform-link"].output.read_text() == "9.8.7"


@pytest.mark.parametrize("name", ["Terraform", "PostgreSQL"])
def test_where_it_cannot_be_fetched_the_way_to_get_it_is_said(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StepFailed("no route")

    monkeypatch.setattr(terraform, "fetch", fails)
    monkeypatch.setattr(Commands, "run", fails)
    step = steps(tmp_path, **{name: f"install {name} by hand"})[name.lower()]
    with pytest.raises(StepFailed) as caught:
        step.build()
    assert str(caught.value) == f"no route\n  install {name} by hand"


def test_another_terraform_or_server_is_fetched_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = steps(tmp_path, Terraform="x")["terraform"].key
    other = Release("9.8.8", "terraform_9.8.8_linux_amd64.zip", "1" * 64)
    monkeypatch.setattr(terraform, "release_for", lambda _: other)
    assert steps(tmp_path, Terraform="x")["terraform"].key != before
