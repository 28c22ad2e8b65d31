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
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_route", {}), {"gateway_id": true}),
	])
		with input.declared as {"aws_route.it": {"gateway_id": "${aws_internet_gateway.a.id}"}}
}

test_a_route_that_moves_to_a_gateway_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_route", {"gateway_id": "", "nat_gateway_id": "nat-1"}, {"gateway_id": "igw-1", "nat_gateway_id": null}),
	])
}

test_a_route_to_a_nat_gateway_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_route", {"gateway_id": null}), {"nat_gateway_id": true}),
	])
}

test_a_route_to_a_new_vpn_gateway_passes if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_route", {}), {"gateway_id": true}),
	])
		with input.declared as {"aws_route.it": {"gateway_id": "${aws_vpn_gateway.a.id}"}}
}

test_a_route_to_who_knows_where_is_unknown if {
	made.verdicts(public_route.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_route", {}), {"gateway_id": true}),
	])
		with input.declared as {"aws_route.it": {"gateway_id": "${local.gateway}"}}
}

test_a_gateway_that_nobody_sets_is_none if {
	count(public_route.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_route", {}), {"gateway_id": true}),
	])
		with input.declared as {"aws_route.it": {"nat_gateway_id": "${aws_nat_gateway.a.id}"}}
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
		made.with_unknown(made.created("aws_route_table", {"route": [{}]}), {"route": [{"gateway_id": true}]}),
	])
		with input.declared as {"aws_route_table.it": {"route": [{"gateway_id": "${aws_internet_gateway.a.id}"}]}}
}

test_a_subnet_on_a_public_table_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_route_table_association", {"route_table_id": "rtb-1"}),
		made.unchanged("aws_route", {"gateway_id": "igw-1", "route_table_id": "rtb-1"}),
	])
}

test_a_subnet_on_a_new_public_table_fails if {
	made.verdicts(public_route.findings) == {"fail"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_route_table_association", {}), {"route_table_id": true}),
		made.unchanged("aws_route", {"gateway_id": "igw-1"}),
	])
		with input.declared as {"aws_route_table_association.it": {"route_table_id": "${aws_route_table.public.id}"}, "aws_route.it": {"route_table_id": "${aws_route_table.public.id}"}}
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
		made.with_unknown(made.created("aws_route_table_association", {}), {"route_table_id": true}),
	])
		with input.declared as {"aws_route_table_association.it": {"route_table_id": "${local.table}"}}
}
