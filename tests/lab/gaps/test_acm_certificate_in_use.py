"""A certificate that a listener serves cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.lab.elbv2 import balanced

if TYPE_CHECKING:
    from collections.abc import Callable


def _served(clients: Callable[..., Any]) -> tuple[Any, Any, str, str]:
    acm, found = clients("acm"), balanced(clients)
    arn = acm.request_certificate(DomainName="web.example.com", ValidationMethod="DNS")
    (listener,) = found.elbv2.create_listener(
        LoadBalancerArn=found.load_balancer,
        Port=443,
        Protocol="HTTPS",
        Certificates=[{"CertificateArn": arn["CertificateArn"]}],
        DefaultActions=found.forward(1, 0),
    )["Listeners"]
    return acm, found.elbv2, arn["CertificateArn"], listener["ListenerArn"]


def test_plain_moto_deletes_a_certificate_in_use(upstream: Callable[..., Any]) -> None:
    acm, _, certificate, _ = _served(upstream)
    acm.delete_certificate(CertificateArn=certificate)
    assert acm.list_certificates()["CertificateSummaryList"] == []


def test_the_lab_refuses_until_no_listener_has_it(lab: Callable[..., Any]) -> None:
    acm, elbv2, certificate, listener = _served(lab)
    with pytest.raises(ClientError, match=r"ResourceInUseException.*is in use"):
        acm.delete_certificate(CertificateArn=certificate)
    elbv2.delete_listener(ListenerArn=listener)
    acm.delete_certificate(CertificateArn=certificate)
    assert acm.list_certificates()["CertificateSummaryList"] == []
