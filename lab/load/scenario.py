"""What each simulated client asks for."""

from __future__ import annotations

import json
import random
from enum import StrEnum
from typing import NamedTuple

# Of a hundred requests, once a client has an item.
_MIX = {"POST": 20, "GET": 60, "PUT": 15, "DELETE": 5}
_KEPT_ITEMS = 100


class Scenario(StrEnum):
    """get: the URL itself, again and again. items: items below it come, change and go."""

    GET = "get"
    ITEMS = "items"


class Ask(NamedTuple):
    """One request; `path` is added to the plan's URL, `document` is sent as JSON."""

    method: str
    path: str = ""
    document: dict[str, object] | None = None


class Client:
    """One simulated user; asks only for items of its own, so that none is gone unexpectedly."""

    def __init__(self, scenario: Scenario, seed: str) -> None:
        self._scenario = scenario
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._items: list[str] = []

    def next(self) -> Ask:
        """Return what it asks for now."""
        if self._scenario is Scenario.GET:
            return Ask("GET")
        methods = list(_MIX)
        method = self._random.choices(methods, list(_MIX.values()))[0] if self._items else "POST"
        if method == "POST" and len(self._items) >= _KEPT_ITEMS:
            method = "DELETE"
        item = {"name": f"item {self._random.randrange(10**6)}", "quantity": 1}
        match method:
            case "POST":
                return Ask("POST", "/items", item)
            case "DELETE":
                at = self._random.randrange(len(self._items))
                return Ask("DELETE", f"/items/{self._items.pop(at)}")
            case "PUT":
                return Ask("PUT", f"/items/{self._random.choice(self._items)}", item)
            case _:
                return Ask("GET", f"/items/{self._random.choice(self._items)}")

    def heard(self, ask: Ask, status: int, body: bytes) -> None:
        """Take note of the answer: what was created can be asked for."""
        if ask.method == "POST" and 200 <= status < 300:
            try:
                self._items.append(str(json.loads(body)["id"]))
            except (ValueError, KeyError, TypeError):
                return
