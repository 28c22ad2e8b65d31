package sluice.public_route_test

import data.sluice.lib_test as made
import data.sluice.public_route
import rego.v1

test_a_new_route_to_a_gateway_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_route", {"gateway_id": "igw-1", "route_table_id": "rtb-1"}),
	])
}

test_a_route_to_a_new_gateway_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([made.with_unknown(made.created("aws_route", {}), ["gateway_id"])])
		with input.declared as {"aws_route.it": {"gateway_id": "${aws_internet_gateway.a.id}"}}
		with input.references as {"aws_route.it": {"gateway_id": ["aws_internet_gateway.a"]}}
}

test_a_route_that_moves_to_a_gateway_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_route", {"gateway_id": "", "nat_gateway_id": "nat-1"}, {"gateway_id": "igw-1", "nat_gateway_id": null}),
	])
}

test_a_route_to_a_nat_gateway_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_route", {"gateway_id": null}), ["nat_gateway_id"]),
	])
}

test_a_route_to_a_new_vpn_gateway_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([made.with_unknown(made.created("aws_route", {}), ["gateway_id"])])
		with input.declared as {"aws_route.it": {"gateway_id": "${aws_vpn_gateway.a.id}"}}
		with input.references as {"aws_route.it": {"gateway_id": ["aws_vpn_gateway.a"]}}
}

test_a_route_to_who_knows_where_is_unknown if {
	made.verdicts(public_route.findings) == {"unknown"} with input.plan as made.plan([made.with_unknown(made.created("aws_route", {}), ["gateway_id"])])
		with input.declared as {"aws_route.it": {"gateway_id": "${local.gateway}"}}
		with input.references as {"aws_route.it": {"gateway_id": ["local.gateway"]}}
}

test_a_gateway_that_nobody_sets_is_none if {
	count(public_route.findings) == 0 with input.plan as made.plan([made.with_unknown(made.created("aws_route", {}), ["gateway_id"])])
		with input.declared as {"aws_route.it": {"nat_gateway_id": "${aws_nat_gateway.a.id}"}}
		with input.references as {"aws_route.it": {"nat_gateway_id": ["aws_nat_gateway.a"]}}
}

test_a_route_that_was_there_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.updated("aws_route", {"gateway_id": "igw-1"}, {"gateway_id": "igw-1"}),
	])
}

test_the_route_that_is_meant_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([made.created("aws_route", {"gateway_id": "igw-1"})])
		with input.construct_paths as {"aws_route.it": "network/subnets/public-default"}
}

test_a_table_with_such_a_route_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_route_table", {"route": []}, {"route": [{"gateway_id": "igw-1"}]}),
	])
}

test_a_table_with_a_route_to_a_new_gateway_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_route_table", {"route": [{}]}), ["route.*.gateway_id"]),
	])
		with input.declared as {"aws_route_table.it": {"route": [{"gateway_id": "${aws_internet_gateway.a.id}"}]}}
		with input.references as {"aws_route_table.it": {"route": ["aws_internet_gateway.a"]}}
}

test_a_subnet_on_a_public_table_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_route_table_association", {"route_table_id": "rtb-1"}),
		made.unchanged("aws_route", {"gateway_id": "igw-1", "route_table_id": "rtb-1"}),
	])
}

test_a_subnet_on_a_new_public_table_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_route_table_association", {}), ["route_table_id"]),
		made.unchanged("aws_route", {"gateway_id": "igw-1"}),
	])
		with input.declared as {"aws_route_table_association.it": {"route_table_id": "${aws_route_table.public.id}"}, "aws_route.it": {"route_table_id": "${aws_route_table.public.id}"}}
		with input.references as {"aws_route_table_association.it": {"route_table_id": ["aws_route_table.public"]}, "aws_route.it": {"route_table_id": ["aws_route_table.public"]}}
}

test_a_subnet_on_a_private_table_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.created("aws_route_table_association", {"route_table_id": "rtb-2"}),
		made.unchanged("aws_route", {"gateway_id": "igw-1", "route_table_id": "rtb-1"}),
	])
}

test_a_subnet_that_was_public_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.updated("aws_route_table_association", {"route_table_id": "rtb-1"}, {"route_table_id": "rtb-1"}),
		made.unchanged("aws_route", {"gateway_id": "igw-1", "route_table_id": "rtb-1"}),
	])
}

