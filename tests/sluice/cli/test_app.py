"""The command line itself: what it imports, what it teaches, how it ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

VERBS = (
    "shift",
    "resume",
    "pause",
    "promote",
    "abort",
    "rollback traffic",
    "status",
    "watch",
    "history",
    "verify release",
)


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_imports_nothing_that_is_slow(verb: str) -> None:
    ended = _python(
        "import sys, sluice.cli.app\n"
        f"sys.argv = ['sluice', *{verb.split()!r}, '--help']\n"
        "try:\n"
        "    sluice.cli.app.main()\n"
        "finally:\n"
        "    slow = {'boto3', 'botocore', 'jinja2', 'matplotlib', 'numpy', 'cdktf'}\n"
        "    print('slow:', sorted(slow & set(sys.modules)))\n"
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "slow: []"


@pytest.mark.parametrize("verb", VERBS)
def test_help_teaches_by_an_example(verb: str) -> None:
    ended = _python(
        f"import sys, sluice.cli.app; sys.argv = ['sluice', *{verb.split()!r}, '--help']\n"
        "sluice.cli.app.main()"
    )
    assert f"Example: sluice {verb} " in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["shift", "stage"], 2),
        (["shift", "qa", "--image", "x"], 2),
        (["abort", "stage", "--because", "a feeling"], 2),
        (["status", "stage"], 3),
        (["rollback", "traffic", "stage"], 3),
    ],
)
def test_a_mistake_ends_with_one_sentence_and_its_own_exit_code(
    arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "lab",
        "AWS_SECRET_ACCESS_KEY": "lab",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    ended = subprocess.run(
        [sys.executable, "-m", "sluice", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stderr
