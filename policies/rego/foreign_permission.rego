# What: security groups and roles hold what the stack gives them, and nothing that somebody added
# by hand beside it.
# Why: rules and policies are resources of their own, so that an addition is no drift to
# Terraform: no plan ever shows it, and no apply ever takes it away.
package sluice.foreign_permission

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_FOREIGN_PERMISSION",
	"title": "Nobody has added permissions by hand",
	"severity": "critical",
}

directions := {
	"ingress": {"aws_vpc_security_group_ingress_rule", "aws_security_group_rule"},
	"egress": {"aws_vpc_security_group_egress_rule", "aws_security_group_rule"},
}

findings contains lib.fail(each, message) if {
	some each in lib.existing
	each.type in {"aws_security_group", "aws_default_security_group"}
	some direction, _ in directions
	lib.left_to_aws(each, direction)
	some rule in lib.entries(lib.was(each, direction))
	some peer in peers(rule)
	not declared_rule(each, direction, rule, peer)
	message := lib.say(["it has an ", direction, " rule for ", peer, " on ", ports(rule), " that is not in the stack: find out who added it, and take it away"])
}

findings contains lib.fail(each, message) if {
	some each in roles
	lib.left_to_aws(each, "inline_policy")
	some policy in lib.entries(lib.was(each, "inline_policy"))
	lib.something(policy.name)
	not [lib.was(each, "name"), policy.name] in inline_policies
	message := lib.say(["it has a policy ", policy.name, " that is not in the stack: find out who added it, and take it away"])
}

findings contains lib.fail(each, message) if {
	some each in roles
	lib.left_to_aws(each, "managed_policy_arns")
	some arn in lib.list(lib.was(each, "managed_policy_arns"))
	not [lib.was(each, "name"), arn] in attached_policies
	message := lib.say(["it has the policy ", arn, " that is not in the stack: find out who attached it, and take it away"])
}

roles := [each | some each in lib.existing; each.type == "aws_iam_role"]

inline_policies contains [lib.was(each, "role"), lib.was(each, "name")] if {
	some each in lib.existing
	each.type == "aws_iam_role_policy"
}

attached_policies contains [lib.was(each, "role"), lib.was(each, "policy_arn")] if {
	some each in lib.existing
	each.type == "aws_iam_role_policy_attachment"
}

# Whom a rule is about: address ranges, prefix lists, groups.
peers(rule) := {peer |
	some name in ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"]
	some peer in lib.list(object.get(rule, name, null))
} | {peer | some peer in ["itself"]; object.get(rule, "self", false) == true}

declared_rule(group, direction, rule, peer) if {
	some each in lib.existing
	each.type in directions[direction]
	object.get(lib.before(each), "type", direction) == direction
	lib.was(each, "security_group_id") == lib.was(group, "id")
	ports(lib.before(each)) == ports(rule)
	peer in peers_of(group, lib.before(each))
}

peers_of(group, values) := ({peer |
	some name in ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id", "source_security_group_id"]
	peer := object.get(values, name, null)
	is_string(peer)
} | peers(values)) | {peer |
	some peer in ["itself"]
	some name in ["referenced_security_group_id", "source_security_group_id"]
	object.get(values, name, null) == lib.was(group, "id")
}

ports(rule) := "every port" if protocol(rule) in ["-1", "all"]

ports(rule) := lib.say([protocol(rule), " ", object.get(rule, "from_port", null), " to ", object.get(rule, "to_port", null)]) if {
	not protocol(rule) in ["-1", "all"]
}

protocol(rule) := lower(lib.say([object.get(rule, "ip_protocol", object.get(rule, "protocol", "-1"))]))
