"""Clusters do not stand in each other's way."""

from __future__ import annotations

import asyncio

from lab.rds.ports import Ports
from tests.lab.rds import fleets


async def _take_over() -> None:
    ports = Ports()
    port = ports.of("eu-west-1", "name")
    old, new = fleets.instance("db-old", port), fleets.instance("db-new", port)
    async with fleets.fleet() as (fleet, _):
        await fleets.rounds(
            fleet,
            fleets.account(old),
            lambda: "db-old" in fleet.keepers and fleet.keepers["db-old"].made,
        )
        both = fleets.account(old, new)
        for _ in range(10):
            await fleet.round(both)
            await asyncio.sleep(0.02)
        waiting = fleet.keepers["db-new"]
        assert waiting.last is None, "it began while another server listened on its port"
        await fleets.rounds(fleet, fleets.account(new), lambda: waiting.made)
        assert waiting.cluster.port == port
    ports.close()


def test_who_takes_over_a_name_waits_until_its_port_was_left() -> None:
    asyncio.run(_take_over())
