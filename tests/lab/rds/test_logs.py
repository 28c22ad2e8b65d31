"""PostgreSQL's log lines become events."""

from __future__ import annotations

from datetime import UTC, datetime

from lab.rds.logs import log_events

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LOG = """\
before the first prefix
2026-01-02 03:04:06 UTC:127.0.0.1(5):app@app:[7]:ERROR:  no
2026-01-02 03:04:07 UTC:127.0.0.1(5):app@app:[7]:STATEMENT:  SELECT
\t1
"""


def test_a_message_of_several_lines_is_one_event_with_its_own_time() -> None:
    events = log_events(LOG, NOW)
    assert [event["timestamp"] - int(NOW.timestamp() * 1000) for event in events] == [0, 1000, 2000]
    assert events[2]["message"].endswith("STATEMENT:  SELECT\n\t1")