test_a_subnet_on_who_knows_which_table_is_unknown if {
	made.verdicts(public_route.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_route_table_association", {}), ["route_table_id"]),
	])
		with input.declared as {"aws_route_table_association.it": {"route_table_id": "${local.table}"}}
		with input.references as {"aws_route_table_association.it": {"route_table_id": ["local.table"]}}
}

test_a_gateway_of_another_kind_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.created("aws_thing", {"gateway_id": "igw-1", "route": [{"gateway_id": "igw-1"}], "route_table_id": "rtb-1"}),
	])
}

test_what_is_unknown_of_another_kind_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_thing", {}), ["gateway_id", "route", "route_table_id"]),
	])
}

test_a_table_that_had_such_a_route_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.updated("aws_route_table", {"route": [{"gateway_id": "igw-1"}]}, {"route": [{"gateway_id": "igw-1"}], "a": 1}),
	])
}

test_a_table_with_another_route_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.created("aws_route_table", {"route": [{"gateway_id": "", "nat_gateway_id": "nat-1"}]}),
	])
}

test_a_table_with_a_route_from_elsewhere_is_unknown if {
	made.verdicts(public_route.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_route_table", {"route": [{}]}), ["route.*.gateway_id"]),
	])
		with input.declared as {"aws_route_table.it": {"route": [{"gateway_id": "${local.gateway}"}]}}
		with input.references as {"aws_route_table.it": {"route": ["local.gateway"]}}
}

test_a_table_whose_routes_nobody_sets_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([made.with_unknown(made.created("aws_route_table", {}), ["route"])])
		with input.declared as {"aws_route_table.it": {"vpc_id": "vpc-1"}}
}

test_a_table_with_a_route_to_a_new_nat_gateway_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_route_table", {"route": [{}]}), ["route.*.gateway_id", "route.*.nat_gateway_id"]),
	])
		with input.declared as {"aws_route_table.it": {"route": [{"nat_gateway_id": "${aws_nat_gateway.a.id}"}]}}
		with input.references as {"aws_route_table.it": {"route": ["aws_nat_gateway.a"]}}
}

test_a_route_whose_gateway_is_known_needs_no_stack if {
	count(public_route.findings) == 0 with input.plan as made.plan([made.created("aws_route", {"gateway_id": "local"})])
		with input.declared as {"aws_route.it": {"gateway_id": "${aws_internet_gateway.a.id}"}}
		with input.references as {"aws_route.it": {"gateway_id": ["aws_internet_gateway.a"]}}
}

test_a_known_table_needs_no_stack if {
	count(public_route.findings) == 0 with input.plan as made.plan([made.created("aws_route_table", {"route": [{"gateway_id": "local"}]})])
		with input.declared as {"aws_route_table.it": {"route": [{"gateway_id": "${aws_internet_gateway.a.id}"}]}}
		with input.references as {"aws_route_table.it": {"route": ["aws_internet_gateway.a"]}}
}

test_a_subnet_on_a_table_with_a_public_route_inline_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_route_table_association", {"route_table_id": "rtb-1"}),
		made.unchanged("aws_route_table", {"id": "rtb-1", "route": [{"gateway_id": "igw-1"}]}),
	])
}

test_a_subnet_on_a_table_with_a_private_route_inline_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.created("aws_route_table_association", {"route_table_id": "rtb-1"}),
		made.unchanged("aws_route_table", {"id": "rtb-1", "route": [{"gateway_id": "local"}]}),
	])
}

test_a_subnet_on_a_table_with_a_nat_route_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.created("aws_route_table_association", {"route_table_id": "rtb-1"}),
		made.unchanged("aws_route", {"gateway_id": "", "route_table_id": "rtb-1"}),
	])
}

test_a_gateway_of_another_kind_makes_no_table_public if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.created("aws_route_table_association", {"route_table_id": "rtb-1"}),
		made.unchanged("aws_thing", {"gateway_id": "igw-1", "route_table_id": "rtb-1", "id": "rtb-1", "route": [{"gateway_id": "igw-1"}]}),
	])
}

test_a_route_elsewhere_in_a_public_table_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.created("aws_thing", {"route_table_id": "rtb-1"}),
		made.unchanged("aws_route", {"gateway_id": "igw-1", "route_table_id": "rtb-1"}),
	])
}
