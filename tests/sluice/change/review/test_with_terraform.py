"""A review with the real Terraform: a stack of `terraform_data`, which needs no cloud."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.effects.actions import Group
from sluice.change.plan.progress import Progress
from sluice.change.review import comment, document, page
from sluice.change.review.plans import with_terraform
from sluice.change.review.run import Request, run
from tests.sluice.change.review import throwaway
from tests.sluice.change.review.throwaway import ROOT, commit

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.review.model import Review

pytestmark = [pytest.mark.terraform, pytest.mark.slow]

SECRETS = ("correct-horse-battery", "staple-of-another-kind")
# Stands in for a synth: it writes the stack that lies beside it.
PROGRAM = """
import os, pathlib, shutil
here = pathlib.Path(__file__).parent
folder = pathlib.Path(os.environ["CDKTF_OUTDIR"]) / "stacks" / "stage"
folder.mkdir(parents=True, exist_ok=True)
shutil.copy(here / "stack.json", folder / "cdk.tf.json")
shutil.copy(here / "terraform.lock.hcl", folder / ".terraform.lock.hcl")
"""


def declare(root: Path, *, token: str, **inputs: str) -> None:
    """Declare a resource for each input."""
    resources: dict[str, Any] = {
        name: {
            "//": {"metadata": {"path": f"stage/here/{name}", "uniqueId": name}},
            "input": value,
        }
        for name, value in inputs.items()
    }
    stack = {
        "//": {"metadata": {"stackName": "stage"}},
        "terraform": {
            "backend": {"local": {"path": str(root.parent / "state.tfstate")}},
            "required_providers": {"aws": {"source": "aws", "version": "5.100.0"}},
        },
        "variable": {"token": {"type": "string", "sensitive": True, "default": token}},
        "resource": {"terraform_data": resources},
    }
    (root / "stack.json").write_text(json.dumps(stack, indent=2))


def apply(root: Path, folder: Path) -> None:
    """Deploy what is declared."""
    folder.mkdir()
    shutil.copy(root / "stack.json", folder / "cdk.tf.json")
    for arguments in (("init",), ("apply", "-auto-approve")):
        subprocess.run(
            ["terraform", *arguments, "-no-color"], cwd=folder, check=True, capture_output=True
        )


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """Return the review of a change after which a secret, and one more resource, are others."""
    scratch = tmp_path_factory.mktemp("terraform")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TF_CLI_CONFIG_FILE", str(ROOT / ".sluice" / "terraformrc"))
        root = throwaway.empty(scratch / "project")
        (root / "main.py").write_text(PROGRAM)
        shutil.copy(ROOT / "terraform.lock.hcl", root / "terraform.lock.hcl")
        declare(root, token=SECRETS[0], kept="same", secret="${var.token}", gone="x")
        apply(root, scratch / "deployed")
        # Merged, and not deployed yet.
        declare(root, token=SECRETS[0], kept="same", secret="${var.token}", gone="x", waiting="new")
        commit(root, "Pending")
        declare(root, token=SECRETS[1], kept="same", secret="${var.token}", waiting="new")
        commit(root, "The change")
        progress = Progress()
        return run(
            Request(root=root, base="HEAD~1", head="", environments=(), link=""),
            planner=with_terraform(progress),
            evaluator=None,
            progress=progress,
        )


def test_what_the_change_brings_is_told_apart_from_what_was_pending(reviewed: Review) -> None:
    (stage,) = reviewed.environments
    assert stage.unknowns == ()
    assert stage.plan is not None
    assert [(each.group, each.construct_path, each.pending) for each in stage.plan.actions] == [
        (Group.DESTROYED, "", False),
        (Group.CHANGED, "here/secret", False),
        (Group.CREATED, "here/waiting", True),
    ]
    assert stage.plan.actions[0].address == "terraform_data.gone"
    assert len(stage.digest) == 64


@pytest.mark.parametrize("secret", SECRETS)
def test_no_form_of_it_holds_a_secret(reviewed: Review, secret: str) -> None:
    for text in (comment.render(reviewed), page.render(reviewed), document.as_json(reviewed)):
        assert secret not in text
        assert "input: (sensitive) → (sensitive)" in text


def test_a_changed_secret_is_seen_to_change(reviewed: Review) -> None:
    assert '"default": "(sensitive, another value)"' in comment.render(reviewed)
