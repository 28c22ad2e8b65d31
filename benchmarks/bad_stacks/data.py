"""Bad databases, buckets, secrets and logs."""

from __future__ import annotations

from benchmarks.bad_stacks.draft import Bad, Draft

_DATABASE, _BUCKET = "database/instance", "load-balancer/logs/bucket/bucket"
_SECRET, _LOGS = "secrets/session_key", "service/logs"


def _destroyable(draft: Draft) -> None:
    draft.set(_DATABASE, lifecycle={"prevent_destroy": False})


def _no_copies(draft: Draft) -> None:
    for rule in draft.at("backup/plan")["rule"]:
        rule.pop("copy_action")


def _secret_version(draft: Draft) -> None:
    secret = f"${{{draft.address(_SECRET)}.id}}"
    values = {"secret_id": secret, "secret_string": "swordfish"}
    draft.add("aws_secretsmanager_secret_version", "first", **values)


BAD = (
    Bad("prod", "no deletion protection", lambda d: d.set(_DATABASE, deletion_protection=False)),
    Bad("prod", "Terraform may destroy the database", _destroyable),
    Bad("prod", "no last snapshot", lambda d: d.set(_DATABASE, skip_final_snapshot=True)),
    Bad(
        "prod",
        "backups go with the database",
        lambda d: d.set(_DATABASE, delete_automated_backups=True),
    ),
    Bad("prod", "backups for a day", lambda d: d.set(_DATABASE, backup_retention_period=1)),
    Bad("prod", "backups off", lambda d: d.set(_DATABASE, backup_retention_period=0)),
    Bad(
        "prod",
        "backups stay in one region",
        lambda d: d.remove("database/backup-replication/replication"),
    ),
    Bad("prod", "the vault is not copied", _no_copies),
    Bad(
        "prod",
        "a database that is not encrypted",
        lambda d: d.set(_DATABASE, storage_encrypted=False),
    ),
    Bad("prod", "one zone", lambda d: d.set(_DATABASE, multi_az=False)),
    Bad(
        "prod",
        "the database restarts at any hour",
        lambda d: d.set(_DATABASE, apply_immediately=True),
    ),
    Bad("prod", "the password lies in the state", lambda d: d.set(_DATABASE, password="swordfish")),  # noqa: S106 - what the rule must find
    Bad(
        "prod",
        "the database's id hangs on its path",
        lambda d: d.rename(_DATABASE, "database_instance_1EC974AF"),
    ),
    Bad(
        "prod",
        "the key's id hangs on its path",
        lambda d: d.rename("keys/data/key", "keys_data_key_0A1E955D"),
    ),
    Bad(
        "prod",
        "images may be deleted with their repository",
        lambda d: d.set("registry/repository", force_delete=True),
    ),
    Bad(
        "prod",
        "tags of images can be moved",
        lambda d: d.set("registry/repository", image_tag_mutability="MUTABLE"),
    ),
    Bad(
        "prod",
        "the load balancer's logs may be emptied",
        lambda d: d.set(_BUCKET, force_destroy=True),
    ),
    Bad(
        "prod",
        "recovery points may be emptied",
        lambda d: d.set("backup/vault/vault", force_destroy=True),
    ),
    Bad("prod", "a secret is gone at once", lambda d: d.set(_SECRET, recovery_window_in_days=0)),
    Bad("prod", "a secret with AWS's own key", lambda d: d.set(_SECRET, kms_key_id=None)),
    Bad("prod", "a secret's value in the stack", _secret_version),
    Bad("prod", "logs with AWS's own key", lambda d: d.set(_LOGS, kms_key_id=None)),
    Bad("prod", "logs for ever", lambda d: d.set(_LOGS, retention_in_days=None)),
    Bad("prod", "logs for a day", lambda d: d.set(_LOGS, retention_in_days=1)),
    Bad(
        "prod",
        "a bucket without versions",
        lambda d: d.remove("load-balancer/logs/bucket/versioning"),
    ),
)
