"""What all values that go into the journal have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Immutable; written to the journal as JSON and read back.

    A field that this program does not know means a newer writer: refused, not guessed.
    """

    # Without the last one, JSON has null for infinity, which no field takes back.
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")
