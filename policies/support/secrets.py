"""What is a secret by its name, or by what it refers to."""

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
_REFERENCE = re.compile(
    r"\.(?:password|master_password|secret_string|secret_binary|secret|random_password|"
    r"private_key(?:_pem)?|auth_token|ses_smtp_password_v4|result|certificate_private_key)$"
)


def named_like_one(name: str) -> bool:
    """Return whether a variable of this name would hold a secret."""
    words = _WORD_CASE.sub("_", name)
    return bool(_NAME.search(words)) and not _ABOUT_ONE.search(words)


def refers_to_one(reference: str) -> bool:
    """Return whether a reference, such as `aws_db_instance.main.password`, is to a secret."""
    return bool(_REFERENCE.search(reference))
