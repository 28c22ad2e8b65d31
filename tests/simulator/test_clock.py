from __future__ import annotations

from simulator.clock import START, VirtualClock


def test_time_goes_by_only_where_somebody_sleeps() -> None:
    clock = VirtualClock()
    assert clock.now() == START
    clock.sleep(5)
    assert clock.now() == START + 5


def test_what_is_due_happens_on_the_way_in_order_and_at_its_time() -> None:
    clock = VirtualClock(0)
    seen: list[tuple[str, float]] = []
    clock.at(7, lambda: seen.append(("later", clock.now())))
    clock.at(3, lambda: seen.append(("first", clock.now())))
    clock.at(3, lambda: seen.append(("second", clock.now())))
    clock.at(11, lambda: seen.append(("not yet", clock.now())))
    clock.sleep(10)
    assert seen == [("first", 3), ("second", 3), ("later", 7)]


def test_what_happens_can_let_something_else_happen_within_the_same_sleep() -> None:
    clock = VirtualClock(0)
    seen: list[float] = []
    clock.at(1, lambda: clock.at(2, lambda: seen.append(clock.now())))
    clock.sleep(2)
    assert seen == [2]


def test_time_never_goes_back() -> None:
    clock = VirtualClock(10)
    clock.move_to(5)
    assert clock.now() == 10
