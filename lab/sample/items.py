"""Items: what the application keeps for its users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lab.sample.database import Connection

MAX_LIMIT = 1000
_MAX_NAME_LENGTH = 200
_MAX_QUANTITY = 2**31 - 1
_COLUMNS = "id, name, quantity, created_at, updated_at"

Row = dict[str, Any]


class BadItem(ValueError):
    """What was sent is no item: one sentence."""


@dataclass(frozen=True)
class Item:
    """What a user sends."""

    name: str
    quantity: int = 0


def parse(document: object) -> Item:
    """Return the item in a document such as `{"name": "bolt", "quantity": 3}`.

    Raises:
        BadItem: it holds none.
    """
    if not isinstance(document, dict):
        raise BadItem('an item is a JSON object such as {"name": "bolt", "quantity": 3}')
    unknown = sorted(map(str, document.keys() - {"name", "quantity"}))
    if unknown:
        raise BadItem(f"an item has a name and a quantity, and no {unknown[0]}")
    name, quantity = document.get("name"), document.get("quantity", 0)
    if not isinstance(name, str) or not 0 < len(name) <= _MAX_NAME_LENGTH or "\0" in name:
        raise BadItem(f"name must be a text of 1 to {_MAX_NAME_LENGTH} characters")
    if type(quantity) is not int or not 0 <= quantity <= _MAX_QUANTITY:
        raise BadItem(f"quantity must be a whole number from 0 to {_MAX_QUANTITY}")
    return Item(name, quantity)


async def listed(connection: Connection, *, limit: int) -> list[Row]:
    """Return the newest items."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM items ORDER BY id DESC LIMIT %s",  # noqa: S608 - constant
        (limit,),
    )
    return await cursor.fetchall()


async def get(connection: Connection, id_: int) -> Row | None:
    """Return one item."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM items WHERE id = %s",  # noqa: S608 - constant
        (id_,),
    )
    return await cursor.fetchone()


async def create(connection: Connection, item: Item) -> Row:
    """Keep a new item."""
    cursor = await connection.execute(
        f"INSERT INTO items (name, quantity) VALUES (%s, %s) RETURNING {_COLUMNS}",  # noqa: S608 - a constant of this module
        (item.name, item.quantity),
    )
    row = await cursor.fetchone()
    assert row is not None, "INSERT ... RETURNING gives one row"
    return row


async def replace(connection: Connection, id_: int, item: Item) -> Row | None:
    """Change an item; None where there is none."""
    cursor = await connection.execute(
        "UPDATE items SET name = %s, quantity = %s, updated_at = now() "  # noqa: S608 - constant
        f"WHERE id = %s RETURNING {_COLUMNS}",
        (item.name, item.quantity, id_),
    )
    return await cursor.fetchone()


async def delete(connection: Connection, id_: int) -> bool:
    """Forget an item; False where there was none."""
    cursor = await connection.execute("DELETE FROM items WHERE id = %s", (id_,))
    return cursor.rowcount == 1
