"""GitHub's workflows as principals: no AWS key is stored anywhere in GitHub."""

from __future__ import annotations

import json
import re

from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from constructs import Construct

from webservice.errors import require
from webservice.logical_ids import pin

_ISSUER = "token.actions.githubusercontent.com"
_AUDIENCE = "sts.amazonaws.com"
# What `sub` may say after the repository; a `*` would trust any branch's workflow.
_SUBJECT = re.compile(r"^(pull_request|ref:refs/heads/[\w./-]+|environment:[\w-]+)$")


class GithubOidc(Construct):
    """The account's trust in tokens that GitHub signs for one repository's workflows.

    No certificate thumbprint is pinned: AWS verifies this issuer through its own list of
    root certificate authorities.
    """

    def __init__(self, scope: Construct, id_: str, *, repository: str) -> None:
        """Create the provider.

        Args:
            scope: the parent.
            id_: the construct's id.
            repository: `organisation/name`.
        """
        super().__init__(scope, id_)
        self._repository = repository
        self._provider = pin(
            IamOpenidConnectProvider(
                self, "provider", url=f"https://{_ISSUER}", client_id_list=[_AUDIENCE]
            ),
            "github_oidc",
        )

    def trust_policy(self, *subjects: str) -> str:
        """Return the policy that lets these workflows, and no others, assume a role.

        Args:
            subjects: `pull_request`, `ref:refs/heads/<branch>` or `environment:<name>`.

        Raises:
            InvalidValue: none is given, or one is of another form.
        """
        require(bool(subjects), "subjects", subjects, "must name at least one")
        for subject in subjects:
            require(
                bool(_SUBJECT.match(subject)),
                "subjects",
                subject,
                "must be pull_request, ref:refs/heads/<branch> or environment:<name>",
            )
        claims = [f"repo:{self._repository}:{subject}" for subject in subjects]
        statement = {
            "Sid": "GithubWorkflows",
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": self._provider.arn},
            "Condition": {
                "StringEquals": {
                    f"{_ISSUER}:aud": _AUDIENCE,
                    f"{_ISSUER}:sub": claims[0] if len(claims) == 1 else claims,
                }
            },
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, sort_keys=True)
