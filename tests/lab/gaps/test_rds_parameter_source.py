"""RDS says who set a parameter."""

from typing import Any


def _describe(clients: Any, **by: str) -> list[dict[str, Any]]:
    rds = clients("rds")
    rds.create_db_parameter_group(
        DBParameterGroupName="g", DBParameterGroupFamily="postgres16", Description="g"
    )
    rds.modify_db_parameter_group(
        DBParameterGroupName="g",
        Parameters=[
            {
                "ParameterName": "rds.force_ssl",
                "ParameterValue": "1",
                "ApplyMethod": "immediate",
            }
        ],
    )
    found: list[dict[str, Any]] = rds.describe_db_parameters(DBParameterGroupName="g", **by)[
        "Parameters"
    ]
    return found


def test_upstream_does_not_say(upstream: Any) -> None:
    assert [each.get("Source") for each in _describe(upstream)] == [None]


def test_the_lab_says_user(lab: Any) -> None:
    (parameter,) = _describe(lab, Source="user")
    assert parameter["Source"] == "user"
    assert parameter["ParameterValue"] == "1"


def test_the_lab_lists_nothing_of_another_source(lab: Any) -> None:
    assert _describe(lab, Source="system") == []
