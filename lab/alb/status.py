"""What `lab status` shows of the load balancers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.alb.configuration import region, suffix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lab.alb.configuration import Configuration, Listener, Rule
    from lab.alb.messages import TargetState


def status(
    configuration: Configuration,
    *,
    ports: Mapping[str, int],
    health: Sequence[TargetState],
    rates: Mapping[str, float],
    proxy_port: int,
    process: int | None,
    starts: int,
) -> dict[str, Any]:
    """Return it all, ready for JSON.

    Args:
        configuration: what the load balancers are told.
        ports: loopback ports by listener ARN.
        health: where the targets stand.
        rates: requests per second by target group ARN.
        proxy_port: the forward proxy's; 0 while it does not listen.
        process: the data plane's process id, None while none runs.
        starts: how many have been started so far.
    """
    return {
        "proxy_port": proxy_port,
        "process": process,
        "starts": starts,
        "load_balancers": [
            {
                "arn": balancer.arn,
                "region": region(balancer.arn),
                "dns_name": balancer.dns_name,
                "hosts": sorted(
                    host for host, arn in configuration.hosts.items() if arn == balancer.arn
                ),
                "listeners": [_listener(one, ports) for one in balancer.listeners],
            }
            for balancer in configuration.load_balancers
        ],
        "target_groups": [
            {
                "arn": group.arn,
                "name": suffix(group.arn).split("/")[1],
                "requests_per_second": round(rates.get(group.arn, 0.0), 2),
                "targets": [
                    {
                        "address": one.address,
                        "port": one.port,
                        "state": one.state,
                        "reason": one.reason,
                    }
                    for one in health
                    if one.group_arn == group.arn
                ],
            }
            for group in configuration.target_groups
        ],
    }


def _listener(listener: Listener, ports: Mapping[str, int]) -> dict[str, Any]:
    return {
        "arn": listener.arn,
        "protocol": listener.protocol,
        "port": listener.port,
        "loopback_port": ports.get(listener.arn),
        "rules": [_rule(rule) for rule in listener.rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    weights = {}
    if rule.action.kind == "forward":
        weights = {group.arn: group.weight for group in rule.action.groups}
    return {
        "arn": rule.arn,
        "priority": rule.priority,
        "action": rule.action.kind,
        "weights": weights,
    }
