"""AWS Backup gives back tags, however the client ends the path."""

import json
import urllib.request
from typing import Any
from urllib.parse import quote

AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/backup/aws4_request, "
    "SignedHeaders=host, Signature=0"
)


def _tags_without_trailing_slash(clients: Any) -> Any:
    backup = clients("backup")
    arn = backup.create_backup_vault(BackupVaultName="v", BackupVaultTags={"Owner": "web"})[
        "BackupVaultArn"
    ]
    assert backup.list_tags(ResourceArn=arn)["Tags"] == {"Owner": "web"}
    request = urllib.request.Request(
        f"{backup.meta.endpoint_url}/tags/{quote(arn, safe='')}",
        headers={"Authorization": AUTHORIZATION},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["Tags"]


def test_upstream_finds_none_without_a_slash_at_the_end(upstream: Any) -> None:
    assert _tags_without_trailing_slash(upstream) == {}


def test_the_lab_finds_them(lab: Any) -> None:
    assert _tags_without_trailing_slash(lab) == {"Owner": "web"}
