from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.actions import SetScalingBounds
from sluice.canary.model.observation import Need, ScalingBounds

if TYPE_CHECKING:
    from tests.sluice.canary.ports.site import Site


def test_bounds_that_were_set_are_read_back(site: Site) -> None:
    def bounds() -> object:
        return site.world.observe(site.release(), {Need.SCALING}, 0).scaling

    assert bounds() == {"blue": ScalingBounds(2, 4), "green": ScalingBounds(0, 4)}

    site.world.perform(site.release(), SetScalingBounds(colour="green", min_count=2, max_count=6))

    assert bounds() == {"blue": ScalingBounds(2, 4), "green": ScalingBounds(2, 6)}


def test_a_colour_that_is_not_scaled_is_left_out(site: Site) -> None:
    site("application-autoscaling").deregister_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{site.name}/{site.name}-green",
        ScalableDimension="ecs:service:DesiredCount",
    )

    seen = site.world.observe(site.release(), {Need.SCALING}, 0)

    assert seen.scaling == {"blue": ScalingBounds(2, 4)}
