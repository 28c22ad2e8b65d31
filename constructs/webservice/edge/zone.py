"""The environment's hosted zone."""

from __future__ import annotations

from functools import cached_property

from cdktf_cdktf_provider_aws.route53_zone import Route53Zone
from constructs import Construct

from webservice.logical_ids import pin


class HostedZone(Construct):
    """A public zone of the environment's own; its parent zone delegates to `name_servers`."""

    def __init__(
        self, scope: Construct, id_: str, *, zone_name: str, destroyable: bool = False
    ) -> None:
        super().__init__(scope, id_)
        self.zone_name = zone_name
        # A zone made anew has other name servers: the delegation would be dead.
        self._zone = pin(
            Route53Zone(
                self,
                "zone",
                name=zone_name,
                comment="created by Terraform",
                force_destroy=destroyable,
            ),
            "hosted_zone",
        )

    @cached_property
    def zone_id(self) -> str:
        """The zone's id."""
        return self._zone.zone_id

    @cached_property
    def name_servers(self) -> list[str]:
        """What the parent zone's NS records must say."""
        return self._zone.name_servers
