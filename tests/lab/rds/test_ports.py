"""Each instance name has a port of its own."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from lab.rds.ports import LOOPBACK, Ports

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def ports() -> Iterator[Ports]:
    found = Ports()
    yield found
    found.close()


def test_a_name_keeps_its_port_and_shares_it_with_no_other(ports: Ports) -> None:
    one = ports.of("eu-west-1", "one")
    assert ports.of("eu-west-1", "one") == one
    assert len({one, ports.of("eu-west-1", "two"), ports.of("eu-central-1", "one")}) == 3


def test_two_labs_never_share_a_port_and_the_next_one_has_the_same_again() -> None:
    first, second = Ports(), Ports()
    port = first.of("eu-west-1", "shared-name")
    assert second.of("eu-west-1", "shared-name") != port
    first.close()
    third = Ports()
    assert third.of("eu-west-1", "shared-name") == port
    second.close()
    third.close()


def test_the_held_port_is_free_for_the_database_and_for_nobody_who_takes_any_port(
    ports: Ports,
) -> None:
    port = ports.of("eu-west-1", "one")
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind((LOOPBACK, port))
    with socket.socket() as database:
        database.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        database.bind((LOOPBACK, port))
        database.listen()


def test_a_port_on_which_somebody_listens_is_left_alone() -> None:
    free = Ports()
    port = free.of("eu-west-1", "taken")
    free.close()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind((LOOPBACK, port))
        stranger.listen()
        ports = Ports()
        assert ports.of("eu-west-1", "taken") != port
        ports.close()
