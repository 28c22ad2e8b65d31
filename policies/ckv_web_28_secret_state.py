"""No secret lies in Terraform's state or in a commit."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, NOT_APPLICABLE, Answer, non_compliant
from policies.support.rule import Rule, Subject
from policies.support.secrets import named_like_one
from sluice.change.model.secrets import looks_like_a_secret

_ARGUMENTS = {
    "aws_db_instance": ("password", "snapshot_password"),
    "aws_docdb_cluster": ("master_password",),
    "aws_elasticache_replication_group": ("auth_token",),
    "aws_rds_cluster": ("master_password",),
    "aws_secretsmanager_secret_version": ("secret_string", "secret_binary"),
}


class SecretState(Rule):
    """Passwords and secrets are write-only (`…_wo`) or AWS's own; parameters hold none."""

    number = "CKV_WEB_28"
    title = "Secrets are not kept in Terraform's state"
    kinds = (*_ARGUMENTS, "aws_iam_access_key", "aws_ssm_parameter")

    def judge(self, subject: Subject) -> Answer:
        """Look at the arguments of its type."""
        values = subject.values
        if subject.kind == "aws_iam_access_key":
            return non_compliant("its secret key lies in the state: let roles be assumed instead")
        if subject.kind == "aws_ssm_parameter":
            return self._parameter(subject)
        given = [name for name in _ARGUMENTS[subject.kind] if values.get(name) is not None]
        if given:
            return non_compliant(
                f"{given[0]} lies in the state: use {given[0]}_wo, or let AWS make it"
            )
        return COMPLIANT

    @staticmethod
    def _parameter(subject: Subject) -> Answer:
        values = subject.values
        if values.get("value") is None and values.get("insecure_value") is None:
            return NOT_APPLICABLE
        kind = looks_like_a_secret(f"{values.get('value')} {values.get('insecure_value')}")
        named = named_like_one(str(values.get("name", "")).replace("/", "."))
        if kind or named or values.get("type") == "SecureString":
            return non_compliant(f"it keeps {kind or 'a secret'} in the state: use value_wo")
        return COMPLIANT


check = SecretState()
