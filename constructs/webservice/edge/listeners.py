"""The load balancer's listeners: redirect, weighted traffic, and the idle colour's test."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.lb_listener import (
    LbListener,
    LbListenerDefaultAction,
    LbListenerDefaultActionFixedResponse,
    LbListenerDefaultActionForward,
    LbListenerDefaultActionForwardTargetGroup,
    LbListenerDefaultActionRedirect,
)
from cdktf_cdktf_provider_aws.lb_listener_rule import (
    LbListenerRule,
    LbListenerRuleAction,
    LbListenerRuleActionForward,
    LbListenerRuleActionForwardStickiness,
    LbListenerRuleActionForwardTargetGroup,
    LbListenerRuleCondition,
    LbListenerRuleConditionPathPattern,
)
from constructs import Construct

if TYPE_CHECKING:
    from webservice.edge.certificate import Certificate
    from webservice.edge.target_group import TargetGroup
    from webservice.settings import LoadBalancerSettings

HTTP_PORT = 80
HTTPS_PORT = 443
TEST_PORT = 8443

# TLS 1.3 and 1.2 with forward secrecy and authenticated ciphers only, and hybrid
# post-quantum key exchange where the client knows it: AWS's recommendation.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"

# Room on both sides: an operator may put a maintenance rule before it.
_RULE_PRIORITY = 1000
_ONLY_WEIGHT = 100


def idle_colour(settings: LoadBalancerSettings) -> str:
    """Return the colour that starts without traffic: the lighter one, green if equal."""
    return "blue" if settings.blue_weight < settings.green_weight else "green"


class Listeners(Construct):
    """Ports 80 (redirect), 443 (one weighted rule) and 8443 (the idle colour).

    Both forwards always name both target groups: so the rule's shape never changes when
    weights do, both groups are attached to the load balancer from the start (ECS refuses
    to create a service on one that is not), and the provider cannot mix up a single
    group's two spellings. Terraform sets the first weights and leaves them alone.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        load_balancer_arn: str,
        certificate: Certificate,
        settings: LoadBalancerSettings,
        target_groups: dict[str, TargetGroup],
    ) -> None:
        """Create the three listeners and the rule.

        Args:
            scope: the parent.
            id_: the construct's id.
            load_balancer_arn: whose listeners they are.
            certificate: for both HTTPS listeners.
            settings: weights and stickiness.
            target_groups: by colour, `blue` and `green`.
        """
        super().__init__(scope, id_)
        self._load_balancer_arn = load_balancer_arn
        self._certificate = certificate
        self._redirect_to_https()
        not_found = LbListenerDefaultActionFixedResponse(
            content_type="text/plain", message_body="Not found", status_code="404"
        )
        self._https = self._listener(
            "https",
            HTTPS_PORT,
            LbListenerDefaultAction(type="fixed-response", fixed_response=not_found),
        )
        self._rule = self._weighted_rule(settings, target_groups)
        self._test = self._listener(
            "test",
            TEST_PORT,
            _forward_to_idle(idle_colour(settings), target_groups),
            # The driver turns it round at each release.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["default_action"]),
        )

    @cached_property
    def https_arn(self) -> str:
        """The ARN of the HTTPS listener."""
        return self._https.arn

    @cached_property
    def test_arn(self) -> str:
        """The ARN of the test listener."""
        return self._test.arn

    @cached_property
    def rule_arn(self) -> str:
        """The ARN of the weighted rule."""
        return self._rule.arn

    @cached_property
    def ready(self) -> list[ITerraformDependable]:
        """What must exist before an ECS service may be created on the target groups."""
        return [self._rule, self._test]

    def _redirect_to_https(self) -> None:
        LbListener(
            self,
            "http",
            load_balancer_arn=self._load_balancer_arn,
            port=HTTP_PORT,
            protocol="HTTP",
            default_action=[
                LbListenerDefaultAction(
                    type="redirect",
                    redirect=LbListenerDefaultActionRedirect(
                        status_code="HTTP_301", protocol="HTTPS", port=str(HTTPS_PORT)
                    ),
                )
            ],
        )

    def _listener(
        self,
        id_: str,
        port: int,
        action: LbListenerDefaultAction,
        lifecycle: TerraformResourceLifecycle | None = None,
    ) -> LbListener:
        return LbListener(
            self,
            id_,
            load_balancer_arn=self._load_balancer_arn,
            port=port,
            protocol="HTTPS",
            ssl_policy=SSL_POLICY,
            certificate_arn=self._certificate.arn,
            default_action=[action],
            lifecycle=lifecycle,
        )

    def _weighted_rule(
        self, settings: LoadBalancerSettings, target_groups: dict[str, TargetGroup]
    ) -> LbListenerRule:
        stickiness = None
        if settings.stickiness_seconds:
            stickiness = LbListenerRuleActionForwardStickiness(
                enabled=True, duration=settings.stickiness_seconds
            )
        weights = {"blue": settings.blue_weight, "green": settings.green_weight}
        return LbListenerRule(
            self,
            "weighted",
            listener_arn=self._https.arn,
            priority=_RULE_PRIORITY,
            condition=[
                LbListenerRuleCondition(
                    path_pattern=LbListenerRuleConditionPathPattern(values=["/*"])
                )
            ],
            action=[
                LbListenerRuleAction(
                    type="forward",
                    forward=LbListenerRuleActionForward(
                        target_group=[
                            LbListenerRuleActionForwardTargetGroup(
                                arn=target_groups[colour].arn, weight=weight
                            )
                            for colour, weight in weights.items()
                        ],
                        stickiness=stickiness,
                    ),
                )
            ],
            # The driver moves the weights. They are in a set, so that no single one can be
            # ignored: the whole action is.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["action"]),
        )


def _forward_to_idle(idle: str, target_groups: dict[str, TargetGroup]) -> LbListenerDefaultAction:
    # A group of weight 0 gets no request, not even where the other one has no healthy
    # target (the load balancer answers 503 then): the test reaches the idle colour or nothing.
    groups = [
        LbListenerDefaultActionForwardTargetGroup(
            arn=group.arn, weight=_ONLY_WEIGHT if colour == idle else 0
        )
        for colour, group in target_groups.items()
    ]
    return LbListenerDefaultAction(
        type="forward", forward=LbListenerDefaultActionForward(target_group=groups)
    )
