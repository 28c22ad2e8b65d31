"""`sluice plan` with the real Terraform, on a small project without AWS.

Its resources are Terraform's own `terraform_data`, its state is a local file, and its policies
are made here; `tests/terraform` runs it with the project's policies on the emulator.
"""

from __future__ import annotations

import fcntl
import io
import json
import shutil
import stat
import subprocess
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.cost.model import CostDelta, Unverified
from sluice.change.digest.subject import of_parts
from sluice.change.effects.actions import Group
from sluice.change.mask.guard import PlanNotJudged
from sluice.change.model.planned import MASK
from sluice.change.model.verdict import Finding, GateResult, Severity, Source, Verdict
from sluice.change.plan import run as verb
from sluice.change.plan.progress import Progress
from sluice.change.summary.markdown import markdown
from sluice.change.summary.model import Outcome, as_json, read
from sluice.change.synth import SynthFailed
from sluice.errors import NotNow
from sluice.terraform import TerraformFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack

pytestmark = [pytest.mark.terraform, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[4]
SECRET = 'tell "nobody", ever'
OTHER = "whisper it to everybody"
LITERAL = "a literal that is called sensitive"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FILES = {
    *("plan.json", "plan.txt", "policy.json", "policy.sarif", "policy.xml", "policy.txt"),
    *("cost.json", "digest.json", "summary.json", "summary.md"),
}
PROGRAM = """
import os, pathlib, shutil, sys
text = pathlib.Path("stack.json").read_text()
if "wrong value" in text:
    sys.exit("error: stacks/stage.py: size = 0: must be positive")
folder = pathlib.Path(os.environ["CDKTF_OUTDIR"], "stacks", "stage")
folder.mkdir(parents=True, exist_ok=True)
(folder / "cdk.tf.json").write_text(text)
shutil.copy("terraform.lock.hcl", folder / ".terraform.lock.hcl")
"""


class Evaluator:
    """Says what a test wants to hear."""

    def __init__(self, verdict: Verdict = Verdict.PASS) -> None:
        """Say this of every resource; a message quotes the plan, as a careless rule would."""
        self.verdict = verdict
        self.raises: Exception | None = None

    def policies(
        self,
        stacks: Sequence[Stack],
        plans: Mapping[str, Planned],
        *,
        root: Path,  # noqa: ARG002 - a protocol asks for it
    ) -> GateResult:
        (stack,) = stacks
        plan = plans[stack.name]
        if self.raises is not None:
            raise self.raises
        findings = [
            Finding(
                rule="CKV_WEB_99",
                title="nothing is wrong",
                severity=Severity.HIGH,
                source=Source.OWN,
                stack=stack.name,
                address=each.address,
                construct_path=each.construct_path,
                line=1,
                verdict=self.verdict,
                message=f"found {json.dumps(each.after)}",
            )
            for each in plan.changes
        ]
        return GateResult(findings, ("security",), (), {stack.name: len(stack.resources)})

    def cost(self, planned: Planned, stack: Stack, **_: object) -> CostDelta:  # noqa: ARG002 - a protocol asks for it
        prices = Unverified(used=0, unverified=0, since=None, oldest=date(2026, 1, 1))
        return CostDelta(stack.name, "eu-west-1", (), (), prices)


class Project:
    """A project with one stack, planned as a user would."""

    def __init__(self, root: Path) -> None:
        """Lay its files below `root`."""
        self.root = root
        self.evaluator = Evaluator()
        (root / "main.py").write_text(PROGRAM)
        shutil.copy(ROOT / "terraform.lock.hcl", root / "terraform.lock.hcl")
        self.declare(first={"input": "${var.token}"}, second={"input": {"size": 1, "key": LITERAL}})

    def declare(self, *, token: str = SECRET, **resources: dict[str, Any]) -> None:
        """Declare these resources of type `terraform_data`."""
        marked = {
            name: {
                **each,
                "//": {"metadata": {"path": f"stage/here/{name}", "uniqueId": name}},
            }
            for name, each in resources.items()
        }
        text = json.dumps(
            {
                "//": {"metadata": {"stackName": "stage"}},
                "terraform": {
                    "backend": {"local": {"path": str(self.root / "state.tfstate")}},
                    "required_providers": {"aws": {"source": "aws", "version": "5.100.0"}},
                },
                "variable": {"token": {"type": "string", "sensitive": True, "default": token}},
                "resource": {"terraform_data": marked},
                "output": {"token": {"value": "${var.token}", "sensitive": True}},
            },
            indent=2,
        )
        # What the stack calls sensitive has no mark in its own file.
        escaped = f'${{sensitive(\\"{LITERAL}\\")}}'
        (self.root / "stack.json").write_text(text.replace(LITERAL, escaped))

    @property
    def request(self) -> verb.Request:
        """What is planned."""
        return verb.Request("stage", region="eu-west-1", root=self.root)

    def plan(self) -> verb.Reviewed:
        """Plan it."""
        return verb.run(
            self.request, evaluator=self.evaluator, progress=Progress(), clock=lambda: NOW
        )

    def apply(self) -> None:
        """Apply the plan that was kept."""
        subprocess.run(
            ["terraform", "apply", "-no-color", str(self.request.saved)],
            cwd=self.request.home / "stacks" / "stage",
            check=True,
            capture_output=True,
        )

    def assert_nothing_is_left(self) -> None:
        """Assert that a run left neither a report nor a plan."""
        assert self.reports == []
        assert not [each for each in self.request.home.iterdir() if "planned" in each.name]

    @property
    def reports(self) -> list[str]:
        """The names below `reports/stage`."""
        home = self.root / "reports" / "stage"
        return sorted(each.name for each in home.iterdir()) if home.exists() else []


@pytest.fixture(autouse=True, scope="module")
def _provider() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TF_CLI_CONFIG_FILE", str(ROOT / ".sluice" / "terraformrc"))
        yield


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@dataclass(frozen=True)
class Story:
    """A project's life: seconds for each plan, so the tests share them."""

    project: Project
    printed: str
    mode: int
    first: verb.Reviewed
    elsewhere: verb.Reviewed
    empty: verb.Reviewed
    changed: verb.Reviewed


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Return a project that was planned first, applied, planned again, and changed."""
    project = Project(tmp_path_factory.mktemp("project"))
    printed = io.StringIO()
    with redirect_stderr(printed):
        first = project.plan()
        mode = stat.S_IMODE(project.request.saved.stat().st_mode)
        elsewhere = Project(tmp_path_factory.mktemp("elsewhere")).plan()
        project.apply()
        empty = project.plan()
        assert not project.request.saved.exists()
        project.request.saved.write_text("an older plan")
        project.declare(
            token=OTHER, first={"input": "${var.token}"}, second={"triggers_replace": "one"}
        )
        project.evaluator.verdict = Verdict.UNKNOWN
        changed = project.plan()
    return Story(project, printed.getvalue(), mode, first, elsewhere, empty, changed)


def test_the_first_plan_creates_everything(story: Story) -> None:
    found = story.first.summary
    assert (found.outcome, found.exit_code) == (Outcome.MAY_GO_ON, 20)
    assert [each.address for each in found.of(Group.CREATED)] == [
        "terraform_data.first",
        "terraform_data.second",
    ]
    assert found.of(Group.CREATED)[0].construct_path == "here/first"
    assert found.outputs == ("token",)
    assert (found.lineage, found.serial) == ("", 0)
    assert found.saved_plan == ".sluice/plan/stage/planned"


def test_the_report_is_whole_and_called_after_its_second(story: Story) -> None:
    home = story.project.root / "reports" / "stage"
    assert story.first.folder == home / "20260102T030405Z"
    assert story.project.reports == [f"20260102T03040{n}Z" for n in (5, 6, 7)]
    for name in story.project.reports:
        assert {each.name for each in (home / name).iterdir()} == FILES


def test_only_its_owner_can_read_the_plan_that_is_kept(story: Story) -> None:
    assert story.mode == 0o600
    assert stat.S_IMODE(story.project.request.home.stat().st_mode) == 0o700


def test_a_plan_after_the_apply_has_nothing_to_do_and_keeps_no_plan(story: Story) -> None:
    found = story.empty.summary
    assert (found.outcome, found.exit_code) == (Outcome.NOTHING_TO_DO, 0)
    assert found.serial > 0
    assert found.lineage
    assert found.saved_plan == ""


@pytest.mark.parametrize("secret", [SECRET, OTHER, LITERAL])
def test_a_sensitive_value_is_in_no_report_and_in_nothing_that_is_printed(
    story: Story, secret: str
) -> None:
    # The policies of this module quote all that they look at.
    files = [each for each in (story.project.root / "reports").rglob("*") if each.is_file()]
    assert len(files) == 3 * len(FILES)
    once = json.dumps(secret)[1:-1]
    summaries = [each.summary for each in (story.first, story.empty, story.changed)]
    printed = [text for each in summaries for text in (as_json(each), markdown(each))]
    for text in (story.printed, *printed, *(each.read_text() for each in files)):
        for spelling in (secret, once, json.dumps(once)[1:-1]):
            assert spelling not in text


def test_each_sensitive_value_is_masked_in_its_place(story: Story) -> None:
    document = json.loads((story.first.folder / "plan.json").read_text())
    root = document["configuration"]["root_module"]
    assert document["variables"]["token"]["value"] == MASK
    assert root["variables"]["token"]["default"] == MASK
    after = {each["name"]: each["change"]["after"] for each in document["resource_changes"]}
    assert after["first"]["input"] == MASK
    assert after["second"]["input"] == {"size": 1, "key": MASK}


def test_a_changed_secret_is_seen_to_change_and_not_shown(story: Story) -> None:
    (action,) = story.changed.summary.of(Group.CHANGED)
    assert action.details[0] == f"input: {MASK} → {MASK}"


def test_what_is_replaced_says_what_forces_it(story: Story) -> None:
    (action,) = story.changed.summary.of(Group.REPLACED)
    assert 'triggers_replace: null → "one", which forces the replacement' in action.details


def test_a_refused_plan_leaves_a_report_and_no_plan_to_apply(story: Story) -> None:
    found = story.changed.summary
    assert (found.outcome, found.exit_code) == (Outcome.REFUSED, 13)
    assert not story.project.request.saved.exists()
    text = (story.changed.folder / "summary.md").read_text()
    assert text.startswith("# stage: refused, for 2 reasons: 1 changed, 1 replaced, 1 output\n")


def test_the_same_plan_made_elsewhere_has_the_same_digest(story: Story) -> None:
    one, other = story.first.summary, story.elsewhere.summary
    # Their folders differ, and with them the files of their states.
    assert one.parts == other.parts
    assert one.digest == other.digest


def test_what_changes_gives_another_digest_and_the_parts_say_in_what(story: Story) -> None:
    before, after = story.empty.summary.parts, story.changed.summary.parts
    same = {name for name in before if before[name] == after[name]}
    assert same == {"state", "providers", "commit", "image", "cost"}


def test_the_report_holds_what_the_digest_was_made_of(story: Story) -> None:
    written = json.loads((story.first.folder / "digest.json").read_text())
    assert written["digest"] == story.first.summary.digest == of_parts(written["parts"])
    assert written["providers"][0]["version"] == "5.100.0"
    assert read((story.first.folder / "summary.json").read_text()) == story.first.summary


def test_a_users_mistake_in_a_stack_is_its_own_sentence(project: Project) -> None:
    project.request.home.mkdir(parents=True)
    project.request.saved.write_text("an older plan")
    (project.root / "stack.json").write_text("wrong value")
    with pytest.raises(SynthFailed, match=r"^stacks/stage.py: size = 0: must be positive$"):
        project.plan()
    assert not project.request.saved.exists()


def test_terraforms_error_leaves_no_report_and_no_plan(project: Project) -> None:
    project.declare(first={"no_such_argument": 1})
    with pytest.raises(TerraformFailed, match=r"could not plan stage: .*rgument"):
        project.plan()
    project.assert_nothing_is_left()


def test_an_error_while_judging_leaves_nothing_and_tells_no_secret(project: Project) -> None:
    project.evaluator.raises = ValueError(f"no such thing: {SECRET}")
    with pytest.raises(PlanNotJudged) as caught:
        project.plan()
    assert SECRET not in str(caught.value)
    assert MASK in str(caught.value)
    project.assert_nothing_is_left()


def test_a_second_run_for_the_same_environment_is_refused(project: Project) -> None:
    project.request.home.mkdir(parents=True)
    with (project.request.home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(NotNow, match="another 'sluice plan stage' is at work"):
            project.plan()


def test_ctrl_c_leaves_nothing(project: Project) -> None:
    class Interrupted(Progress):
        """A terminal whose user presses Ctrl-C when the plan begins."""

        def note(self, text: str) -> None:
            if self._step == "terraform plan":
                raise KeyboardInterrupt(text)

    with pytest.raises(KeyboardInterrupt):
        verb.run(
            project.request, evaluator=project.evaluator, progress=Interrupted(), clock=lambda: NOW
        )
    project.assert_nothing_is_left()
