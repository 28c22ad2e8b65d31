"""Reads moto's models into a configuration; runs where moto runs, and is quick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.backends import get_backend

from lab.alb import names
from lab.alb.actions import action
from lab.alb.configuration import (
    Condition,
    Configuration,
    HealthCheck,
    Listener,
    LoadBalancer,
    RegisteredTarget,
    Rule,
    TargetGroup,
)
from lab.alb.moto_target_health import IN_DRAIN, NOT_IN_USE
from lab.alb.moto_targets import draining, registered
from lab.target_health import Health, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from moto.elbv2.models import FakeListener, FakeLoadBalancer, FakeTargetGroup


_CONFIGS = {
    "path-pattern": "PathPatternConfig",
    "host-header": "HostHeaderConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
}


def take(account: str, certify: Callable[[tuple[str, ...]], str]) -> Configuration:
    """Return what an account's Application Load Balancers are told to do now.

    Args:
        account: the account's id.
        certify: is given the names of an HTTPS listener, returns the file of its certificate.
    """
    backends = list(get_backend("elbv2").get(account, {}).values())
    balancers = [
        _load_balancer(balancer, account, backend.region_name, certify)
        for backend in backends
        for balancer in backend.load_balancers.values()
        if balancer.type == "application"
    ]
    used = {arn for balancer in balancers for arn in _groups_of(balancer)}
    return Configuration(
        load_balancers=tuple(balancers),
        target_groups=tuple(
            _target_group(group)
            for backend in backends
            for group in backend.target_groups.values()
            if group.arn in used
        ),
        hosts=names.hosts(
            {balancer.dns_name: balancer.arn for balancer in balancers}, _records(account)
        ),
    )


def others(account: str, now: float) -> dict[Target, Health]:
    """Return the health of targets that no check decides: unused, or draining at `now`."""
    found = {}
    for backend in get_backend("elbv2").get(account, {}).values():
        for group in backend.target_groups.values():
            for address, port in draining(group, now):
                found[Target(group.arn, address, port)] = IN_DRAIN
            if not is_used(group):
                for one in registered(group):
                    found[Target(group.arn, one.address, one.port)] = NOT_IN_USE
    return found


def is_used(group: FakeTargetGroup) -> bool:
    """Tell whether a load balancer forwards to a group."""
    backend = get_backend("elbv2")[group.account_id][group.region_name]
    return bool(backend._any_listener_using(group.arn))  # noqa: SLF001 - knows moto's shapes of actions


def _groups_of(balancer: LoadBalancer) -> Iterable[str]:
    for listener in balancer.listeners:
        for rule in listener.rules:
            if rule.action.kind == "forward":
                yield from (group.arn for group in rule.action.groups)


def _load_balancer(
    balancer: FakeLoadBalancer,
    account: str,
    region: str,
    certify: Callable[[tuple[str, ...]], str],
) -> LoadBalancer:
    attributes = balancer.attrs

    def enabled(name: str) -> bool:
        return str(attributes.get(name, "false")).lower() == "true"

    return LoadBalancer(
        arn=balancer.arn,
        dns_name=balancer.dns_name,
        listeners=tuple(
            _listener(listener, balancer.dns_name, account, region, certify)
            for listener in balancer.listeners.values()
        ),
        idle_timeout_seconds=float(attributes.get("idle_timeout.timeout_seconds", 60)),
        preserve_host_header=enabled("routing.http.preserve_host_header.enabled"),
        drop_invalid_header_fields=enabled("routing.http.drop_invalid_header_fields.enabled"),
        forwarded_for=str(attributes.get("routing.http.xff_header_processing.mode", "append")),
        forwarded_for_port=enabled("routing.http.xff_client_port.enabled"),
    )


def _listener(
    listener: FakeListener,
    dns_name: str,
    account: str,
    region: str,
    certify: Callable[[tuple[str, ...]], str],
) -> Listener:
    rules = sorted(
        listener.rules.values(),
        key=lambda rule: (rule.is_default, 0 if rule.is_default else int(rule.priority)),
    )
    secure = listener.protocol == "HTTPS"
    domains = _domains(listener.certificates, account, region) if secure else ()
    return Listener(
        arn=listener.arn,
        port=int(listener.port),
        protocol=listener.protocol,
        rules=tuple(
            Rule(
                arn=rule.arn,
                priority=str(rule.priority),
                conditions=tuple(_condition(one) for one in rule.conditions),
                action=action([one.data for one in rule.actions]),
            )
            for rule in rules
        ),
        certificate=certify(names.on_certificate(dns_name, domains)) if secure else None,
    )


def _condition(data: dict[str, Any]) -> Condition:
    field = data["Field"]
    config = data.get(_CONFIGS[field], {})
    values = config.get("Values") or data.get("Values") or []
    if field == "query-string":
        pairs = tuple((str(one.get("Key", "")), str(one["Value"])) for one in values)
        return Condition(field, pairs)
    return Condition(
        field,
        tuple((str(value),) for value in values),
        header=str(config.get("HttpHeaderName", "")),
    )


def _target_group(group: FakeTargetGroup) -> TargetGroup:
    attributes = group.attributes
    sticky = (
        str(attributes.get("stickiness.enabled")).lower() == "true"
        and attributes.get("stickiness.type") == "lb_cookie"
    )
    seconds = int(attributes.get("stickiness.lb_cookie.duration_seconds", 86400))
    port = str(group.health_check_port or "traffic-port")
    matcher = (getattr(group, "matcher", None) or {}).get("HttpCode", "200")
    return TargetGroup(
        arn=group.arn,
        protocol=group.protocol or "HTTP",
        health_check=HealthCheck(
            protocol=group.health_check_protocol or "HTTP",
            port=None if port == "traffic-port" else int(port),
            path=group.health_check_path or "/",
            matcher=str(matcher),
            interval_seconds=float(group.health_check_interval_seconds),
            timeout_seconds=float(group.health_check_timeout_seconds),
            healthy_threshold=int(group.healthy_threshold_count),
            unhealthy_threshold=int(group.unhealthy_threshold_count),
        ),
        targets=tuple(
            RegisteredTarget(one.address, one.port, one.registration) for one in registered(group)
        ),
        algorithm=str(attributes.get("load_balancing.algorithm.type", "round_robin")),
        stickiness_seconds=seconds if sticky else 0,
    )


def _domains(arns: Sequence[str], account: str, region: str) -> tuple[str, ...]:
    """Return the names on ACM certificates, in order and once each."""
    known = get_backend("acm").get(account, {}).get(region)
    found: dict[str, None] = {}
    for arn in arns:
        bundle = known and known._certificates.get(arn)  # noqa: SLF001 - DescribeCertificate would issue it
        if bundle:
            found |= dict.fromkeys([str(bundle.common_name), *map(str, bundle.sans)])
    return tuple(found)


def _records(account: str) -> list[names.Record]:
    """Return the records that say the name is another name."""
    found = []
    for backend in get_backend("route53").get(account, {}).values():
        for zone in backend.zones.values():
            for record in zone.rrsets:
                alias = (record.alias_target or {}).get("DNSName", "")
                plain = record.records or []
                target = alias or (str(plain[0]) if record.type == "CNAME" and plain else "")
                if target and record.type in {"A", "AAAA", "CNAME"}:
                    weight = int(record.weight) if record.weight is not None else 1
                    first = record.failover != "SECONDARY"
                    found.append(names.Record(record.name, target, (first, weight)))
    return found
