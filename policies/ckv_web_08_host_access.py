"""Tasks share nothing with their host."""

from __future__ import annotations

from policies.support.answer import Answer, verdict
from policies.support.containers import KINDS
from policies.support.rule import Rule, Subject
from policies.support.values import blocks, known


class NoHostAccess(Rule):
    """The network is awsvpc; neither processes, memory nor folders of the host are shared."""

    number = "CKV_WEB_8"
    title = "Tasks share neither network, processes nor folders with the host"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at the task definition."""
        values = subject.values
        mode = values.get("network_mode")
        wrong = [
            f"{name} is {values[name]}: leave it out"
            for name in ("pid_mode", "ipc_mode")
            if values.get(name) in ("host", "task")
        ]
        if known(mode) and mode != "awsvpc":
            wrong.append(f"network_mode is {mode or 'not set'}: set it to awsvpc")
        folders = [each["host_path"] for each in blocks(values, "volume") if each.get("host_path")]
        if folders:
            wrong.append(f"it mounts {folders[0]} of the host: use a volume without host_path")
        return verdict(wrong, [] if known(mode) else ["network_mode"])


check = NoHostAccess()
