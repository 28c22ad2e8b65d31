"""Puts faults in force and takes them back, on request; carries out those of API and clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web
from pydantic import ValidationError

from lab.api.disturb import Disturb
from lab.control import Part, every
from lab.faults import kinds, moto_clock, words
from lab.faults.kinds import ClockSkew

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.control import Control
    from lab.faults.active import ActiveFault

_LOOK_SECONDS = 0.1


class Faults(Part):
    """The faults' HTTP routes; the other parts look by themselves which faults are in force."""

    def __init__(self, control: Control) -> None:
        """Step between the clients and moto."""
        super().__init__(control)
        moto_clock.patch(control)
        control.front.between = Disturb(control.faults, control.clock)

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the routes that `lab fault` and the client use."""
        return (
            web.get("/_lab/faults", self._list),
            web.post("/_lab/faults", self._add),
            web.delete("/_lab/faults", self._clear),
            web.delete("/_lab/faults/{id}", self._remove),
        )

    def status(self) -> dict[str, Any]:
        """Return the faults in force."""
        return {"faults": [describe(fault) for fault in self.control.faults]}

    async def run(self) -> None:
        """Keep the lab's clock where the faults in force want it; they may end by themselves."""
        await every(_LOOK_SECONDS, self._set_clock)

    async def _set_clock(self) -> None:
        # The driver ahead of AWS is the lab behind the driver.
        self.control.clock.skew_seconds = -sum(
            kind.skew_seconds for _, kind in self.control.faults.of(ClockSkew)
        )

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response([describe(fault) for fault in self.control.faults])

    async def _add(self, request: web.Request) -> web.Response:
        try:
            kind = kinds.parse(await request.json())
        except ValidationError as error:
            return _mistake(400, words.mistake(error))
        except ValueError:
            return _mistake(400, "a fault is one JSON document with its kind and parameters")
        fault = self.control.faults.add(kind)
        await self._set_clock()
        return web.json_response(describe(fault), status=201)

    async def _remove(self, request: web.Request) -> web.Response:
        id_ = request.match_info["id"]
        if not self.control.faults.remove(id_):
            return _mistake(
                404, f"no fault {id_!r} is in force: 'lab fault list' shows those that are"
            )
        await self._set_clock()
        return web.Response(status=204)

    async def _clear(self, _: web.Request) -> web.Response:
        self.control.faults.clear()
        await self._set_clock()
        return web.Response(status=204)


def describe(fault: ActiveFault) -> dict[str, Any]:
    """Return a fault in force as it is shown, ready for JSON."""
    return {
        "id": fault.id,
        "kind": fault.kind.kind,
        "parameters": fault.kind.model_dump(exclude={"kind"}),
        "age_seconds": round(fault.age_seconds, 3),
        "hits": fault.hits,
    }


def _mistake(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
