"""Reads from moto what a task needs to start: secrets, parameters, image digests, log streams.

In moto's thread only.
"""

from __future__ import annotations

import json
from typing import Any

import moto.backends
from moto.core.exceptions import ServiceException
from werkzeug.exceptions import HTTPException

_ASM = (
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource "
    "retrieval failed: unable to retrieve secret from asm: service call has been retried 1 "
    "time(s): failed to fetch secret {arn} from secrets manager: {problem}"
)
_SSM = (
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource "
    "retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 "
    "time(s): invalid ssm parameters: {name}"
)
_LOGS = (
    "ResourceInitializationError: failed to validate logger args: create stream has been "
    "retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The "
    "specified log group does not exist. : exit status 1"
)
# arn:aws:secretsmanager:region:account:secret:name, and then :json-key:stage:version.
_SECRET_ARN_PARTS = 7


# What moto's models raise where AWS refuses: it has two families of errors.
REFUSALS = (ServiceException, HTTPException)


class CannotStart(Exception):
    """A task cannot start: what AWS gives as stoppedReason."""


def backend(service: str, account: str, region: str) -> Any:
    """Return moto's backend of a service in a region."""
    return moto.backends.get_backend(service)[account][region]


def ecs_backends(account: str) -> list[Any]:
    """Return moto's ECS backends of all regions in use."""
    return list(moto.backends.get_backend("ecs")[account].values())


def secret(value_from: str, *, account: str, region: str) -> str:
    """Return the value that a container definition's `valueFrom` stands for.

    Raises:
        CannotStart: there is none.
    """
    if value_from.startswith("arn:") and value_from.split(":")[2] == "secretsmanager":
        return _from_secrets_manager(value_from, account)
    return _from_parameter_store(value_from, account, region)


def _from_secrets_manager(value_from: str, account: str) -> str:
    parts = value_from.split(":")
    arn = ":".join(parts[:_SECRET_ARN_PARTS])
    key, stage, version = [*parts[_SECRET_ARN_PARTS:], "", "", ""][:3]
    secrets = backend("secretsmanager", account, parts[3])
    try:
        found = secrets.get_secret_value(arn, version or None, stage or None)
    except REFUSALS as error:
        problem = f"{getattr(error, 'error_type', error.code)}: {error.message}"
        raise CannotStart(_ASM.format(arn=arn, problem=problem)) from error
    text: str = found.get("SecretString", "")
    if not key:
        return text
    try:
        return str(json.loads(text)[key])
    except (ValueError, KeyError, TypeError):
        problem = f"retrieved secret did not contain json key {key}"
        raise CannotStart(_ASM.format(arn=arn, problem=problem)) from None


def _from_parameter_store(value_from: str, account: str, region: str) -> str:
    if value_from.startswith("arn:"):
        region = value_from.split(":")[3]
    found = backend("ssm", account, region).get_parameter(value_from)
    if found is None:
        raise CannotStart(_SSM.format(name=value_from))
    value: str = found.response_object(decrypt=True)["Value"]
    return value


def digest_of(reference: str, *, account: str) -> str | None:
    """Return an image reference's digest: its own, or the one that ECR has for its tag."""
    name, _, digest = reference.partition("@")
    if digest:
        return digest
    host, _, path = name.partition("/")
    repository, _, tag = path.partition(":")
    parts = host.split(".")
    if ".dkr.ecr." not in host:
        return None
    region = parts[3]
    found = backend("ecr", account, region).repositories.get(repository)
    for image in found.images if found else ():
        if (tag or "latest") in image.image_tags:
            own: str = image.get_image_digest()
            return own
    return None


def open_stream(group: str, stream: str, *, create_group: bool, account: str, region: str) -> None:
    """Make the log stream of a container.

    Raises:
        CannotStart: its log group does not exist, and is not to be created.
    """
    logs = backend("logs", account, region)
    if group not in logs.groups:
        if not create_group:
            raise CannotStart(_LOGS)
        logs.create_log_group(group, {})
    logs.ensure_log_stream(group, stream)
