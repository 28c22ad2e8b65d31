"""Where names are really reached."""

from __future__ import annotations

from lab.hosts import HostTable


def test_a_name_is_known_whatever_its_case_until_it_is_removed() -> None:
    hosts = HostTable()
    hosts.put("Hooks.Example.com", 443, 4711)
    assert hosts.entries() == {("hooks.example.com", 443): 4711}
    hosts.remove("hooks.example.COM", 443)
    hosts.remove("hooks.example.com", 443)
    assert hosts.entries() == {}


def test_what_was_read_does_not_change() -> None:
    hosts = HostTable()
    before = hosts.entries()
    hosts.put("a", 1, 2)
    assert before == {}
