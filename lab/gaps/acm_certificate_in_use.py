"""A certificate that a listener serves cannot be deleted.

AWS answers ResourceInUseException. Moto deletes it, and the listener goes on without.
"""

from __future__ import annotations

from functools import wraps

from moto.acm.models import AWSCertificateManagerBackend
from moto.core.exceptions import AWSError
from moto.elbv2.models import elbv2_backends


def close() -> None:
    """Refuse to delete a certificate while a listener has it."""
    plain = AWSCertificateManagerBackend.delete_certificate

    @wraps(plain)
    def delete_certificate(self: AWSCertificateManagerBackend, arn: str) -> None:
        balancers = elbv2_backends[self.account_id][self.region_name].load_balancers.values()
        listeners = (each for found in balancers for each in found.listeners.values())
        if any(arn in (listener.certificate, *listener.certificates) for listener in listeners):
            message = f"Certificate {arn} in account {self.account_id} is in use."
            raise AWSError(message, exception_type="ResourceInUseException")
        plain(self, arn)

    AWSCertificateManagerBackend.delete_certificate = delete_certificate
