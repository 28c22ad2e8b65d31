"""NAT gateways, public addresses, interface endpoints, load balancers, flow logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.change.cost.charges import Table, hourly, used

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.change.cost.charges import Charge
    from sluice.change.cost.facts import Facts


def nat_gateway(_: Facts) -> Iterator[Charge]:
    """Charge a NAT gateway by the hour and by what goes through; its address is `aws_eip`."""
    yield hourly("NAT gateway hours", "nat.hour")
    yield used("processed data", "nat.gb", "gb_processed")
    yield used("data out to the internet", "transfer.internet.gb", "gb_out")


def public_address(_: Facts) -> Iterator[Charge]:
    """Charge a public IPv4 address; in use and idle cost the same."""
    yield hourly("public IPv4 address", "ipv4.hour")


def endpoint(vpc_endpoint: Facts) -> Iterator[Charge]:
    """Charge an interface endpoint by zone and hour; gateway endpoints are free."""
    if vpc_endpoint.text("vpc_endpoint_type", "Gateway") == "Gateway":
        return
    zones = vpc_endpoint.count("subnet_ids")
    yield hourly(f"interface endpoint in {zones} zones", "endpoint.zone_hour", zones)


def endpoint_data(vpc_endpoint: Facts) -> Iterator[Charge]:
    """Charge what goes through an interface endpoint."""
    if vpc_endpoint.text("vpc_endpoint_type", "Gateway") != "Gateway":
        yield used("processed data", "endpoint.gb", "gb_processed")


def load_balancer(balancer: Facts) -> Iterator[Charge]:
    """Charge a load balancer by the hour, by capacity units, and by what it answers."""
    kind = balancer.text("load_balancer_type", "application")
    yield hourly(f"{kind} load balancer hours", f"balancer.{kind}.hour")
    yield used("capacity units", f"balancer.{kind}.lcu_hour", "lcu_hours")
    yield used("data out to the internet", "transfer.internet.gb", "gb_out")


def load_balancer_addresses(balancer: Facts) -> Iterator[Charge]:
    """Charge the public IPv4 addresses of a load balancer on the internet: one per subnet."""
    if not balancer.true("internal"):
        zones = balancer.count("subnets")
        yield hourly(f"public IPv4 addresses in {zones} zones", "ipv4.hour", zones)


def flow_log(log: Facts) -> Iterator[Charge]:
    """Charge what a flow log delivers; storage is the log group's."""
    destination = log.text("log_destination_type", "cloud-watch-logs")
    yield used("delivered logs", f"logs.vended.{destination}.gb", "gb_delivered")


TABLE: Table = {
    "aws_eip": (public_address,),
    "aws_flow_log": (flow_log,),
    "aws_lb": (load_balancer, load_balancer_addresses),
    "aws_nat_gateway": (nat_gateway,),
    "aws_vpc_endpoint": (endpoint, endpoint_data),
}
