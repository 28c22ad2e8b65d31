"""The ECR repository that the service's images come from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.ecr_lifecycle_policy import EcrLifecyclePolicy
from cdktf_cdktf_provider_aws.ecr_repository import (
    EcrRepository,
    EcrRepositoryEncryptionConfiguration,
    EcrRepositoryImageScanningConfiguration,
)
from constructs import Construct

from webservice.iam import Role, Statement
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from webservice.keys import Key

# A rollback must find its image: far more than the releases between two incidents.
_KEEP_IMAGES = 200
_UNTAGGED_DAYS = 14

_PULL = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
)
_PUSH = (
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)


class Registry(Construct):
    """A repository with immutable tags, scanned on push, encrypted with a key of ours."""

    def __init__(
        self, scope: Construct, id_: str, *, name: str, key: Key, destroyable: bool = False
    ) -> None:
        """Create the repository.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: the repository's name.
            key: encrypts the images.
            destroyable: whether it may be deleted with images in it.
        """
        super().__init__(scope, id_)
        self.name = name
        self._repository = pin(
            EcrRepository(
                self,
                "repository",
                name=name,
                image_tag_mutability="IMMUTABLE",
                image_scanning_configuration=EcrRepositoryImageScanningConfiguration(
                    scan_on_push=True
                ),
                encryption_configuration=[
                    EcrRepositoryEncryptionConfiguration(encryption_type="KMS", kms_key=key.arn)
                ],
                force_delete=destroyable,
            ),
            "repository",
        )
        EcrLifecyclePolicy(
            self, "lifecycle", repository=self._repository.name, policy=_lifecycle_policy()
        )

    @property
    def arn(self) -> str:
        """The repository's ARN."""
        return self._repository.arn

    @property
    def repository_url(self) -> str:
        """Where images are pulled from, without tag or digest."""
        return self._repository.repository_url

    def grant_pull(self, role: Role) -> None:
        """Let `role` pull images; ECR itself decrypts them, by its own grant on the key."""
        self._grant(role, "pull", _PULL)

    def grant_push(self, role: Role) -> None:
        """Let `role` push images, and read what is there already."""
        self._grant(role, "push", (*_PULL, *_PUSH))

    def _grant(self, role: Role, verb: str, actions: tuple[str, ...]) -> None:
        role.allow(
            f"{verb}-images",
            Statement(sid="Images", actions=actions, resources=(self.arn,)),
            # AWS defines no resource for this action.
            Statement(sid="Login", actions=("ecr:GetAuthorizationToken",)),
        )


def _lifecycle_policy() -> str:
    rules = [
        {
            "rulePriority": 1,
            "description": f"untagged images expire after {_UNTAGGED_DAYS} days",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": _UNTAGGED_DAYS,
            },
            "action": {"type": "expire"},
        },
        {
            "rulePriority": 2,
            "description": f"the last {_KEEP_IMAGES} images stay",
            "selection": {
                "tagStatus": "any",
                "countType": "imageCountMoreThan",
                "countNumber": _KEEP_IMAGES,
            },
            "action": {"type": "expire"},
        },
    ]
    return json.dumps({"rules": rules}, sort_keys=True)
