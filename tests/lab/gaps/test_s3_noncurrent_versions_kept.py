"""S3 keeps how many noncurrent versions a lifecycle rule spares."""

from typing import Any


def _expirations(clients: Any) -> list[dict[str, int]]:
    s3 = clients("s3")
    s3.create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    expirations = [{"NoncurrentDays": 365, "NewerNoncurrentVersions": 50}, {"NoncurrentDays": 7}]
    s3.put_bucket_lifecycle_configuration(
        Bucket="states",
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": f"rule-{number}",
                    "Status": "Enabled",
                    "Filter": {"Prefix": f"{number}/"},
                    "NoncurrentVersionExpiration": expiration,
                }
                for number, expiration in enumerate(expirations)
            ]
        },
    )
    rules = s3.get_bucket_lifecycle_configuration(Bucket="states")["Rules"]
    return [rule["NoncurrentVersionExpiration"] for rule in rules]


def test_upstream_forgets_the_number(upstream: Any) -> None:
    assert _expirations(upstream) == [{"NoncurrentDays": 365}, {"NoncurrentDays": 7}]


def test_the_lab_keeps_the_number(lab: Any) -> None:
    assert _expirations(lab) == [
        {"NoncurrentDays": 365, "NewerNoncurrentVersions": 50},
        {"NoncurrentDays": 7},
    ]
