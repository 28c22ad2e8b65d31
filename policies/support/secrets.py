# ruff: noqa: INP001
"""What looks like a secret, by its name or by itself."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?:^|[_\-.])(?:pass|passwd|password|passphrase|pwd|secret|secrets|token|credentials?|"
    r"api[_\-]?key|access[_\-]?key|private[_\-]?key|signing[_\-]?key|encryption[_\-]?key|"
    r"session[_\-]?key|auth[_\-]?key|dsn)(?:$|[_\-.\d])",
    re.IGNORECASE,
)
# Not the thing itself, but where it is or how long it lasts.
_ABOUT_ONE = re.compile(
    r"[_\-.](?:arn|arns|name|id|path|file|url|uri|ttl|seconds|version|length|rotation|enabled)$",
    re.IGNORECASE,
)
_WORD_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_VALUES = (
    (re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}"), "an AWS access key"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"://[^/\s:@$]+:[^/\s@$]+@"), "a password in an address"),
    (re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."), "a JSON web token"),
    (re.compile(r"\b(?:ghp|gho|ghs|github_pat)_\w{20,}"), "a GitHub token"),
    (re.compile(r"\bxox[abpr]-[\w-]{10,}|hooks\.slack\.com/services/\w+/\w+/\w+"), "a Slack token"),
    (re.compile(r"\bsk_live_\w{16,}"), "a payment key"),
    (re.compile(r"(?i)\b(?:password|passwd|pwd|secret|token)\s*=\s*[^\s;$&]{4,}"), "a password"),
)
_REFERENCE = re.compile(
    r"\.(?:password|master_password|secret_string|secret_binary|secret|random_password|"
    r"private_key(?:_pem)?|auth_token|ses_smtp_password_v4|result|certificate_private_key)$"
)


def named_like_one(name: str) -> bool:
    """Return whether a variable of this name would hold a secret."""
    words = _WORD_CASE.sub("_", name)
    return bool(_NAME.search(words)) and not _ABOUT_ONE.search(words)


def looks_like_one(text: str) -> str:
    """Return what kind of secret a text holds; empty where it holds none that is known."""
    return next((kind for pattern, kind in _VALUES if pattern.search(text)), "")


def refers_to_one(reference: str) -> bool:
    """Return whether a reference, such as `aws_db_instance.main.password`, is to a secret."""
    return bool(_REFERENCE.search(reference))
