package sluice.public_ingress_test

import data.sluice.lib_test as made
import data.sluice.public_ingress
import rego.v1

test_everywhere_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"}),
	])
}

test_everywhere_by_ipv6_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv6": "::/0", "from_port": 22, "to_port": 22, "ip_protocol": "tcp"}),
	])
}

test_half_of_everywhere_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "128.0.0.0/1", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"}),
	])
}

test_every_protocol_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "-1"}),
	])
}

test_every_protocol_is_called_every_port if {
	contains(made.messages(public_ingress.findings), "lets in 0.0.0.0/0 to every port") with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "-1"}),
	])
}

test_a_named_network_passes if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "10.0.0.0/8", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"}),
	])
}

test_what_was_open_stays_open if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.updated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "tcp"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "tcp", "description": "https"}),
	])
}

test_fewer_ports_are_no_opening if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.updated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 1, "to_port": 1000, "ip_protocol": "tcp"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "tcp"}),
	])
}

test_more_ports_are_an_opening if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "tcp"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 1, "to_port": 1000, "ip_protocol": "tcp"}),
	])
}

test_another_source_is_an_opening if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "10.0.0.0/8", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"}),
	])
}

test_a_replacement_is_an_opening if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.recreated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "10.0.0.0/8", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"}),
	])
}

test_a_destroyed_rule_opens_nothing if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.destroyed("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"}),
	])
}

test_an_inline_rule_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_security_group", {"ingress": []}, {"ingress": [{"cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "protocol": "tcp", "from_port": 22, "to_port": 22}]}),
	])
}

test_an_inline_rule_by_ipv6_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_security_group", {"ingress": [{"cidr_blocks": [], "ipv6_cidr_blocks": ["::/0"], "prefix_list_ids": [], "protocol": "tcp", "from_port": 22, "to_port": 22}]}),
	])
}

test_an_inline_rule_with_null_lists_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_security_group", {"ingress": [{"cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": null, "prefix_list_ids": null, "protocol": "tcp", "from_port": 22, "to_port": 22}]}),
	])
}

test_the_default_group_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_default_security_group", {"ingress": []}, {"ingress": [{"cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "protocol": "tcp", "from_port": 22, "to_port": 22}]}),
	])
}

test_a_rule_of_the_old_kind_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_security_group_rule", {"type": "ingress", "cidr_blocks": ["0.0.0.0/0"], "protocol": "tcp", "from_port": 22, "to_port": 22}),
	])
}

test_an_egress_rule_of_the_old_kind_passes if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.created("aws_security_group_rule", {"type": "egress", "cidr_blocks": ["0.0.0.0/0"], "protocol": "-1", "from_port": 0, "to_port": 0}),
	])
}

test_a_prefix_list_with_everywhere_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_ec2_managed_prefix_list", {"entry": []}, {"entry": [{"cidr": "0.0.0.0/0"}]}),
	])
}

test_an_entry_with_everywhere_fails if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_ec2_managed_prefix_list_entry", {"cidr": "0.0.0.0/0"}),
	])
}

test_a_foreign_prefix_list_is_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"prefix_list_id": "pl-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22}),
	])
}

test_a_prefix_list_of_the_plan_is_known if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"prefix_list_id": "pl-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22}),
		made.unchanged("aws_ec2_managed_prefix_list", {"id": "pl-1", "entry": [{"cidr": "10.0.0.0/8"}]}),
	])
}

test_a_range_from_elsewhere_is_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_vpc_security_group_ingress_rule", {"ip_protocol": "tcp", "from_port": 22, "to_port": 22}), ["cidr_ipv4"]),
	])
		with input.declared as {"aws_vpc_security_group_ingress_rule.it": {"cidr_ipv4": "${aws_eip.a.public_ip}/32"}}
		with input.references as {"aws_vpc_security_group_ingress_rule.it": {"cidr_ipv4": ["aws_eip.a"]}}
}

