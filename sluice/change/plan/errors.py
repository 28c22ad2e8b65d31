"""Terraform's errors, each as one sentence that says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.errors import AwsUnreachable, SluiceError
from sluice.terraform import TerraformFailed

if TYPE_CHECKING:
    from collections.abc import Sequence


class StateLocked(SluiceError):
    """Somebody else plans or applies, or died while doing so."""


class NotBootstrapped(SluiceError):
    """The bucket that keeps the state is not there."""


class ProviderMissing(SluiceError):
    """The pinned provider cannot be installed."""


_LOCK_FIELD = re.compile(r"^\s*(ID|Operation|Who|Created):\s+(\S.*?)\s*$", re.MULTILINE)
_SHORT = 80  # characters of a summary that leave room for a detail
_BUCKET = re.compile(r'S3 bucket "([^"]+)" does not exist')
_OPERATIONS = {"OperationTypePlan": "plan", "OperationTypeApply": "apply"}


@dataclass(frozen=True)
class _Case:
    """What to say where one of the signs is in Terraform's text."""

    signs: tuple[str, ...]
    error: type[SluiceError]
    sentence: str
    """May hold {sign}, {first} (Terraform's own summary), {stack} and {region}."""


# In this order: a registry may be out of reach as well, and an answer that refuses also tells
# of the request that was sent.
_CASES = (
    _Case(
        ("checksums previously recorded", "doesn't match any of the checksums"),
        ProviderMissing,
        "the provider that was found is not the one that terraform.lock.hcl pins: do not use it; "
        "if it was upgraded on purpose, write its hashes with 'terraform providers lock'",
    ),
    _Case(
        ("Failed to query available provider packages", "Failed to install provider"),
        ProviderMissing,
        "Terraform could not find or download the AWS provider: check the network, or the mirror "
        "in the file that TF_CLI_CONFIG_FILE names",
    ),
    _Case(
        ("Provider dependency changes detected",),
        ProviderMissing,
        "{stack} needs a provider that terraform.lock.hcl does not pin: write its hashes with "
        "'terraform providers lock', and review them",
    ),
    _Case(
        (
            "No valid credential sources found",
            "failed to refresh cached credentials",
            "no EC2 IMDS role found",
        ),
        AwsUnreachable,
        "no AWS credentials were found: set AWS_PROFILE, or sign in with 'aws sso login'",
    ),
    _Case(
        (
            "InvalidClientTokenId",
            "ExpiredToken",
            "UnrecognizedClientException",
            "SignatureDoesNotMatch",
            "AuthFailure",
        ),
        AwsUnreachable,
        "AWS does not accept these credentials ({sign}): sign in again",
    ),
    _Case(
        ("AccessDenied", "UnauthorizedOperation", "not authorized to perform"),
        AwsUnreachable,
        "AWS does not allow these credentials what a plan needs: {first}",
    ),
    _Case(
        (
            "connection refused",
            "no such host",
            "i/o timeout",
            "network is unreachable",
            "TLS handshake timeout",
            "request send failed",
        ),
        AwsUnreachable,
        "AWS in {region} gave no answer ({sign}): check the network, and AWS_ENDPOINT_URL",
    ),
    _Case(
        ("AWS account ID not allowed",),
        AwsUnreachable,
        "these credentials are of another account than {stack}: use the right profile ({first})",
    ),
)


def explained(text: str, *, stack: str, region: str) -> SluiceError:
    """Return the error that Terraform's text tells of.

    Args:
        text: what it wrote, or the summaries and details of its diagnostics.
        stack: the stack's name.
        region: where it belongs.
    """
    flat = " ".join(text.split())
    if "Error acquiring the state lock" in flat and "Lock Info" in flat:
        return _locked(text, stack)
    bucket = _BUCKET.search(flat)
    if bucket:
        return NotBootstrapped(
            f"bucket {bucket[1]}, which keeps the state of {stack}, does not exist: run 'sluice "
            "bootstrap', once per account, or check whose credentials these are"
        )
    words = {"first": _first(text), "stack": stack, "region": region}
    for case in _CASES:
        for sign in case.signs:
            if sign in flat:
                return case.error(case.sentence.format(sign=sign, **words))
    return TerraformFailed(f"terraform could not plan {stack}: {words['first']}")


def of_diagnostics(errors: Sequence[tuple[str, str]], *, stack: str, region: str) -> SluiceError:
    """Return the error that the (summary, detail) pairs of a failed plan tell of."""
    text = "\n".join(f"{summary}\n{detail}" for summary, detail in errors)
    return explained(text, stack=stack, region=region)


def _locked(text: str, stack: str) -> StateLocked:
    lock = dict(_LOCK_FIELD.findall(text))
    operation = _OPERATIONS.get(lock.get("Operation", ""), lock.get("Operation", "a run"))
    since = lock.get("Created", "").split(".")[0].removesuffix(" +0000 UTC")
    held = (
        f"by {lock['Who']} ({operation}) since {since} UTC" if "Who" in lock else "by another run"
    )
    release = f"'terraform force-unlock {lock['ID']}'" if "ID" in lock else "force-unlock"
    return StateLocked(
        f"the state of {stack} is locked {held}: wait for that run; if it is dead for certain, "
        f"{release} in .sluice/plan/{stack}/stacks/{stack} releases it"
    )


def _first(text: str) -> str:
    """Return Terraform's own summary: the first line that says something."""
    lines = [line.strip(" │╷╵") for line in text.splitlines()]
    written = [line.removeprefix("Error: ") for line in lines if line]
    errors = [line.removeprefix("Error: ") for line in lines if line.startswith("Error: ")]
    first = (errors or written or ["it did not say why"])[0]
    following = written[written.index(first) + 1 :] if first in written else []
    return f"{first}: {following[0]}" if following and len(first) < _SHORT else first
