package sluice.foreign_permission_test

import data.sluice.lib_test as made
import data.sluice.foreign_permission
import rego.v1

test_a_rule_beside_the_stack_fails if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["203.0.113.7/32"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_rule_of_the_stack_passes if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.unchanged("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "10.0.0.0/8"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_rule_of_another_port_does_not_explain_it if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.unchanged("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 23, "cidr_ipv4": "10.0.0.0/8"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_rule_of_another_group_does_not_explain_it if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.unchanged("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-2", "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "10.0.0.0/8"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_one_more_range_fails if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["10.0.0.0/8", "203.0.113.7/32"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.unchanged("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "10.0.0.0/8"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_peer_group_of_the_stack_passes if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": [], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": ["sg-2"], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.unchanged("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "referenced_security_group_id": "sg-2"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_rule_for_itself_of_the_stack_passes if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": [], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": true, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.unchanged("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "referenced_security_group_id": "sg-1"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_rule_for_itself_beside_the_stack_fails if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": [], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": true, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_rule_that_this_plan_takes_away_is_explained if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.destroyed("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "10.0.0.0/8"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_group_with_rules_inline_is_drifts_business if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["203.0.113.7/32"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
	])
		with input.declared as {"aws_security_group.it": {"ingress": [{"a": 1}]}}
}

test_a_policy_beside_the_stack_fails if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_iam_role", {"name": "r", "inline_policy": [{"name": "all", "policy": "{}"}]}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_policy_of_the_stack_passes if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_iam_role", {"name": "r", "inline_policy": [{"name": "all", "policy": "{}"}]}),
		made.unchanged("aws_iam_role_policy", {"role": "r", "name": "all"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_an_attached_policy_beside_the_stack_fails if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_iam_role", {"name": "r", "managed_policy_arns": ["arn:admin"]}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_an_attached_policy_of_the_stack_passes if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_iam_role", {"name": "r", "managed_policy_arns": ["arn:a"]}),
		made.unchanged("aws_iam_role_policy_attachment", {"role": "r", "policy_arn": "arn:a"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_list_of_another_kind_is_no_rule if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_thing", {"id": "sg-1", "ingress": [{"cidr_blocks": ["203.0.113.7/32"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
	])
		with input.declared as {"aws_thing.it": {"name": "a"}}
}

test_policies_inline_are_drifts_business if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_iam_role", {"name": "r", "inline_policy": [{"name": "all"}], "managed_policy_arns": ["arn:a"]}),
	])
		with input.declared as {"aws_iam_role.it": {"inline_policy": [{"name": "all"}], "managed_policy_arns": ["arn:a"]}}
}

test_an_empty_policy_is_none if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_iam_role", {"name": "r", "inline_policy": [{"name": "", "policy": ""}]}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_name_of_another_kind_explains_no_policy if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_iam_role", {"name": "r", "inline_policy": [{"name": "all"}]}),
		made.unchanged("aws_thing", {"role": "r", "name": "all"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_an_arn_of_another_kind_explains_no_policy if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_iam_role", {"name": "r", "managed_policy_arns": ["arn:a"]}),
		made.unchanged("aws_thing", {"role": "r", "policy_arn": "arn:a"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_rule_of_another_kind_does_not_explain_it if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.unchanged("aws_thing", {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "10.0.0.0/8"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_an_egress_rule_does_not_explain_ingress if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.unchanged("aws_security_group_rule", {"type": "egress", "security_group_id": "sg-1", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["10.0.0.0/8"]}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_a_rule_for_another_group_is_not_for_itself if {
	made.verdicts(foreign_permission.findings) == {"fail"} with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": [], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": true, "protocol": "tcp", "from_port": 22, "to_port": 22}], "egress": []}),
		made.unchanged("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "referenced_security_group_id": "sg-2"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}

test_ports_of_every_protocol_do_not_matter if {
	count(foreign_permission.findings) == 0 with input.plan as made.plan([
		made.unchanged("aws_security_group", {"id": "sg-1", "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "protocol": "-1", "from_port": 0, "to_port": 0}], "egress": []}),
		made.unchanged("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1", "ip_protocol": "-1", "cidr_ipv4": "10.0.0.0/8"}),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}, "aws_iam_role.it": {"name": "r"}}
}
