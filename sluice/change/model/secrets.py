"""What a secret looks like by itself: for the rules that forbid it, and for what masks it.

Pure, and without dependencies: rules in Checkov's own environment import it as well.
"""

from __future__ import annotations

import re

_KINDS = (
    (re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}"), "an AWS access key"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"://[^/\s:@$]*:[^/\s@$]+@"), "a password in an address"),
    (re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."), "a JSON web token"),
    (re.compile(r"\b(?:gh[pousr]|github_pat)_\w{20,}"), "a GitHub token"),
    (
        re.compile(r"\bxox[abeoprs]-[\w-]{10,}|hooks\.slack\.com/services/\w+/\w+/\w+"),
        "a Slack token",
    ),
    (re.compile(r"\bsk_live_\w{16,}"), "a payment key"),
    (re.compile(r"(?i)\b(?:password|passwd|pwd|secret|token)\s*=\s*[^\s;$&]{4,}"), "a password"),
)


def looks_like_a_secret(text: str) -> str:
    """Return what kind of secret a text holds; empty where it holds none that is known."""
    return next((kind for pattern, kind in _KINDS if pattern.search(text)), "")
