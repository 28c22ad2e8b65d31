"""Limits that AWS sets and several groups of settings share."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, ip_network

from webservice.errors import InvalidValue

# CloudWatch Logs accepts these retentions only (PutRetentionPolicy).
LOG_RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653)
# Elastic Load Balancing: the weight of a target group in a forward action.
MAX_WEIGHT = 999


URL = re.compile(r"^https://[^\s]+$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


def parse_cidr(field: str, value: str) -> IPv4Network:
    """Return `value` as an IPv4 network; raises `InvalidValue` where it is none."""
    try:
        network = ip_network(value)
    except ValueError as error:
        raise InvalidValue(field, value, "must be an IPv4 range such as 10.0.0.0/16") from error
    if not isinstance(network, IPv4Network):
        raise InvalidValue(field, value, "must be an IPv4 range such as 10.0.0.0/16")
    return network
