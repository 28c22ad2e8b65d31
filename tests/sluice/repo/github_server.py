"""A local HTTP server in GitHub's place.

Its answers have the form that GitHub's documentation of its REST API (version 2022-11-28)
shows, cut to what is read and a few keys beside it; no answer was recorded from a real
repository.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "github_pat_11ABCDEFG0_not_a_real_one"
REPOSITORY = "example/web"
NOT_FOUND = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}
NOT_PROTECTED = {**NOT_FOUND, "message": "Branch not protected"}
FORBIDDEN = {**NOT_FOUND, "message": "Resource not accessible by integration"}
SHA, HEAD = "a" * 40, "b" * 40


@dataclass
class Server:
    """What it answers, by path below the repository, and what it was asked."""

    answers: dict[str, Any]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def serve(answers: dict[str, Any]) -> Iterator[Server]:
    """Serve answers: a document, or (status, document); a list of them is given one by one."""
    server = Server(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path.removeprefix(f"/repos/{REPOSITORY}/")
            server.asked.append(self.path.removeprefix(f"/repos/{REPOSITORY}/"))
            server.tokens.append(self.headers.get("Authorization", ""))
            found = server.answers.get(path, (404, NOT_FOUND))
            if isinstance(found, Turns):
                found = found.next()
            status, document = found if isinstance(found, tuple) else (200, found)
            body = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in server.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    server.url = f"http://127.0.0.1:{httpd.server_address[1]}"
    try:
        yield server
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


class Turns:
    """Answers that are given one after another; the last one again and again."""

    def __init__(self, *answers: Any) -> None:
        self._left = list(answers)

    def next(self) -> Any:
        """Return the next one."""
        return self._left.pop(0) if len(self._left) > 1 else self._left[0]


def user(login: str) -> dict[str, Any]:
    return {"login": login, "id": len(login), "type": "User", "site_admin": False}


def classic(**changed: Any) -> dict[str, Any]:
    """Return a branch's classic protection, as expected but for what is changed."""
    url = "https://api.github.com/repos/example/web/branches/main/protection"
    return {
        "url": url,
        "required_status_checks": {
            "url": f"{url}/required_status_checks",
            "strict": True,
            "contexts": ["test", "plan"],
            "contexts_url": f"{url}/required_status_checks/contexts",
            "checks": [
                {"context": "test", "app_id": 15368},
                {"context": "plan", "app_id": 15368},
            ],
        },
        "enforce_admins": {"url": f"{url}/enforce_admins", "enabled": True},
        "required_pull_request_reviews": {
            "url": f"{url}/required_pull_request_reviews",
            "dismiss_stale_reviews": True,
            "require_code_owner_reviews": True,
            "required_approving_review_count": 2,
            "require_last_push_approval": True,
            "bypass_pull_request_allowances": {"users": [], "teams": [], "apps": []},
        },
        "required_signatures": {"url": f"{url}/required_signatures", "enabled": True},
        "required_linear_history": {"enabled": True},
        "allow_force_pushes": {"enabled": False},
        "allow_deletions": {"enabled": False},
        "block_creations": {"enabled": False},
        "required_conversation_resolution": {"enabled": True},
        "lock_branch": {"enabled": False},
        "allow_fork_syncing": {"enabled": False},
        **changed,
    }


def rules(*, number: int = 42) -> list[dict[str, Any]]:
    """Return a branch's rules, as one ruleset has them, that ask for all that is expected."""
    source = {
        "ruleset_source_type": "Repository",
        "ruleset_source": REPOSITORY,
        "ruleset_id": number,
    }
    return [
        {"type": "deletion", **source},
        {"type": "non_fast_forward", **source},
        {"type": "required_linear_history", **source},
        {"type": "required_signatures", **source},
        {
            "type": "pull_request",
            "parameters": {
                "required_approving_review_count": 2,
                "dismiss_stale_reviews_on_push": True,
                "require_code_owner_review": True,
                "require_last_push_approval": False,
                "required_review_thread_resolution": True,
                "allowed_merge_methods": ["squash"],
            },
            **source,
        },
        {
            "type": "required_status_checks",
            "parameters": {
                "required_status_checks": [
                    {"context": "test", "integration_id": 15368},
                    {"context": "plan", "integration_id": 15368},
                ],
                "strict_required_status_checks_policy": True,
                "do_not_enforce_on_create": False,
            },
            **source,
        },
        # Not looked at, and no reason to stumble.
        {"type": "commit_message_pattern", "parameters": {"operator": "regex"}, **source},
    ]


