"""Composes the constructs into one environment and exports its deployment descriptor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import TerraformStack

from stacks.backend import provider, state_in_bucket
from webservice.keys import Keys

if TYPE_CHECKING:
    from constructs import Construct

    from webservice.environment import Environment


class EnvironmentStack(TerraformStack):
    """Everything that one environment of the web service is made of."""

    def __init__(self, scope: Construct, id_: str, *, environment: Environment) -> None:
        super().__init__(scope, id_)
        state_in_bucket(self, account=environment.account, region=environment.region)
        provider(self, environment)
        self.keys = Keys(
            self,
            "keys",
            prefix=environment.prefix,
            account=environment.account,
            region=environment.region,
            destroyable=environment.destroyable,
        )