test_a_range_that_nobody_sets_is_none if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_vpc_security_group_ingress_rule", {"ip_protocol": "tcp", "from_port": 22, "to_port": 22}), ["cidr_ipv4"]),
	])
		with input.declared as {"aws_vpc_security_group_ingress_rule.it": {"referenced_security_group_id": "${aws_security_group.a.id}"}}
		with input.references as {"aws_vpc_security_group_ingress_rule.it": {"referenced_security_group_id": ["aws_security_group.a"]}}
}

test_rules_that_nobody_sets_are_none if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_security_group", {"name": "a"}), ["ingress"]),
	])
		with input.declared as {"aws_security_group.it": {"name": "a"}}
}

test_rules_from_elsewhere_are_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_security_group", {"name": "a"}), ["ingress"]),
	])
		with input.declared as {"aws_security_group.it": {"ingress": "${local.rules}"}}
		with input.references as {"aws_security_group.it": {"ingress": ["local.rules"]}}
}

test_a_group_that_is_not_in_the_stack_is_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_security_group", {"name": "a"}), ["ingress"]),
	])
}

test_a_range_within_a_group_is_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_security_group", {"ingress": [{"cidr_blocks": [], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "protocol": "tcp", "from_port": 22, "to_port": 22}]}), ["ingress.*.cidr_blocks.*"]),
	])
}

test_a_group_as_a_peer_is_no_range if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_security_group", {"ingress": [{"cidr_blocks": [], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "protocol": "tcp", "from_port": 22, "to_port": 22}]}), ["ingress.*.security_groups.*"]),
	])
}

test_what_is_meant_to_be_open_passes if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "tcp"}),
	])
		with input.construct_paths as {"aws_vpc_security_group_ingress_rule.it": "load-balancer/security-group/from-everywhere-by-https"}
}

test_it_is_meant_for_its_ports_only if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 22, "to_port": 22, "ip_protocol": "tcp"}),
	])
		with input.construct_paths as {"aws_vpc_security_group_ingress_rule.it": "load-balancer/security-group/from-everywhere-by-https"}
}

test_it_is_meant_for_one_port_at_a_time if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 80, "to_port": 443, "ip_protocol": "tcp"}),
	])
		with input.construct_paths as {"aws_vpc_security_group_ingress_rule.it": "load-balancer/security-group/from-everywhere-by-https"}
}

test_an_inline_rule_that_is_unknown_as_a_whole_is_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_security_group", {"ingress": []}, {"ingress": [null]}), ["ingress.*"]),
	])
}

test_an_inline_rule_of_the_old_kind_from_elsewhere_is_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_security_group_rule", {"type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22}), ["cidr_blocks.*"]),
	])
}

test_an_unknown_range_of_another_kind_passes if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_thing", {}), ["cidr", "cidr_ipv4"]),
	])
}

test_an_egress_rule_of_the_old_kind_may_be_unknown if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_security_group_rule", {"type": "egress"}), ["cidr_blocks.*"]),
	])
}

test_a_network_of_another_kind_passes if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([made.created("aws_thing", {"cidr": "0.0.0.0/0"})])
}

test_a_prefix_list_of_a_network_passes if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.created("aws_ec2_managed_prefix_list_entry", {"cidr": "10.0.0.0/8"}),
	])
}

test_an_entry_from_elsewhere_is_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_ec2_managed_prefix_list_entry", {}), ["cidr"]),
	])
		with input.declared as {"aws_ec2_managed_prefix_list_entry.it": {"cidr": "${local.cidr}"}}
		with input.references as {"aws_ec2_managed_prefix_list_entry.it": {"cidr": ["local.cidr"]}}
}

test_a_list_with_entries_of_their_own_passes if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_ec2_managed_prefix_list", {"name": "a"}), ["entry"]),
	])
		with input.declared as {"aws_ec2_managed_prefix_list.it": {"name": "a"}}
}

test_an_inline_foreign_prefix_list_is_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.updated("aws_security_group", {"ingress": []}, {"ingress": [{"cidr_blocks": [], "ipv6_cidr_blocks": [], "prefix_list_ids": ["pl-1"], "protocol": "tcp", "from_port": 22, "to_port": 22}]}),
	])
}

