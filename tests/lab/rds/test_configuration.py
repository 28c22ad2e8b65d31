"""A parameter group becomes PostgreSQL's configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.rds.configuration import (
    Place,
    Primary,
    Recovery,
    pg_hba_conf,
    postgresql_conf,
    sort_parameters,
)

KNOWN = frozenset({"work_mem", "log_statement", "port", "fsync", "shared_preload_libraries"})
PLACE = Place(5433, "one", Path("/lab/a b/archive"), Path("/lab/crt"), Path("/lab/key"))


def _sorted(*parameters: tuple[str, str], major_version: int = 16) -> object:
    found = sort_parameters(parameters, known=KNOWN, major_version=major_version)
    return found.applied, set(found.ignored)


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        (("work_mem", "8192"), ({"work_mem": "8192"}, set())),
        (("rds.log_retention_period", "1440"), ({}, {"rds.log_retention_period"})),
        (("port", "1"), ({}, {"port"})),
        (("fsync", "on"), ({}, {"fsync"})),
        (("recovery_target", "immediate"), ({}, {"recovery_target"})),
        (("work_mem", "{DBInstanceClassMemory/32768}"), ({}, {"work_mem"})),
        (
            ("shared_preload_libraries", "pg_stat_statements,pg_cron"),
            ({"shared_preload_libraries": "pg_stat_statements"}, {"shared_preload_libraries"}),
        ),
    ],
)
def test_what_postgresql_knows_is_applied_and_the_rest_ignored(
    parameter: tuple[str, str], expected: tuple[dict[str, str], set[str]]
) -> None:
    assert _sorted(parameter) == expected


@pytest.mark.parametrize(
    ("parameters", "major_version", "forced"),
    [
        ((), 14, False),
        ((), 15, True),
        ((("rds.force_ssl", "0"),), 16, False),
        ((("rds.force_ssl", "1"),), 14, True),
    ],
)
def test_tls_is_forced_by_the_group_or_by_default_since_15(
    parameters: tuple[tuple[str, str], ...], major_version: int, *, forced: bool
) -> None:
    found = sort_parameters(parameters, known=KNOWN, major_version=major_version)
    assert found.force_ssl is forced


def _lines(text: str) -> list[str]:
    return text.splitlines()


def test_values_are_quoted_and_the_lab_s_own_settings_win() -> None:
    parameters = sort_parameters(
        [("log_statement", "it's"), ("port", "1")], known=KNOWN, major_version=16
    )
    lines = _lines(postgresql_conf(PLACE, parameters))
    assert "log_statement = 'it''s'" in lines
    assert "port = '5433'" in lines
    assert not [line for line in lines if line.startswith(("recovery", "restore", "primary"))]


def test_a_restore_shows_nothing_until_it_has_reached_its_moment() -> None:
    recovery = Recovery((Path("/a"), Path("/b")), "2026-01-02T03:04:05.000006+00:00")
    lines = _lines(
        postgresql_conf(
            PLACE, sort_parameters([], known=KNOWN, major_version=16), recovery=recovery
        )
    )
    assert "hot_standby = 'off'" in lines
    assert "recovery_target_time = '2026-01-02T03:04:05.000006+00:00'" in lines
    assert """restore_command = '{ cp "/a"/%f %p || cp "/b"/%f %p; } 2>/dev/null'""" in lines


def test_a_replica_streams_and_falls_back_on_its_primary_s_archive() -> None:
    primary = Primary(5434, "secret", Path("/primary"), "replica")
    lines = _lines(
        postgresql_conf(PLACE, sort_parameters([], known=KNOWN, major_version=16), primary=primary)
    )
    (streams,) = (line for line in lines if line.startswith("primary_conninfo"))
    assert "port=5434" in streams
    assert "hot_standby = 'on'" in lines
    assert """restore_command = 'cp "/primary"/%f %p 2>/dev/null'""" in lines


@pytest.mark.parametrize("force_ssl", [True, False])
@pytest.mark.parametrize("iam", [True, False])
def test_tokens_are_taken_over_tls_only_and_only_where_iam_is_on(
    *, iam: bool, force_ssl: bool
) -> None:
    rules = [
        tuple(line.split())
        for line in _lines(pg_hba_conf(iam_authentication=iam, force_ssl=force_ssl))
    ]
    tokens = [rule for rule in rules if rule[2] == "+rds_iam"]
    assert [(rule[0], rule[-1]) for rule in tokens] == [
        ("hostssl", "trust" if iam else "reject"),
        ("host", "reject"),
    ]
    kind = "hostssl" if force_ssl else "host"
    assert rules[-1][0] == kind
    # The first line that matches counts: who may grant rds_iam keeps its password.
    before = rules[rules.index(tokens[0]) - 1]
    assert (before[0], before[2], before[-1]) == (kind, "+rds_superuser", "scram-sha-256")
    assert "trust" not in [rule[-1] for rule in rules if rule not in tokens]
