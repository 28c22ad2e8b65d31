"""What is done in a container by hand is recorded."""

from __future__ import annotations

from policies.support.answer import Answer, verdict
from policies.support.rule import Rule, Subject
from policies.support.values import block, known


class ExecRecord(Rule):
    """ECS Exec sessions go to a log group or a bucket, encrypted with a key of ours."""

    number = "CKV_WEB_36"
    title = "Sessions of ECS Exec are recorded and encrypted"
    kinds = ("aws_ecs_cluster",)

    def judge(self, subject: Subject) -> Answer:
        """Look at the cluster; which key and group may be known later."""
        given = block(block(subject.values, "configuration"), "execute_command_configuration")
        logs = block(given, "log_configuration")
        wrong = []
        if not known(given.get("logging")):
            return verdict([], ["execute_command_configuration.logging"])
        if given.get("logging") != "OVERRIDE":
            wrong.append(
                "execute_command_configuration.logging is not OVERRIDE: nothing is kept for sure"
            )
        if not (logs.get("cloud_watch_log_group_name") or logs.get("s3_bucket_name")):
            wrong.append("execute_command_configuration names neither log group nor bucket")
        elif not (
            logs.get("cloud_watch_encryption_enabled") or logs.get("s3_bucket_encryption_enabled")
        ):
            wrong.append(
                "records of ECS Exec are not encrypted: set cloud_watch_encryption_enabled"
            )
        if not given.get("kms_key_id"):
            wrong.append("execute_command_configuration has no kms_key_id: name the key of logs")
        return verdict(wrong, [])


check = ExecRecord()
