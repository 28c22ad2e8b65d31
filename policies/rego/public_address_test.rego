package sluice.public_address_test

import data.sluice.lib_test as made
import data.sluice.public_address
import rego.v1

test_a_public_database_fails if {
	made.verdicts(public_address.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"publicly_accessible": false}, {"publicly_accessible": true}),
	])
}

test_a_new_public_database_fails if {
	made.verdicts(public_address.findings) == {"fail"} with input.plan as made.plan([made.created("aws_db_instance", {"publicly_accessible": true})])
}

test_a_private_database_passes if {
	count(public_address.findings) == 0 with input.plan as made.plan([made.created("aws_db_instance", {"publicly_accessible": false})])
}

test_a_database_that_was_public_is_not_newly if {
	count(public_address.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_instance", {"publicly_accessible": true, "a": 1}, {"publicly_accessible": true, "a": 2}),
	])
}

test_a_subnet_that_hands_out_addresses_fails if {
	made.verdicts(public_address.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_subnet", {"map_public_ip_on_launch": false}, {"map_public_ip_on_launch": true}),
	])
}

test_tasks_with_addresses_fail if {
	made.verdicts(public_address.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_ecs_service", {"network_configuration": [{"assign_public_ip": false}]}, {"network_configuration": [{"assign_public_ip": true}]}),
	])
}

test_a_new_balancer_on_the_internet_fails if {
	made.verdicts(public_address.findings) == {"fail"} with input.plan as made.plan([made.created("aws_lb", {"internal": false})])
}

test_an_internal_balancer_passes if {
	count(public_address.findings) == 0 with input.plan as made.plan([made.created("aws_lb", {"internal": true})])
}

test_a_balancer_that_moves_to_the_internet_fails if {
	made.verdicts(public_address.findings) == {"fail"} with input.plan as made.plan([made.recreated("aws_lb", {"internal": true}, {"internal": false})])
}

test_a_balancer_that_was_there_passes if {
	count(public_address.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb", {"internal": false, "a": 1}, {"internal": false, "a": 2}),
	])
}

test_the_balancer_that_is_meant_passes if {
	count(public_address.findings) == 0 with input.plan as made.plan([made.created("aws_lb", {"internal": false})])
		with input.construct_paths as {"aws_lb.it": "load-balancer/balancer"}
}

test_a_function_url_fails if {
	made.verdicts(public_address.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_lambda_function_url", {"authorization_type": "AWS_IAM"}),
	])
}

test_a_private_api_passes if {
	count(public_address.findings) == 0 with input.plan as made.plan([
		made.created("aws_api_gateway_rest_api", {"endpoint_configuration": [{"types": ["PRIVATE"]}]}),
	])
}

test_an_unknown_scheme_is_unknown if {
	made.verdicts(public_address.findings) == {"unknown"} with input.plan as made.plan([made.with_unknown(made.created("aws_lb", {}), ["internal"])])
}

test_an_unknown_switch_is_unknown if {
	made.verdicts(public_address.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_db_instance", {}), ["publicly_accessible"]),
	])
		with input.declared as {"aws_db_instance.it": {"publicly_accessible": "${local.open}"}}
		with input.references as {"aws_db_instance.it": {"publicly_accessible": ["local.open"]}}
}

test_unknown_task_addresses_are_unknown if {
	made.verdicts(public_address.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_ecs_service", {"network_configuration": [{}]}), ["network_configuration.*.assign_public_ip"]),
	])
}

test_a_resource_that_is_unknown_as_a_whole_is_unknown if {
	made.verdicts(public_address.findings) == {"unknown"} with input.plan as made.plan([made.with_unknown(made.created("aws_lb", {}), [""])])
}

test_a_switch_that_was_on_may_be_unknown if {
	count(public_address.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"publicly_accessible": true}, {}), ["publicly_accessible"]),
	])
}

test_a_switch_that_nobody_sets_is_off if {
	count(public_address.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_db_instance", {}), ["publicly_accessible"]),
	])
		with input.declared as {"aws_db_instance.it": {"name": "a"}}
}

test_something_internal_of_another_kind_passes if {
	count(public_address.findings) == 0 with input.plan as made.plan([made.created("aws_thing", {"internal": false})])
}

test_something_unknown_of_another_kind_passes if {
	count(public_address.findings) == 0 with input.plan as made.plan([made.with_unknown(made.created("aws_thing", {}), ["internal"])])
}

test_tasks_that_had_addresses_pass if {
	count(public_address.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ecs_service", {"network_configuration": [{"assign_public_ip": true}]}, {"network_configuration": [{"assign_public_ip": true}]}),
	])
}

test_a_function_url_that_was_there_passes if {
	count(public_address.findings) == 0 with input.plan as made.plan([made.updated("aws_lambda_function_url", {"a": 1}, {"a": 2})])
}
