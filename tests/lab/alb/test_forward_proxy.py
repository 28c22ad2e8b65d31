"""The forward proxy: the lab's names, over HTTP and TLS, and none of the world's."""

from __future__ import annotations

import http.client
import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.lab.alb.rig import Rig, eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lab.alb.targets import HttpTarget

NAME = "web.stage.example.com"


def tell_name(rig: Rig, name: str, target: str) -> None:
    """Let a Route 53 alias lead to a load balancer."""
    dns = rig.client("route53")
    zone = dns.create_hosted_zone(Name="stage.example.com", CallerReference=name)["HostedZone"]
    alias = {"HostedZoneId": "Z1", "DNSName": target, "EvaluateTargetHealth": True}
    record = {"Name": name, "Type": "A", "AliasTarget": alias}
    dns.change_resource_record_sets(
        HostedZoneId=zone["Id"],
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]},
    )


def certificate(rig: Rig, *names: str) -> str:
    made = rig.client("acm").request_certificate(
        DomainName=names[0], SubjectAlternativeNames=list(names), ValidationMethod="DNS"
    )
    arn: str = made["CertificateArn"]
    return arn


@pytest.fixture
def served(rig: Rig, target: Callable[[str], HttpTarget]) -> Rig:
    """Return a rig with listeners on 80 and 443 before one target, and a name of its own."""
    only = target("only")
    rig.register(rig.blue, only)
    forward = [{"Type": "forward", "TargetGroupArn": rig.blue}]
    rig.listen(forward)
    secure = rig.listen(
        forward,
        port=443,
        Protocol="HTTPS",
        Certificates=[{"CertificateArn": certificate(rig, NAME, "*.other.example.com")}],
    )
    tell_name(rig, NAME, rig.dns_name)
    rig.wait_healthy(rig.blue, only)
    names = sorted([NAME, rig.dns_name, f"dualstack.{rig.dns_name}"])
    eventually(lambda: rig.status()["load_balancers"][0]["hosts"], names)
    # Known is not yet at work: the data plane hears of it a moment later.
    eventually(lambda: proxied(rig, NAME, 80, tls=False).status, 200)
    rig.port(secure)
    return rig


def proxied(rig: Rig, host: str, port: int, *, tls: bool) -> http.client.HTTPResponse:
    connection: Any = http.client.HTTPConnection("127.0.0.1", rig.status()["proxy_port"], timeout=9)
    if tls:
        trusted = ssl.create_default_context(cafile=str(rig.folder / "ca.pem"))
        connection = http.client.HTTPSConnection(
            "127.0.0.1", rig.status()["proxy_port"], timeout=9, context=trusted
        )
        connection.set_tunnel(host, port)
        connection.request("GET", "/path?q")
    else:
        connection.request("GET", f"http://{host}:{port}/path?q", headers={"Host": host})
    found: http.client.HTTPResponse = connection.getresponse()
    found.read()
    connection.close()
    return found


def test_a_name_in_route_53_leads_to_the_load_balancer(served: Rig) -> None:
    for port, tls in ((80, False), (443, True)):
        found = proxied(served, NAME, port, tls=tls)
        assert (found.status, found.headers["X-Target"]) == (200, "only")


def test_curl_needs_the_proxy_and_the_bundle_alone(served: Rig) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    done = subprocess.run(
        [
            *(curl, "--silent", "--show-error", "--fail", "--max-time", "10"),
            *("--proxy", f"http://127.0.0.1:{served.status()['proxy_port']}"),
            *("--cacert", str(served.folder / "ca.pem"), f"https://{NAME}/healthz"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_certificate_is_trusted_by_the_bundle_only_for_its_names(served: Rig) -> None:
    stranger = http.client.HTTPSConnection(
        "127.0.0.1", served.status()["proxy_port"], timeout=9, context=ssl.create_default_context()
    )
    stranger.set_tunnel(NAME, 443)
    with pytest.raises(ssl.SSLCertVerificationError):
        stranger.request("GET", "/")
    tell_name(served, "unnamed.stage.example.com", served.dns_name)
    eventually(
        lambda: "unnamed.stage.example.com" in served.status()["load_balancers"][0]["hosts"],
        wanted=True,
    )
    # As on AWS: the name leads there, but no ACM certificate holds it.
    eventually(lambda: _tls_fails(served, "unnamed.stage.example.com"), wanted=True)


def _tls_fails(rig: Rig, host: str) -> bool:
    try:
        proxied(rig, host, 443, tls=True)
    except ssl.SSLCertVerificationError:
        return True
    except OSError:
        return False  # not known yet
    return False


def test_every_other_host_and_port_is_refused(served: Rig) -> None:
    for host, port in (("example.com", 443), (NAME, 8443), ("127.0.0.1", 80), ("localhost", 22)):
        with pytest.raises(OSError, match="502"):
            proxied(served, host, port, tls=True)
        assert proxied(served, host, port, tls=False).status == 502


def test_the_refusal_is_one_sentence(rig: Rig) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", rig.status()["proxy_port"], timeout=9)
    connection.request("GET", "http://example.com/")
    assert connection.getresponse().read().decode() == (
        "The lab has no server example.com:80; it reaches only its own load balancers "
        "and the names that lead to them.\n"
    )
    connection.close()


def test_what_is_no_proxy_request_is_refused(rig: Rig) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", rig.status()["proxy_port"], timeout=9)
    connection.request("GET", "/")
    assert connection.getresponse().status == 400
    connection.close()
