"""An open SSH port, and beside it what keeps plain Checkov from seeing any of it."""

from __future__ import annotations

from typing import Any

from benchmarks.bad_stacks.draft import Bad, Draft


def _hidden(draft: Draft, **blocks: Any) -> None:
    """Open SSH to everybody, in a file that Checkov cannot parse."""
    draft.set(
        "service/security-group/from-load-balancer",
        referenced_security_group_id=None,
        cidr_ipv4="0.0.0.0/0",
        from_port=22,
        to_port=22,
    )
    draft.document.update(blocks)


def _required_version(draft: Draft) -> None:
    draft.document["terraform"]["required_version"] = ">= 1.11"
    _hidden(draft)


_MOVED = {"from": "aws_ecr_repository.images", "to": "aws_ecr_repository.repository"}
_IMPORT = {"to": "aws_ecr_repository.repository", "id": "web-stage"}
_REMOVED = {"from": "aws_ecr_repository.images", "lifecycle": {"destroy": False}}

BAD = (
    Bad("stage", "SSH for everybody, beside a moved block", lambda d: _hidden(d, moved=[_MOVED])),
    Bad(
        "stage",
        "SSH for everybody, beside an import block",
        lambda d: _hidden(d, **{"import": [_IMPORT]}),
    ),
    Bad(
        "stage",
        "SSH for everybody, beside a removed block",
        lambda d: _hidden(d, removed=[_REMOVED]),
    ),
    Bad("stage", "SSH for everybody, beside required_version", _required_version),
)
