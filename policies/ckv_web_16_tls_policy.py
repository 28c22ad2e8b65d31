"""Nothing older than TLS 1.2, and nothing weak in it."""

from __future__ import annotations

import re

from policies.support.answer import COMPLIANT, NOT_APPLICABLE, Answer, non_compliant, unknown
from policies.support.rule import Rule, Subject
from policies.support.values import known

# With forward secrecy and authenticated encryption: AWS's "Res" and TLS 1.3 families. "Ext"
# brings back CBC and RSA key exchange, and "-1-0" and "-1-1" bring back what was broken.
_GOOD = re.compile(r"ELBSecurityPolicy-TLS13-1-(?:3|2-Res)(?:-FIPS)?(?:-PQ)?-\d{4}-\d{2}")


class TlsPolicy(Rule):
    """`ssl_policy` of a TLS listener is one of AWS's TLS 1.3 policies, with 1.2 at least."""

    number = "CKV_WEB_16"
    title = "Listeners speak TLS 1.2 or newer, with forward secrecy only"
    kinds = ("aws_lb_listener", "aws_alb_listener")

    def judge(self, subject: Subject) -> Answer:
        """Look at the listener."""
        if subject.values.get("protocol") not in ("HTTPS", "TLS"):
            return NOT_APPLICABLE
        policy = subject.values.get("ssl_policy")
        if not known(policy):
            return unknown("ssl_policy")
        if _GOOD.fullmatch(str(policy)):
            return COMPLIANT
        return non_compliant(
            f"ssl_policy is {policy or 'not set'}: set it to "
            "ELBSecurityPolicy-TLS13-1-2-Res-2021-06 or a newer one of its family"
        )


check = TlsPolicy()
