"""`sluice plan`: from a stack's sources to a report that can be approved.

synth, `terraform init`, `terraform plan`, then everything that judges the plan. Terraform
works in the synthesized stack's folder below `.sluice/plan/<environment>/`, apart from
`cdktf.out`: a plan that runs is not disturbed by a synth beside it, and the provider stays
installed between runs. The binary plan is kept there as well, for the apply, where only its
owner can read it: it holds all secrets in clear. Of a refused plan nothing is kept but the
report.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.change.cost import report as cost_report
from sluice.change.digest import subject as digest
from sluice.change.mask.document import masked, redactor
from sluice.change.mask.guard import guarded
from sluice.change.model.errors import StackUnreadable
from sluice.change.plan.folder import report
from sluice.change.plan.sources import commit_of
from sluice.change.plan.terraform_plan import Planning
from sluice.change.policy.output import reports
from sluice.change.summary.markdown import markdown
from sluice.change.summary.model import Outcome, as_json
from sluice.change.summary.summarize import Findings, summarize, swept
from sluice.change.synth import synthesize
from sluice.errors import NotNow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sluice.change.model.stack import Stack
    from sluice.change.plan.evaluation import Evaluator
    from sluice.change.plan.progress import Progress
    from sluice.change.plan.terraform_plan import Made
    from sluice.change.summary.model import Summary

HOME = Path(".sluice/plan")
REPORTS = Path("reports")
SAVED = "planned"
_OWNER_ONLY = 0o700


@dataclass(frozen=True)
class Reviewed:
    """A plan that was made and judged, and where its report is."""

    summary: Summary
    folder: Path


@dataclass(frozen=True)
class Request:
    """What is to be planned.

    Attributes:
        environment: also the stack's name.
        region: where it belongs.
        root: of the project.
    """

    environment: str
    region: str
    root: Path

    @property
    def home(self) -> Path:
        """The folder that Terraform's own files and the saved plan are kept in."""
        return self.root / HOME / self.environment

    @property
    def saved(self) -> Path:
        """The binary plan, once it may go on."""
        return self.home / SAVED


def steps(request: Request) -> tuple[str, ...]:
    """Return what `run` would do, each to follow "would"."""
    folder = HOME / request.environment / "stacks" / request.environment
    return (
        f"synthesize every stack into {HOME / request.environment}",
        f"run terraform init -reconfigure -lockfile=readonly, in {folder}",
        f"run terraform plan -detailed-exitcode -out={HOME / request.environment / SAVED}",
        "ask all policies, compute the cost and the digest",
        f"write {REPORTS / request.environment}/<timestamp>/",
    )


def run(
    request: Request, *, evaluator: Evaluator, progress: Progress, clock: Callable[[], datetime]
) -> Reviewed:
    """Plan an environment, judge the plan, and write the report.

    Args:
        request: what is to be planned.
        evaluator: of policies and prices.
        progress: is told of each step.
        clock: now, in UTC.

    Raises:
        SluiceError: one sentence: no plan could be made, or it could not be judged. Then no
            report and no saved plan is there, also none of an earlier run.
        KeyboardInterrupt: Ctrl-C, after Terraform has ended in order.
    """
    with _alone(request.home):
        request.saved.unlink(missing_ok=True)
        part = request.saved.with_suffix(".part")
        try:
            commit = commit_of(request.root)
            stack = _synthesized(request, progress)
            planning = Planning(stack, part, region=request.region)
            with progress.step("init", "terraform init"):
                planning.init()
            with progress.step("plan", "terraform plan"):
                empty = planning.plan(progress)
            with progress.step("show", "terraform show"):
                made, text = planning.made(), planning.text()
            secrets = redactor(made.planned.document)
            with guarded(secrets):
                found = _evaluated(request, made, commit, evaluator, progress, empty=empty)
                summary = swept(summarize(found, now=clock()), secrets)
                with report(
                    request.root / REPORTS / request.environment, clock(), secrets
                ) as writing:
                    for name, content in _files(made, text, found, summary).items():
                        writing.write(name, content)
            if summary.outcome is Outcome.MAY_GO_ON:
                part.replace(request.saved)
        finally:
            part.unlink(missing_ok=True)
    return Reviewed(summary, writing.final)


def _synthesized(request: Request, progress: Progress) -> Stack:
    with progress.step("synth", "synth"):
        stacks = synthesize(request.home, root=request.root)
    for each in stacks:
        if each.name == request.environment:
            return each
    raise StackUnreadable(f"no stack {request.environment} was synthesized")


def _evaluated(
    request: Request,
    made: Made,
    commit: digest.Commit,
    evaluator: Evaluator,
    progress: Progress,
    *,
    empty: bool,
) -> Findings:
    with progress.step("policies", "policies"):
        gate = evaluator.policies([made.stack], {made.stack.name: made.planned}, root=request.root)
    with progress.step("cost", "cost"):
        cost = evaluator.cost(made.planned, made.stack, root=request.root)
    subject = made.subject(commit, cost)
    with progress.step("digest", "digest"):
        parts = digest.parts(subject)
    return Findings(
        stack=made.stack,
        region=request.region,
        subject=subject,
        empty=empty,
        gate=gate,
        cost=cost,
        parts=parts,
        seconds=progress.seconds,
        saved_plan=str(HOME / request.environment / SAVED),
    )


def _files(made: Made, text: str, found: Findings, summary: Summary) -> dict[str, str]:
    """Return the report's files, by name."""
    numbers = {
        "digest": summary.digest,
        "format": digest.FORMAT,
        "parts": summary.parts,
        "state": {"lineage": summary.lineage, "serial": summary.serial},
        "providers": [
            {"source": one.source, "version": one.version, "hashes": sorted(one.hashes)}
            for one in made.providers
        ],
        "commit": {"id": summary.commit, "dirty": summary.dirty},
        "image": summary.image,
        "cost": json.loads(as_json(summary))["cost"],
    }
    return {
        "plan.json": json.dumps(masked(made.planned.document)),
        "plan.txt": text,
        **{name: reports.render(found.gate, form) for form, name in reports.FILES.items()},
        "cost.json": cost_report.as_json(found.cost),
        "digest.json": json.dumps(numbers),
        "summary.json": as_json(summary),
        "summary.md": markdown(summary),
    }


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep a second run for the same environment out.

    Raises:
        NotNow: another one is at work.
    """
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(_OWNER_ONLY)
    descriptor = os.open(home / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    with os.fdopen(descriptor) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotNow(f"another 'sluice plan {home.name}' is at work here: wait") from error
        yield
