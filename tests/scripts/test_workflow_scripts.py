"""The scripts in the workflows' steps, run by bash with programs that say how they were called."""

from __future__ import annotations

import os
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


def script(file: str, job: str, step: str) -> str:
    workflow = YAML(typ="safe").load((ROOT / ".github/workflows" / file).read_text())
    (found,) = [each["run"] for each in workflow["jobs"][job]["steps"] if each.get("name") == step]
    return str(found)


def run(folder: Path, text: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does: bash that ends at the first error."""
    file = folder / "step.sh"
    file.write_text(text)
    return subprocess.run(
        ("bash", "-e", str(file)),
        cwd=folder,
        env={"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "no_proxy": "*", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def install(folder: Path, name: str, text: str) -> None:
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / "bin" / name).chmod(0o755)


COMMENT = script("plan.yml", "comment", "Write the comment, or renew it")
WHERE = {"GITHUB_REPOSITORY": "example/web", "NUMBER": "7", "MARKER": "<!-- sluice-review -->"}


@pytest.mark.parametrize(
    ("known", "call"),
    [
        ("", "--method POST repos/example/web/issues/7/comments --field body=@review/review.md"),
        ("41\n42", "--method PATCH repos/example/web/issues/comments/41 --field body=@review"),
    ],
)
def test_a_comment_is_written_once_and_then_renewed(tmp_path: Path, known: str, call: str) -> None:
    install(
        tmp_path,
        "gh",
        f'echo "$@" >>calls\ncase "$*" in *--paginate*) printf \'{known}\' ;; esac',
    )
    done = run(tmp_path, COMMENT, **WHERE)
    assert done.returncode == 0, done.stderr
    listed, written = (tmp_path / "calls").read_text().strip().split("\napi ")
    assert listed.startswith("api --paginate repos/example/web/issues/7/comments --jq .[] | select")
    assert written.startswith(call)


def test_a_comment_that_cannot_be_written_fails_the_job(tmp_path: Path) -> None:
    install(tmp_path, "gh", 'case "$*" in *--paginate*) ;; *) exit 1 ;; esac')
    assert run(tmp_path, COMMENT, **WHERE).returncode == 1


SMOKE = script("deploy-environment.yml", "deploy", "See whether it answers")


@contextmanager
def answering(*statuses: int) -> Iterator[str]:
    """Serve statuses one after another, the last one again and again."""
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/healthz"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("statuses", "code"), [((200,), 0), ((503, 503, 200), 0), ((503,), 22), ((404,), 22)]
)
def test_what_was_released_must_answer_in_the_end(
    tmp_path: Path, statuses: tuple[int, ...], code: int
) -> None:
    install(tmp_path, "sluice", "test \"$*\" = 'history stage --limit 1 --json' && echo '[{}]'")
    less_patient = SMOKE.replace("--retry-delay 5", "--retry-delay 1").replace("12", "3")
    with answering(*statuses) as address:
        done = run(tmp_path, less_patient, ENVIRONMENT="stage", ADDRESS=address)
    assert done.returncode == code, done.stderr


def test_where_nothing_was_released_there_is_nothing_to_ask(tmp_path: Path) -> None:
    install(tmp_path, "sluice", "echo '[]'")
    done = run(tmp_path, SMOKE, ENVIRONMENT="stage", ADDRESS="http://127.0.0.1:1/")
    assert (done.returncode, done.stdout) == (
        0,
        "nothing was released to stage yet: there is nothing that could answer\n",
    )