test_an_inline_prefix_list_of_the_plan_is_known if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.updated("aws_security_group", {"ingress": []}, {"ingress": [{"cidr_blocks": [], "ipv6_cidr_blocks": [], "prefix_list_ids": ["pl-1"], "protocol": "tcp", "from_port": 22, "to_port": 22}]}),
		made.unchanged("aws_ec2_managed_prefix_list", {"id": "pl-1", "entry": []}),
	])
}

test_a_list_of_another_kind_is_not_known if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"prefix_list_id": "pl-1"}),
		made.unchanged("aws_thing", {"id": "pl-1"}),
	])
}

test_a_new_prefix_list_of_the_plan_is_known if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_vpc_security_group_ingress_rule", {}), ["prefix_list_id"]),
		made.with_unknown(made.created("aws_ec2_managed_prefix_list", {"entry": []}), ["id"]),
	])
		with input.declared as {"aws_vpc_security_group_ingress_rule.it": {"prefix_list_id": "${aws_ec2_managed_prefix_list.it.id}"}, "aws_ec2_managed_prefix_list.it": {"entry": []}}
		with input.references as {"aws_vpc_security_group_ingress_rule.it": {"prefix_list_id": ["aws_ec2_managed_prefix_list.it"]}, "aws_ec2_managed_prefix_list.it": {}}
}

test_a_new_prefix_list_from_elsewhere_is_unknown if {
	made.verdicts(public_ingress.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_vpc_security_group_ingress_rule", {}), ["prefix_list_id"]),
	])
		with input.declared as {"aws_vpc_security_group_ingress_rule.it": {"prefix_list_id": "${data.aws_ec2_managed_prefix_list.s3.id}"}}
		with input.references as {"aws_vpc_security_group_ingress_rule.it": {"prefix_list_id": ["data.aws_ec2_managed_prefix_list.s3.id"]}}
}

test_a_prefix_list_that_nobody_sets_is_none if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_vpc_security_group_ingress_rule", {}), ["prefix_list_id"]),
	])
		with input.declared as {"aws_vpc_security_group_ingress_rule.it": {"name": "a"}}
}

test_another_protocol_is_an_opening if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "tcp"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "udp"}),
	])
}

test_one_protocol_of_every_is_no_opening if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.updated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "-1"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "tcp"}),
	])
}

test_a_lower_first_port_is_an_opening if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 500, "ip_protocol": "tcp"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 22, "to_port": 500, "ip_protocol": "tcp"}),
	])
}

test_a_higher_last_port_is_an_opening if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 500, "ip_protocol": "tcp"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 501, "ip_protocol": "tcp"}),
	])
}

test_it_is_meant_for_tcp_only if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "udp"}),
	])
		with input.construct_paths as {"aws_vpc_security_group_ingress_rule.it": "load-balancer/security-group/from-everywhere-by-https"}
}

test_it_is_meant_for_one_port_from_443_only if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 8443, "ip_protocol": "tcp"}),
	])
		with input.construct_paths as {"aws_vpc_security_group_ingress_rule.it": "load-balancer/security-group/from-everywhere-by-https"}
}

test_ports_of_every_protocol_do_not_matter if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "tcp"}, {"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443, "ip_protocol": "-1"}),
	])
}

test_a_rule_without_its_first_port_is_for_every_port if {
	contains(made.messages(public_ingress.findings), "to every port") with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "tcp", "to_port": 22}),
	])
}

test_a_rule_without_its_last_port_is_for_every_port if {
	contains(made.messages(public_ingress.findings), "to every port") with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "tcp", "from_port": 22}),
	])
}

test_a_network_by_ipv6_passes if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv6": "2001:db8::/32", "ip_protocol": "tcp", "from_port": 22, "to_port": 22}),
	])
}

test_a_short_prefix_by_ipv6_is_everywhere if {
	made.verdicts(public_ingress.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv6": "2000::/15", "ip_protocol": "tcp", "from_port": 22, "to_port": 22}),
	])
}

test_what_is_not_open_is_no_address if {
	count(public_ingress.findings) == 0 with input.plan as made.plan([
		made.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "10.0.0.0/8", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"}),
	])
}
