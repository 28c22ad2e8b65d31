"""The load balancer's TLS certificate, proven by a record in the environment's zone."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.acm_certificate import AcmCertificate, AcmCertificateOptions
from cdktf_cdktf_provider_aws.acm_certificate_validation import AcmCertificateValidation
from cdktf_cdktf_provider_aws.route53_record import Route53Record
from constructs import Construct

if TYPE_CHECKING:
    from webservice.edge.zone import HostedZone

_VALIDATION_RECORD_TTL_SECONDS = 60


class Certificate(Construct):
    """An ACM certificate for one host name, validated through DNS and renewed by ACM.

    It is created before it is destroyed, since a listener always needs one. The
    validation record stays in the zone for as long as the certificate lives: ACM reads it
    again at each renewal.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        zone: HostedZone,
        host_name: str,
    ) -> None:
        """Request the certificate and prove that the zone is ours.

        Args:
            scope: the parent.
            id_: the construct's id.
            zone: the public zone that holds `host_name`; delegated from its parent, or the
                apply waits for a validation that cannot come.
            host_name: the only name in the certificate.
        """
        super().__init__(scope, id_)
        certificate = AcmCertificate(
            self,
            "certificate",
            domain_name=host_name,
            validation_method="DNS",
            options=AcmCertificateOptions(certificate_transparency_logging_preference="ENABLED"),
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        # One name, so one option: a set in Terraform, of which cdktf reads the first.
        option = certificate.domain_validation_options.get(0)
        record = Route53Record(
            self,
            "validation-record",
            zone_id=zone.zone_id,
            name=option.resource_record_name,
            type=option.resource_record_type,
            records=[option.resource_record_value],
            ttl=_VALIDATION_RECORD_TTL_SECONDS,
            # ACM asks for the same record again when the certificate is replaced, and the
            # new one is made while the old one's record is still there.
            allow_overwrite=True,
        )
        self._validation = AcmCertificateValidation(
            self,
            "validation",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
        )

    @cached_property
    def arn(self) -> str:
        """The ARN of the certificate once it is validated; using it waits for that."""
        return self._validation.certificate_arn
