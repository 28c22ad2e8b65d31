"""An estimate as text for a person, and as JSON for `cost.json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sluice.change.model.planned import Action

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from sluice.change.cost.amount import Range
    from sluice.change.cost.model import Component, CostDelta, Line, NotPriced

FORMAT = 1
"""The version of the JSON's form."""


def as_json(delta: CostDelta) -> str:
    """Return an estimate as a JSON document; amounts are texts, so that no digit is lost."""
    return json.dumps(document(delta), indent=2) + "\n"


def document(delta: CostDelta) -> dict[str, Any]:
    """Return an estimate as plain values."""
    prices = delta.prices
    return {
        "format": FORMAT,
        "stack": delta.stack,
        "region": delta.region,
        "engine": delta.engine,
        "currency": delta.currency,
        "before": _range(delta.before),
        "after": _range(delta.after),
        "difference": _range(delta.difference),
        "usage_assumed": delta.usage_assumed,
        "complete": delta.complete,
        "before_complete": delta.before_complete,
        "after_complete": delta.after_complete,
        "difference_complete": delta.difference_complete,
        "lines": [_line(each) for each in delta.lines],
        "not_priced": [_not_priced(each) for each in delta.not_priced],
        "prices": {
            "used": prices.used,
            "unverified": prices.unverified,
            "unverified_since": prices.since.isoformat() if prices.since else None,
            "oldest": prices.oldest.isoformat() if prices.oldest else None,
        },
    }


def lines(delta: CostDelta, *, every: bool = False, only_changed: bool = False) -> Iterator[str]:
    """Yield an estimate for a terminal.

    Args:
        delta: the estimate.
        every: resources that cost nothing, and what each is charged for, as well.
        only_changed: resources whose cost changes, and no others.
    """
    shown = [
        each
        for each in (delta.changed_lines if only_changed else _dearest_first(delta.lines))
        if every or only_changed or each.after_components or each.before_components
    ]
    yield f"{delta.stack}, {delta.currency} a month ({delta.region}, by {delta.engine}):"
    if shown:
        yield from _table(shown, every=every, new=_all_new(delta))
    elif only_changed:
        yield "no resource's cost changes"
    yield ""
    yield from totals(delta)
    for each in delta.not_priced:
        if not only_changed or each.changed:
            yield f"  not priced: {each.sentence}"
    yield from _trust(delta)


def totals(delta: CostDelta) -> Iterator[str]:
    """Yield the sums: a lower bound is called one."""
    if _all_new(delta):
        yield f"a month: {_at_least(complete=delta.after_complete)}{dollars(delta.after)}"
        yield from _missing_count(delta)
        return
    yield f"before:     {_at_least(complete=delta.before_complete)}{dollars(delta.before)}"
    yield f"after:      {_at_least(complete=delta.after_complete)}{dollars(delta.after)}"
    rest = "" if delta.difference_complete else ", and what is not priced"
    yield f"difference: {dollars(delta.difference, signed=True)}{rest}"
    yield from _missing_count(delta)


def _missing_count(delta: CostDelta) -> Iterator[str]:
    if not delta.complete:
        yield f"not priced: {len(delta.not_priced)}; they are in no sum"


def _at_least(*, complete: bool) -> str:
    return "" if complete else "at least "


def dollars(amount: Range, *, signed: bool = False) -> str:
    """Return an amount to the cent, such as `$12.00` or `$12.00 to $15.50`."""
    rounded = amount.rounded()
    low, high = _dollars(rounded.low, signed=signed), _dollars(rounded.high, signed=signed)
    return low if low == high else f"{low} to {high}"


def _dollars(value: Decimal, *, signed: bool) -> str:
    sign = "-" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}${abs(value):,.2f}"


def _dearest_first(found: Sequence[Line]) -> list[Line]:
    return sorted(found, key=lambda each: (-max(each.after.high, each.before.high), each.address))


def _table(shown: Sequence[Line], *, every: bool, new: bool) -> Iterator[str]:
    """Yield resources in columns; of what is all new, only what it will cost."""
    columns = slice(0, 3, 2) if new else slice(0, 4)
    heads = ("resource", "a month") if new else ("resource", "before", "after", "difference")
    rows = [_cells(each)[columns] for each in shown]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    yield _aligned(heads, widths)
    for line, row in zip(shown, rows, strict=True):
        yield _aligned(row, widths)
        if every:
            yield from _details(line)


def _all_new(delta: CostDelta) -> bool:
    return all(each.action is Action.CREATE for each in delta.lines)


def _cells(line: Line) -> tuple[str, str, str, str]:
    moved = dollars(line.difference, signed=True) if line.before != line.after else ""
    return line.construct_path or line.address, dollars(line.before), dollars(line.after), moved


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers = zip(cells, widths, strict=True)
    return "  ".join((first[0].ljust(first[1]), *(text.rjust(n) for text, n in numbers))).rstrip()


def _details(line: Line) -> Iterator[str]:
    if line.free:
        yield f"    free: {line.free}"
    for each in line.after_components or line.before_components:
        yield f"    {each.name}: {_quantity(each)} {each.unit}, {dollars(each.cost)}"


def _quantity(component: Component) -> str:
    low, high = f"{component.quantity.low:f}", f"{component.quantity.high:f}"
    return low if low == high else f"{low} to {high}"


def _trust(delta: CostDelta) -> Iterator[str]:
    prices = delta.prices
    if delta.usage_assumed:
        yield (
            f"usage: assumed, as of usage/default.toml: copy it to usage/{delta.stack}.toml and "
            "put in what its bill says"
        )
    if prices.unverified:
        yield (
            f"prices used: {prices.used}, of which {prices.unverified} unverified, the oldest "
            f"since {prices.since}: run 'sluice cost refresh'"
        )
    elif prices.oldest:
        yield f"prices used: {prices.used}, the oldest looked up on {prices.oldest}"


def _range(amount: Range) -> dict[str, str]:
    rounded = amount.rounded()
    return {"low": f"{rounded.low:f}", "high": f"{rounded.high:f}"}


def _exact(amount: Range) -> dict[str, str]:
    return {"low": f"{amount.low:f}", "high": f"{amount.high:f}"}


def _line(line: Line) -> dict[str, Any]:
    return {
        "address": line.address,
        "kind": line.kind,
        "construct_path": line.construct_path,
        "action": str(line.action),
        "before": _range(line.before),
        "after": _range(line.after),
        "difference": _range(line.difference),
        "free": line.free,
        "components": {
            "before": [_component(each) for each in line.before_components],
            "after": [_component(each) for each in line.after_components],
        },
    }


def _component(component: Component) -> dict[str, Any]:
    return {
        "name": component.name,
        "price": component.price,
        "unit": component.unit,
        "quantity": _exact(component.quantity),
        "usage": component.usage,
        "cost": _exact(component.cost),
    }


def _not_priced(missing: NotPriced) -> dict[str, Any]:
    return {
        "address": missing.address,
        "kind": missing.kind,
        "construct_path": missing.construct_path,
        "what": missing.what,
        "why": str(missing.why),
        "detail": missing.detail,
        "changed": missing.changed,
        "before": missing.before,
        "after": missing.after,
        "sentence": missing.sentence,
    }
