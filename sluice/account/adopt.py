"""Finds what a killed Terraform created and did not write down, so that it is imported.

Only what AWS knows by a name of ours: whatever else was lost (policies inside a role, the
settings of a bucket) is simply written again. A key that was made in the last second
before a kill stays behind, unused: its alias moves to the new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sluice.aws import client, reachable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Existing = dict[str, set[str]]

# Resource type to the id that Terraform imports it by, from its arguments and the account.
_IDS: dict[str, Callable[[Mapping[str, Any], str], str]] = {
    "aws_dynamodb_table": lambda one, _: one["name"],
    "aws_iam_openid_connect_provider": lambda one, account: (
        f"arn:aws:iam::{account}:oidc-provider/{one['url'].removeprefix('https://')}"
    ),
    "aws_iam_policy": lambda one, account: f"arn:aws:iam::{account}:policy/{one['name']}",
    "aws_iam_role": lambda one, _: one["name"],
    "aws_kms_alias": lambda one, _: one["name"],
    "aws_s3_bucket": lambda one, _: one["bucket"],
}


def existing(*, region: str) -> Existing:
    """Return the import ids of all there is of each type above.

    Raises:
        AwsUnreachable: no answer, or no right to list.
    """
    with reachable("list what exists already"):
        iam = client("iam", region=region)
        providers = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
        return {
            "aws_dynamodb_table": set(_all("dynamodb", region, "list_tables", "TableNames")),
            "aws_iam_openid_connect_provider": {one["Arn"] for one in providers},
            "aws_iam_policy": {
                one["Arn"]
                for one in _all("iam", region, "list_policies", "Policies", Scope="Local")
            },
            "aws_iam_role": {one["RoleName"] for one in _all("iam", region, "list_roles", "Roles")},
            "aws_kms_alias": {
                one["AliasName"] for one in _all("kms", region, "list_aliases", "Aliases")
            },
            "aws_s3_bucket": {
                one["Name"] for one in client("s3", region=region).list_buckets()["Buckets"]
            },
        }


def import_blocks(
    stack: Mapping[str, Any], *, known: set[str], exists: Existing, account: str
) -> list[dict[str, str]]:
    """Return Terraform's import blocks for what exists, is declared, and no state knows.

    Args:
        stack: `cdk.tf.json`.
        known: addresses that the state holds, such as `aws_s3_bucket.state_bucket`.
        exists: see `existing`.
        account: twelve digits.
    """
    declared = [
        (f"{kind}.{name}", identify(one, account), exists[kind])
        for kind, identify in _IDS.items()
        for name, one in stack["resource"].get(kind, {}).items()
    ]
    return [
        {"to": address, "id": id_}
        for address, id_, there in declared
        if id_ in there and address not in known
    ]


def _all(service: str, region: str, call: str, field: str, **arguments: str) -> list[Any]:
    pages = client(service, region=region).get_paginator(call).paginate(**arguments)
    return [one for page in pages for one in page[field]]
