"""Pins the Terraform addresses of resources that must never be replaced by a rename.

Below a stack, cdktf appends a hash of the construct path to a resource's id, so moving a
scope would destroy and create. A pinned id does not depend on the path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from webservice.errors import SluiceInputError

if TYPE_CHECKING:
    from cdktf import TerraformElement

Element = TypeVar("Element", bound="TerraformElement")


def pin(resource: Element, logical_id: str) -> Element:
    """Give `resource` the Terraform name `logical_id`, for ever, and return it.

    Call it before any attribute of the resource is read: cdktf silently ignores it later.

    Raises:
        SluiceInputError: the id did not take, because an attribute had been read.
    """
    resource.override_logical_id(logical_id)
    # Checked wherever tests run; the synth itself (python -O) saves the round trips to Node.
    if __debug__ and resource.friendly_unique_id != logical_id:
        message = f"{resource.node.path}: pin {logical_id!r} before any attribute is read"
        raise SluiceInputError(message)
    return resource
