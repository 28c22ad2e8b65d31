"""What deploying an environment writes, service by service; reading is the plan's policy.

Where AWS knows names, only what is named after the service; where it does not (VPC parts,
keys), only what carries an environment's tag; everything only in the environments' regions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.delivery.delivery_scope import actions_of, both
from webservice.iam import Statement

if TYPE_CHECKING:
    from webservice.delivery.delivery_scope import DeliveryScope


def network(scope: DeliveryScope) -> tuple[Statement, ...]:
    """Return the writes to VPC, subnets, routes, endpoints and security groups."""
    return (
        Statement(
            sid="Create",
            actions=actions_of(
                "ec2",
                "AllocateAddress AssociateRouteTable AttachInternetGateway "
                "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateFlowLogs "
                "CreateInternetGateway CreateNatGateway CreateRoute CreateRouteTable "
                "CreateSecurityGroup CreateSubnet CreateVpc CreateVpcEndpoint "
                "DetachInternetGateway DisassociateAddress DisassociateRouteTable "
                "ModifySecurityGroupRules ModifyVpcEndpoint ReplaceRoute "
                "ReplaceRouteTableAssociation RevokeSecurityGroupEgress "
                "RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsEgress "
                "UpdateSecurityGroupRuleDescriptionsIngress",
            ),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="ChangeAndDelete",
            actions=actions_of(
                "ec2",
                "CreateTags DeleteFlowLogs DeleteInternetGateway DeleteNatGateway DeleteRoute "
                "DeleteRouteTable DeleteSecurityGroup DeleteSubnet DeleteTags DeleteVpc "
                "DeleteVpcEndpoints ModifySubnetAttribute ModifyVpcAttribute ReleaseAddress",
            ),
            conditions=both(scope.in_regions, scope.of_environments),
        ),
        # A tag is what `ChangeAndDelete` trusts: nobody may tag what is not theirs yet.
        Statement(
            sid="TagAtCreation",
            actions=("ec2:CreateTags",),
            conditions=both(scope.in_regions, {"Null": {"ec2:CreateAction": "false"}}),
        ),
        # Those that AWS makes with a VPC are adopted, and tagged only then.
        Statement(
            sid="TagTheVpcsDefaults",
            actions=("ec2:CreateTags",),
            resources=scope.arns("ec2", "network-acl/*", "route-table/*", "security-group/*"),
            conditions=both(
                scope.in_regions,
                {"StringEquals": {"aws:RequestTag/Environment": scope.environments}},
            ),
        ),
    )


def edge(scope: DeliveryScope) -> tuple[Statement, ...]:
    """Return the writes to load balancer, firewall, certificates and DNS."""
    balancer = "elasticloadbalancing"
    return (
        Statement(
            sid="LoadBalancers",
            actions=actions_of(
                balancer,
                "AddTags CreateListener CreateLoadBalancer CreateRule CreateTargetGroup "
                "DeleteListener DeleteLoadBalancer DeleteRule DeleteTargetGroup "
                "ModifyListener ModifyListenerAttributes ModifyLoadBalancerAttributes "
                "ModifyRule ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags "
                "SetRulePriorities SetSecurityGroups SetSubnets SetWebACL",
            ),
            resources=tuple(
                scope.named(balancer, kind)
                for kind in (
                    "loadbalancer/app/",
                    "targetgroup/",
                    "listener/app/",
                    "listener-rule/app/",
                )
            ),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Firewalls",
            actions=actions_of(
                "wafv2",
                "AssociateWebACL CreateIPSet CreateRuleGroup CreateWebACL DeleteIPSet "
                "DeleteLoggingConfiguration DeleteRuleGroup DeleteWebACL DisassociateWebACL "
                "PutLoggingConfiguration TagResource UntagResource UpdateIPSet "
                "UpdateRuleGroup UpdateWebACL",
            ),
            resources=(
                *(scope.named("wafv2", f"regional/{kind}/") for kind in ("webacl", "rulegroup")),
                scope.named("wafv2", "regional/ipset/"),
                *scope.arns("wafv2", "regional/managedruleset/*"),
                scope.named(balancer, "loadbalancer/app/"),
            ),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Certificates",
            actions=actions_of(
                "acm",
                "AddTagsToCertificate DeleteCertificate RemoveTagsFromCertificate "
                "RequestCertificate UpdateCertificateOptions",
            ),
            conditions=scope.in_regions,
        ),
        # Route 53 is global, and knows neither names nor tags in policies.
        Statement(
            sid="Dns",
            actions=actions_of(
                "route53",
                "ChangeResourceRecordSets ChangeTagsForResource CreateHealthCheck "
                "CreateHostedZone DeleteHealthCheck DeleteHostedZone UpdateHealthCheck "
                "UpdateHostedZoneComment",
            ),
        ),
    )


def compute(scope: DeliveryScope) -> tuple[Statement, ...]:
    """Return the writes to registry, cluster, services and their scaling."""
    return (
        Statement(
            sid="Registry",
            actions=actions_of(
                "ecr",
                "BatchDeleteImage CreateRepository DeleteLifecyclePolicy DeleteRepository "
                "DeleteRepositoryPolicy PutImageScanningConfiguration PutImageTagMutability "
                "PutLifecyclePolicy SetRepositoryPolicy TagResource UntagResource",
            ),
            resources=(scope.named("ecr", "repository/"),),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Clusters",
            actions=actions_of(
                "ecs",
                "CreateCluster CreateService DeleteCluster DeleteService "
                "PutClusterCapacityProviders TagResource UntagResource UpdateCluster "
                "UpdateClusterSettings UpdateService",
            ),
            resources=tuple(
                scope.named("ecs", kind) for kind in ("cluster/", "service/", "task-definition/")
            ),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="TaskDefinitions",
            actions=actions_of("ecs", "DeregisterTaskDefinition RegisterTaskDefinition"),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Scaling",
            actions=actions_of(
                "application-autoscaling",
                "DeleteScalingPolicy DeregisterScalableTarget PutScalingPolicy "
                "RegisterScalableTarget TagResource UntagResource",
            ),
            resources=scope.arns("application-autoscaling", "scalable-target/*"),
            conditions=scope.in_regions,
        ),
    )
