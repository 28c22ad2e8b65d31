"""The control side: what it takes from a report."""

from __future__ import annotations

import time
import urllib.request
from typing import TYPE_CHECKING

from lab.alb.messages import REPORT, SYNC_PATH, Report, Sample
from tests.lab.alb.rig import eventually

if TYPE_CHECKING:
    from tests.lab.alb.rig import Rig


def test_a_report_that_is_sent_again_is_counted_once(rig: Rig) -> None:
    rig.listen([{"Type": "forward", "TargetGroupArn": rig.blue}])
    eventually(lambda: len(rig.status()["target_groups"]), 1)
    sample = Sample("RequestCount", rig.load_balancer, rig.blue, int(time.time()), ((1.0, 40),))
    for sequence in (1, 1, 2, 2):
        report = Report(-1, sequence, 0, 0, samples=(sample,))
        body = REPORT.dump_json(report)
        urllib.request.urlopen(f"{rig.url}{SYNC_PATH}", data=body, timeout=10).close()
    # Eighty requests within the last ten seconds.
    eventually(lambda: rig.status()["target_groups"][0]["requests_per_second"], 8.0)
