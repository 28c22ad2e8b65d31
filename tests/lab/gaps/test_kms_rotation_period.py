"""KMS keeps the period of a key's rotation."""

from typing import Any


def _status(clients: Any, **period: int) -> dict[str, Any]:
    kms = clients("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key, **period)
    status: dict[str, Any] = kms.get_key_rotation_status(KeyId=key)
    return status


def test_upstream_forgets_the_period(upstream: Any) -> None:
    assert "RotationPeriodInDays" not in _status(upstream, RotationPeriodInDays=90)


def test_the_lab_keeps_the_period(lab: Any) -> None:
    status = _status(lab, RotationPeriodInDays=90)
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 90)


def test_the_lab_rotates_yearly_where_nothing_was_said(lab: Any) -> None:
    assert _status(lab)["RotationPeriodInDays"] == 365


def test_a_key_that_does_not_rotate_has_no_period(lab: Any) -> None:
    kms = lab("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert "RotationPeriodInDays" not in kms.get_key_rotation_status(KeyId=key)
