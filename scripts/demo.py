"""The main job on one machine: synthesize, check, deploy stage on the embedded AWS, release."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from lab import instance as labs
from lab.server import DEFAULT_ACCOUNT
from lab.variables import proxy_of, variables
from scripts import demo_releases, demo_stage
from scripts.progress import CommandFailed, run, say

PLAN_EMPTY, PLAN_CHANGES = 0, 20

LAB = "demo"
LOGS = ROOT / ".sluice" / "demo"
BIN = ROOT / ".venv" / "bin"


def main() -> int:
    """Run every step; the exit code is 0 where all of them did what they should."""
    started = time.monotonic()
    try:
        environment = _synthesize_and_check()
        _deploy(environment)
        _show(environment)
        _release(environment)
        _say_where_to_look(environment)
    except CommandFailed as error:
        say(f"demo failed: {error}")
        return 1
    except KeyboardInterrupt:
        say("\ninterrupted: the lab holds what was deployed so far; 'lab down --name demo' ends it")
        return 130
    say(f"\ndemo: {time.monotonic() - started:.0f} s")
    return 0


def _synthesize_and_check() -> dict[str, str]:
    say("1. synthesize bootstrap, dev, stage and prod")
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    python = str(BIN / "python")
    run(
        [python, "-O", "main.py"],
        label="synth",
        log=LOGS / "synth.log",
        environment=environment,
        folder=ROOT,
    )
    say("2. check them: terraform validate, then every policy")
    run(
        [python, "scripts/validate.py"],
        label="validate",
        log=LOGS / "validate.log",
        environment=environment,
        folder=ROOT,
    )
    run(
        [str(BIN / "sluice"), "policy", "--synth-dir", "cdktf.out"],
        label="policy",
        log=LOGS / "policy.log",
        environment=environment,
        folder=ROOT,
    )
    say(_last_line(LOGS / "policy.log"))
    return environment


def _deploy(environment: dict[str, str]) -> None:
    say("3. start the embedded AWS")
    left_over = labs.find(LAB)
    if left_over is not None:
        labs.stop(left_over)
    instance = labs.start(LAB, account=DEFAULT_ACCOUNT)
    environment.update(variables(instance, environment))
    for name in [name for name, value in environment.items() if not value]:
        del environment[name]
    say(f"  an AWS at {instance.endpoint}, account {instance.account}")
    say("4. bootstrap: state bucket, journal table, delivery roles (once per account)")
    run(
        [str(BIN / "sluice"), "bootstrap", "--yes"],
        label="bootstrap",
        log=LOGS / "bootstrap.log",
        environment=environment,
        folder=ROOT,
    )
    say("5. sluice plan stage: what a reviewer reads, with its policies, cost and digest")
    _plan(environment, "first-plan", expected=PLAN_CHANGES)
    say("6. cdktf deploy stage (the real Terraform and AWS provider; minutes)")
    run(
        ["cdktf", "deploy", "stage", "--auto-approve"],
        label="deploy",
        log=LOGS / "deploy.log",
        environment=environment,
        folder=ROOT,
    )
    say("7. plan again: what was deployed is what the stack says")
    _plan(environment, "second-plan", expected=PLAN_EMPTY)


def _plan(environment: dict[str, str], name: str, *, expected: int) -> None:
    log = LOGS / f"{name}.log"
    run(
        [str(BIN / "sluice"), "plan", "stage"],
        label="plan",
        log=log,
        environment=environment,
        folder=ROOT,
        expected=(expected,),
    )
    report = ROOT / _last_line(log).partition("report: ")[2]
    verdict = (report / "summary.md").read_text(encoding="utf-8").splitlines()
    say("\n".join(f"  {line}" for line in verdict[:6] if line))
    say(f"  the whole of it: {(report / 'summary.md').relative_to(ROOT)}")


def _show(environment: dict[str, str]) -> None:
    say("\n8. what was deployed (sluice describe stage)\n")
    subprocess.run(
        [str(BIN / "sluice"), "describe", "stage"], env=environment, cwd=ROOT, check=True
    )


def _release(environment: dict[str, str]) -> None:
    described = subprocess.run(
        [str(BIN / "sluice"), "describe", "stage", "--json"],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    # Its port is known once the lab runs, and the demo's own variables were read before.
    found = labs.get(LAB)
    environment["SLUICE_HTTP_PROXY"] = proxy_of(found) or ""
    stage = demo_stage.Stage(json.loads(described.stdout), environment, BIN)
    demo_stage.start_first_tasks(stage)
    # A rehearsal begins here from now on, without waiting for Terraform.
    subprocess.run(
        [str(BIN / "lab"), "save", "stage", "--name", LAB], env=environment, cwd=ROOT, check=True
    )
    demo_releases.run(stage, LAB)


def _say_where_to_look(environment: dict[str, str]) -> None:
    say(
        "\nwhere to look next\n"
        f"  {environment['AWS_ENDPOINT_URL']}/_lab/                 targets, weights, rates, live\n"
        "  .venv/bin/lab status --name demo --watch    the same in this terminal\n"
        '  eval "$(.venv/bin/lab env --name demo)"     point this shell at it\n'
        "  sluice describe stage --json                the whole deployment descriptor\n"
        "  curl --proxy $SLUICE_HTTP_PROXY --cacert $SLUICE_CA_BUNDLE "
        "https://web.stage.example.com/items\n"
        "  reports/stage/*/canary.html                 a page for each release: what, when, why\n"
        "  sluice history stage                        the releases; with an ID, one of them\n"
        "  lab fault kinds                             what can be made to go wrong\n"
        "  edit stacks/stage.py, then 'make snapshots' and 'git diff': what a reviewer sees\n"
        "  cdktf deploy stage                          deploy your edit\n"
        "  lab down --name demo                        end it\n"
        "  lab up --with stage                         begin again here, in seconds\n"
        f"  {LOGS.relative_to(ROOT)}/                              the full output of every step"
    )


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8").strip().splitlines()
    return f"  {lines[-1]}" if lines else ""


if __name__ == "__main__":
    sys.exit(main())
