"""RDS keeps how Performance Insights is set."""

from typing import Any

KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"


def _create(clients: Any, **settings: Any) -> dict[str, Any]:
    rds = clients("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="one",
        DBInstanceClass="db.m7g.large",
        Engine="postgres",
        **settings,
    )
    (instance,) = rds.describe_db_instances()["DBInstances"]
    assert isinstance(instance, dict)
    return instance


def _insights(instance: dict[str, Any]) -> tuple[Any, ...]:
    return (
        instance.get("PerformanceInsightsEnabled"),
        instance.get("PerformanceInsightsKMSKeyId"),
        instance.get("PerformanceInsightsRetentionPeriod"),
        instance.get("DatabaseInsightsMode"),
    )


ASKED = {
    "EnablePerformanceInsights": True,
    "PerformanceInsightsKMSKeyId": KEY,
    "PerformanceInsightsRetentionPeriod": 731,
    "DatabaseInsightsMode": "advanced",
}


def test_upstream_loses_the_settings(upstream: Any) -> None:
    assert _insights(_create(upstream, **ASKED)) == (None, None, None, None)


def test_the_lab_gives_them_back(lab: Any) -> None:
    assert _insights(_create(lab, **ASKED)) == (True, KEY, 731, "advanced")


def test_the_lab_turns_them_on_later_with_the_free_retention(lab: Any) -> None:
    assert _insights(_create(lab)) == (False, None, None, "standard")
    lab("rds").modify_db_instance(DBInstanceIdentifier="one", EnablePerformanceInsights=True)
    (changed,) = lab("rds").describe_db_instances()["DBInstances"]
    assert _insights(changed) == (True, None, 7, "standard")


def test_the_lab_s_replica_has_settings_of_its_own(lab: Any) -> None:
    _create(lab)
    lab("rds").create_db_instance_read_replica(
        DBInstanceIdentifier="replica", SourceDBInstanceIdentifier="one", **ASKED
    )
    primary, replica = lab("rds").describe_db_instances()["DBInstances"]
    assert _insights(replica) == (True, KEY, 731, "advanced")
    assert _insights(primary) == (False, None, None, "standard")
