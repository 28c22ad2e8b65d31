"""Each RDS instance has an id of its own."""

from typing import Any


def _two_ids(clients: Any) -> list[str]:
    rds = clients("rds")
    for name in ("one", "two"):
        rds.create_db_instance(
            DBInstanceIdentifier=name, DBInstanceClass="db.t4g.micro", Engine="postgres"
        )
    return [each["DbiResourceId"] for each in rds.describe_db_instances()["DBInstances"]]


def test_upstream_gives_all_instances_one_id(upstream: Any) -> None:
    assert len(set(_two_ids(upstream))) == 1


def test_the_lab_finds_each_instance_by_its_own_id(lab: Any) -> None:
    ids = _two_ids(lab)
    assert len(set(ids)) == 2
    for id_ in ids:
        found = lab("rds").describe_db_instances(
            Filters=[{"Name": "dbi-resource-id", "Values": [id_]}]
        )["DBInstances"]
        assert [each["DbiResourceId"] for each in found] == [id_]
