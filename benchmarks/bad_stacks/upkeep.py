"""Bad alarms, tags, outputs, providers and states."""

from __future__ import annotations

from typing import Any

from benchmarks.bad_stacks.draft import Bad, Draft

_ALARM, _COMPOSITE = "alarms/database-cpu", "alarms/roll-back"


def _without(draft: Draft, word: str) -> None:
    alarm = draft.at(_ALARM)
    kept = [each for each in alarm["alarm_description"].split(". ") if not each.startswith(word)]
    alarm["alarm_description"] = ". ".join(kept)


def _untagged(draft: Draft, name: str) -> None:
    for provider in draft.providers():
        for block in provider["default_tags"]:
            block["tags"].pop(name)


def _output(draft: Draft, name: str, value: str, **more: Any) -> None:
    draft.document["output"][name] = {"value": value, **more}


def _backend(draft: Draft, name: str) -> None:
    draft.document["terraform"]["backend"]["s3"].pop(name)


def _any_account(draft: Draft) -> None:
    draft.providers()[0].pop("allowed_account_ids")


def _free_provider(draft: Draft) -> None:
    draft.document["terraform"]["required_providers"]["aws"]["version"] = ">= 5.0"


BAD = (
    Bad("stage", "an alarm without runbook", lambda d: _without(d, "Runbook")),
    Bad("stage", "an alarm without owner", lambda d: _without(d, "Owner")),
    Bad(
        "stage",
        "the roll-back alarm without description",
        lambda d: d.set(_COMPOSITE, alarm_description=None),
    ),
    Bad("stage", "an alarm that tells nobody", lambda d: d.set(_ALARM, alarm_actions=None)),
    Bad("stage", "an alarm whose actions are off", lambda d: d.set(_ALARM, actions_enabled=False)),
    Bad("stage", "nobody owns it", lambda d: _untagged(d, "Owner")),
    Bad("stage", "nobody knows which environment it is", lambda d: _untagged(d, "Environment")),
    Bad(
        "stage",
        "an output of a password",
        lambda d: _output(d, "database", "${aws_db_instance.database.password}"),
    ),
    Bad(
        "stage",
        "a sensitive output of a password",
        lambda d: _output(d, "database", "${aws_db_instance.database.password}", sensitive=True),
    ),
    Bad(
        "stage",
        "an output with a password in an address",
        lambda d: _output(d, "url", "postgres://app:swordfish@db/app"),
    ),
    Bad("stage", "any account's credentials will do", _any_account),
    Bad("stage", "the state is not locked", lambda d: _backend(d, "use_lockfile")),
    Bad("stage", "the state is not encrypted", lambda d: _backend(d, "encrypt")),
    Bad("stage", "any version of the provider", _free_provider),
)
