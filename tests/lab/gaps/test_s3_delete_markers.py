"""S3 removes delete markers once versioning is suspended."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

BUCKET = "states"


def _locked_and_unlocked_twice(clients: Any) -> tuple[Any, list[dict[str, str]]]:
    s3 = clients("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for _ in range(2):
        s3.put_object(Bucket=BUCKET, Key="lock", Body=b"")
        s3.delete_object(Bucket=BUCKET, Key="lock")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    listed = s3.list_object_versions(Bucket=BUCKET)
    both = listed["Versions"] + listed["DeleteMarkers"]
    return s3, [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in both]


def test_upstream_crashes_on_a_marker(upstream: Any) -> None:
    s3, versions = _locked_and_unlocked_twice(upstream)
    with pytest.raises(ClientError) as refused:
        s3.delete_objects(Bucket=BUCKET, Delete={"Objects": versions})
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_the_lab_empties_the_bucket(lab: Any) -> None:
    s3, versions = _locked_and_unlocked_twice(lab)
    assert len(versions) == 4
    s3.delete_objects(Bucket=BUCKET, Delete={"Objects": versions})
    listed = s3.list_object_versions(Bucket=BUCKET)
    assert "Versions" not in listed
    assert "DeleteMarkers" not in listed
    s3.delete_bucket(Bucket=BUCKET)
