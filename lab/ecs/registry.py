"""Pushes images into a running lab: into its ECR, where they can be found, and its image table."""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from lab.instance import LabError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TABLE_PATH = "/_lab/ecs/images"
_TIMEOUT_SECONDS = 10.0
_MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
_CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"


class PushRefused(LabError):
    """The lab, or its registry, did not take an image; says why."""


def push(
    endpoint: str,
    *,
    region: str,
    repository: str,
    version: str,
    command: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> str:
    """Push an image and return its digest; the same once more changes nothing.

    Args:
        endpoint: the lab's address, as AWS clients have it.
        region: of the repository.
        repository: the repository's name.
        version: the image's tag, and the version that the sample application says it is.
        command: what a container runs; the sample application where empty.
        environment: the image's own variables, such as FAULT_ERROR_PERCENT for a bad release.

    Raises:
        PushRefused: there is no such repository, or its tags are immutable and this one is
            taken by another image.
    """
    image: dict[str, Any] = {"version": version, "environment": dict(environment or {})}
    if command:
        image |= {"entry_point": [], "command": list(command)}
    manifest = manifest_of(image)
    digest = _sha256(manifest)
    _put(endpoint, region, repository, version, manifest, digest)
    _ask(endpoint, "POST", {"digest": digest, **image})
    return digest


def listed(endpoint: str) -> list[dict[str, Any]]:
    """Return the image table of a lab.

    Raises:
        PushRefused: the lab does not answer, or runs no tasks.
    """
    found: list[dict[str, Any]] = _ask(endpoint, "GET")
    return found


def manifest_of(image: Mapping[str, Any]) -> str:
    """Return an OCI manifest that differs from another image's wherever the two differ."""
    config = json.dumps(image, sort_keys=True)
    return json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": _MANIFEST_TYPE,
            "config": {"mediaType": _CONFIG_TYPE, "digest": _sha256(config), "size": len(config)},
            "layers": [{"mediaType": _LAYER_TYPE, "digest": _sha256(f"layer {config}"), "size": 0}],
        },
        sort_keys=True,
    )


def _put(  # noqa: PLR0917 - one caller, right above
    endpoint: str, region: str, repository: str, tag: str, manifest: str, digest: str
) -> None:
    # Imported late: `lab --help` need not wait for it.
    import boto3  # noqa: PLC0415 - slow, and not always needed
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow, and not always needed

    client = boto3.client(
        "ecr",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="lab",
        aws_secret_access_key="lab",  # noqa: S106 - the lab takes any
    )
    try:
        _refuse_taken(client, repository, tag, digest)
        client.put_image(
            repositoryName=repository, imageTag=tag, imageManifest=manifest, imageDigest=digest
        )
    except client.exceptions.RepositoryNotFoundException as error:
        raise PushRefused(f"no repository {repository!r} in {region}: deploy it first") from error
    except client.exceptions.ImageAlreadyExistsException:
        return  # the very same image, with this tag
    except (ClientError, BotoCoreError) as error:
        raise PushRefused(f"cannot push {repository}:{tag}: {error}") from error


def _refuse_taken(client: Any, repository: str, tag: str, digest: str) -> None:
    """Refuse to move a tag where the repository says that tags are immutable."""
    (found,) = client.describe_repositories(repositoryNames=[repository])["repositories"]
    answer = client.batch_get_image(repositoryName=repository, imageIds=[{"imageTag": tag}])
    taken = [each["imageId"]["imageDigest"] for each in answer["images"]]
    if found["imageTagMutability"] == "IMMUTABLE" and taken and digest not in taken:
        raise PushRefused(
            f"{repository}:{tag} is another image, and tags are immutable there: "
            "choose another --version"
        )


def _ask(endpoint: str, method: str, document: object = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - loopback
        endpoint.rstrip("/") + _TABLE_PATH,
        method=method,
        data=None if document is None else json.dumps(document).encode(),
    )
    # Past any proxy that the process environment names: the lab is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            said = error.read().decode(errors="replace")
        raise PushRefused(f"the lab refused ({error.code}): {said}") from None
    except (OSError, ValueError) as error:
        raise PushRefused(f"no lab that runs tasks answers at {endpoint}: {error}") from None


def _sha256(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
