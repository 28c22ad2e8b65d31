"""Bad keys, policies and roles."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.bad_stacks.draft import Bad, Draft

_KEY, _ROLE_POLICY = "keys/data/key", "service/roles/task/connect-as-app"
_BUCKET_POLICY, _TOPIC_POLICY = "load-balancer/logs/bucket/policy", "topic/policy"
_DECRYPT = {"Action": "kms:Decrypt", "Resource": "*"}


def _trust(draft: Draft, **condition: Any) -> None:
    role = draft.at("roles/deploy-prod/role")
    policy = json.loads(role["assume_role_policy"])
    policy["Statement"][0]["Condition"] = condition
    role["assume_role_policy"] = json.dumps(policy)


def _anybody_assumes(draft: Draft) -> None:
    draft.allow(
        "service/roles/task/role",
        argument="assume_role_policy",
        Principal={"AWS": "*"},
        Action="sts:AssumeRole",
    )


def _attach(draft: Draft, name: str) -> None:
    role = f"${{{draft.address('service/roles/task/role')}.name}}"
    draft.add(
        "aws_iam_role_policy_attachment",
        "more",
        role=role,
        policy_arn=f"arn:aws:iam::aws:policy/{name}",
    )


_AUDIENCE = {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
_REPOSITORY = {"token.actions.githubusercontent.com:sub": "repo:example/*"}

BAD = (
    Bad("stage", "a key for everybody", lambda d: d.allow(_KEY, Principal="*", **_DECRYPT)),
    Bad(
        "stage",
        "a key for everybody, in a list",
        lambda d: d.allow(_KEY, Principal={"AWS": ["*"]}, **_DECRYPT),
    ),
    Bad(
        "stage",
        "a key for everybody but one",
        lambda d: d.allow(
            _KEY, NotPrincipal={"AWS": "arn:aws:iam::123456789012:user/x"}, **_DECRYPT
        ),
    ),
    Bad(
        "stage",
        "a key for another account",
        lambda d: d.allow(_KEY, Principal={"AWS": "arn:aws:iam::999999999999:root"}, **_DECRYPT),
    ),
    Bad("stage", "a key that is not rotated", lambda d: d.set(_KEY, enable_key_rotation=False)),
    Bad("stage", "a key is gone in a week", lambda d: d.set(_KEY, deletion_window_in_days=7)),
    Bad(
        "stage",
        "everybody writes to the log bucket",
        lambda d: d.allow(
            _BUCKET_POLICY,
            Principal="*",
            Action="s3:PutObject",
            Resource="arn:aws:s3:::web-stage-lb-logs/*",
        ),
    ),
    Bad(
        "stage",
        "everybody writes to the topic",
        lambda d: d.allow(
            _TOPIC_POLICY, Principal={"AWS": "*"}, Action="sns:Publish", Resource="*"
        ),
    ),
    Bad(
        "stage",
        "everything on everything",
        lambda d: d.allow(_ROLE_POLICY, Action="*", Resource="*"),
    ),
    Bad(
        "stage",
        "a service on everything",
        lambda d: d.allow(_ROLE_POLICY, Action="s3:*", Resource="*"),
    ),
    Bad(
        "stage",
        "all but IAM on everything",
        lambda d: d.allow(_ROLE_POLICY, NotAction="iam:*", Resource="*"),
    ),
    Bad(
        "stage",
        "passes any role",
        lambda d: d.allow(_ROLE_POLICY, Action="iam:PassRole", Resource="*"),
    ),
    Bad(
        "stage",
        "is any role",
        lambda d: d.allow(_ROLE_POLICY, Action="sts:AssumeRole", Resource="*"),
    ),
    Bad("stage", "anybody may be the application", _anybody_assumes),
    Bad("stage", "AdministratorAccess", lambda d: _attach(d, "AdministratorAccess")),
    Bad("stage", "AmazonS3FullAccess", lambda d: _attach(d, "AmazonS3FullAccess")),
    Bad(
        "bootstrap",
        "any branch of any repository deploys",
        lambda d: _trust(d, StringEquals=_AUDIENCE, StringLike=_REPOSITORY),
    ),
    Bad("bootstrap", "all of GitHub deploys", lambda d: _trust(d, StringEquals=_AUDIENCE)),
)