def ruleset(**changed: Any) -> dict[str, Any]:
    """Return the ruleset, as somebody sees it who may edit it."""
    return {
        "id": 42,
        "name": "main",
        "target": "branch",
        "source_type": "Repository",
        "source": REPOSITORY,
        "enforcement": "active",
        "bypass_actors": [],
        "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
        "current_user_can_bypass": "never",
        **changed,
    }


def environment(name: str, *, reviewed: bool = False, **changed: Any) -> dict[str, Any]:
    """Return an environment that takes named branches only."""
    team = {"id": 1, "name": "Web platform", "slug": "web-platform", "privacy": "closed"}
    return {
        "id": 56780428,
        "name": name,
        "url": f"https://api.github.com/repos/example/web/environments/{name}",
        "can_admins_bypass": not reviewed,
        "protection_rules": [
            {"id": 3736, "node_id": "x", "type": "wait_timer", "wait_timer": 0},
            *(
                [
                    {
                        "id": 3755,
                        "type": "required_reviewers",
                        "prevent_self_review": True,
                        "reviewers": [{"type": "Team", "reviewer": team}],
                    }
                ]
                if reviewed
                else []
            ),
            {"id": 3756, "node_id": "y", "type": "branch_policy"},
        ],
        "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
        **changed,
    }


def branches(*names: str) -> dict[str, Any]:
    """Return an environment's deployment branch policies."""
    listed = [
        {"id": number, "node_id": "z", "name": name, "type": "branch"}
        for number, name in enumerate(names)
    ]
    return {"total_count": len(listed), "branch_policies": listed}


def commit(sha: str = SHA, *, author: str | None = "ada", **verification: Any) -> dict[str, Any]:
    """Return a commit; `verification` is what GitHub says of its signature."""
    said = {"verified": True, "reason": "valid", "signature": "-", "payload": "-", **verification}
    return {
        "sha": sha,
        "commit": {"message": "A change", "verification": said, "comment_count": 0},
        "author": user(author) if author else None,
        "committer": user("web-flow"),
        "parents": [],
    }


def pull(number: int = 7, **changed: Any) -> dict[str, Any]:
    """Return a merged pull request of ada's."""
    return {
        "number": number,
        "state": "closed",
        "user": user("ada"),
        "merged_at": "2026-11-20T12:00:00Z",
        "base": {"label": "example:main", "ref": "main", "sha": "c" * 40},
        "head": {"label": "example:change", "ref": "change", "sha": HEAD},
        **changed,
    }


def review(login: str, state: str = "APPROVED", commit_id: str = HEAD) -> dict[str, Any]:
    """Return a review."""
    return {
        "id": 80,
        "user": user(login),
        "body": "",
        "state": state,
        "submitted_at": "2026-11-20T11:00:00Z",
        "commit_id": commit_id,
        "author_association": "MEMBER",
    }


def well_kept() -> dict[str, Any]:
    """Return the answers of a repository that is as `.github/expectations.toml` expects."""
    return {
        "codeowners/errors": {"errors": []},
        "branches/main/protection": classic(),
        "rules/branches/main": [],
        "environments/dev": environment("dev"),
        "environments/dev/deployment-branch-policies": branches("main"),
        "environments/stage": environment("stage", reviewed=True),
        "environments/stage/deployment-branch-policies": branches("main"),
        "environments/prod": environment("prod", reviewed=True),
        "environments/prod/deployment-branch-policies": branches("main"),
    }
