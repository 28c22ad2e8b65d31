from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sluice.change.cost.usage_file import Entry, Usage
from tests.sluice.change.cost.made import book, change, plan, priced

if TYPE_CHECKING:
    from sluice.change.cost.model import CostDelta
    from sluice.change.cost.prices_file import PriceBook
    from sluice.change.model.planned import Planned

CENT = Decimal("0.01")
KEYS = (
    "balancer.application.hour",
    "balancer.application.lcu_hour",
    "dashboard.month",
    "ipv4.hour",
    "nat.gb",
    "nat.hour",
    "rds.postgresql.multi.db.t4g.medium.hour",
    "rds.postgresql.single.db.t4g.medium.hour",
    "rds.multi.gp3.gb_month",
    "rds.single.gp3.gb_month",
    "transfer.internet.gb",
    "waf.acl_month",
    "waf.rule_month",
)
QUANTITIES = ("gb_processed", "gb_out", "lcu_hours", "requests", "vcpu_hours_over_baseline")


def _database(*, multi: bool, size: int) -> dict[str, Any]:
    return {
        "engine": "postgres",
        "instance_class": "db.t4g.medium",
        "storage_type": "gp3",
        "allocated_storage": size,
        "multi_az": multi,
    }


values = st.one_of(
    st.tuples(st.just("aws_eip"), st.just({})),
    st.tuples(st.just("aws_nat_gateway"), st.just({})),
    st.tuples(st.just("aws_cloudwatch_dashboard"), st.just({})),
    st.tuples(st.just("aws_unknown_kind"), st.just({})),
    st.tuples(st.just("aws_iam_role"), st.just({})),
    st.tuples(
        st.just("aws_lb"),
        st.builds(lambda n: {"internal": False, "subnets": ["s"] * n}, st.integers(1, 3)),
    ),
    st.tuples(
        st.just("aws_wafv2_web_acl"),
        st.builds(lambda n: {"rule": [{}] * n}, st.integers(0, 5)),
    ),
    st.tuples(
        st.just("aws_db_instance"),
        st.builds(
            lambda multi, size: _database(multi=multi, size=size),
            st.booleans(),
            st.integers(20, 1000),
        ),
    ),
)
sides = st.tuples(values, st.sampled_from(["create", "delete", "no-op", "update"]), values)
changes = st.lists(sides, max_size=12)
dollars = st.decimals("0.0000001", "100", allow_nan=False, places=7)
prices = st.dictionaries(st.sampled_from(KEYS), dollars).map(
    lambda found: book({key: str(value) for key, value in found.items()})
)


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    entries = []
    for kind in ("aws_nat_gateway", "aws_lb", "aws_wafv2_web_acl", "aws_db_instance"):
        from sluice.change.cost.amount import Range

        bounds = draw(
            st.dictionaries(
                st.sampled_from(QUANTITIES),
                st.tuples(dollars, dollars).map(lambda pair: Range(min(pair), max(pair))),
            )
        )
        entries.append(Entry("dev", kind, "*", bounds))
    return Usage(tuple(entries))


def _plan(found: list[Any], order: list[int] | None = None) -> Planned:
    made = []
    for number, ((kind, old), action, (_, new)) in enumerate(found):
        before = None if action == "create" else old
        after = (
            None
            if action == "delete"
            else (old if action in {"no-op", "create"} else {**old, **new})
        )
        made.append(change(f"{kind}.n{number}", before, after, actions=[action]))
    return plan(*(made[index] for index in order or range(len(made))))


def _priced(found: list[Any], book_: PriceBook, usage: Usage) -> CostDelta:
    return priced(_plan(found), book_, usage)


@given(changes, prices, usages())
@settings(deadline=None)
def test_the_difference_is_after_minus_before(
    found: list[Any], book_: PriceBook, usage: Usage
) -> None:
    delta = _priced(found, book_, usage)

    assert {delta.difference.low, delta.difference.high} == {
        delta.after.low - delta.before.low,
        delta.after.high - delta.before.high,
    }
    for line in delta.lines:
        assert {line.difference.low, line.difference.high} == {
            line.after.low - line.before.low,
            line.after.high - line.before.high,
        }


@given(changes, prices, usages())
@settings(deadline=None)
def test_the_lowest_never_exceeds_the_highest(
    found: list[Any], book_: PriceBook, usage: Usage
) -> None:
    delta = _priced(found, book_, usage)

    assert 0 <= delta.before.low <= delta.before.high
    assert 0 <= delta.after.low <= delta.after.high
    assert delta.difference.low <= delta.difference.high
    assert all(0 <= each.after.low <= each.after.high for each in delta.lines)


@given(changes, prices, usages(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_resources_does_not_matter(
    found: list[Any], book_: PriceBook, usage: Usage, random: Any
) -> None:
    order = list(range(len(found)))
    random.shuffle(order)

    assert priced(_plan(found, order), book_, usage) == _priced(found, book_, usage)


@given(changes, prices, usages())
@settings(deadline=None)
def test_a_plan_that_does_nothing_makes_no_difference(
    found: list[Any], book_: PriceBook, usage: Usage
) -> None:
    delta = _priced([(old, "no-op", new) for old, _, new in found], book_, usage)

    assert f"{delta.difference.low:.2f}" == f"{delta.difference.high:.2f}" == "0.00"
    assert delta.before == delta.after
    assert delta.difference_complete
    assert delta.changed_lines == ()


@given(changes, prices, usages())
@settings(deadline=None)
def test_totals_are_the_lines_sums_rounded_once(
    found: list[Any], book_: PriceBook, usage: Usage
) -> None:
    delta = _priced(found, book_, usage)
    exact = sum((each.after.high for each in delta.lines), start=Decimal(0))

    assert abs(delta.after.high - exact) <= CENT / 2
    assert delta.after.high == delta.after.high.quantize(CENT)


@given(changes, prices, usages(), st.sampled_from(KEYS))
@settings(deadline=None)
def test_taking_a_price_away_never_makes_anything_dearer_and_is_always_told(
    found: list[Any], book_: PriceBook, usage: Usage, key: str
) -> None:
    whole = _priced(found, book_, usage)
    part = _priced(found, book_.without(key), usage)

    assert part.after.high <= whole.after.high
    if part.after != whole.after or part.before != whole.before:
        assert not part.complete
        assert len(part.not_priced) > len(whole.not_priced)
