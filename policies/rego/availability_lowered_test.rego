package sluice.availability_lowered_test

import data.sluice.lib_test as made
import data.sluice.availability_lowered
import rego.v1

test_one_zone_fails if {
	made.verdicts(availability_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"multi_az": true}, {"multi_az": false}),
	])
}

test_two_zones_pass if {
	count(availability_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_instance", {"multi_az": false}, {"multi_az": true}),
	])
}

test_an_unknown_switch_is_unknown if {
	made.verdicts(availability_lowered.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"multi_az": true}, {}), ["multi_az"]),
	])
}

test_fewer_subnets_fail if {
	made.verdicts(availability_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb", {"subnets": ["a", "b", "c"]}, {"subnets": ["a", "b"]}),
	])
}

test_other_subnets_pass if {
	count(availability_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb", {"subnets": ["a", "b"]}, {"subnets": ["c", "d"]}),
	])
}

test_new_subnets_that_are_not_known_yet_pass if {
	count(availability_lowered.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_subnet_group", {"subnet_ids": ["a", "b"]}, {}), ["subnet_ids"]),
	])
		with input.declared as {"aws_db_subnet_group.it": {"subnet_ids": ["${aws_subnet.a.id}", "${aws_subnet.b.id}"]}}
		with input.references as {"aws_db_subnet_group.it": {"subnet_ids": ["aws_subnet.a", "aws_subnet.b"]}}
}

test_subnets_that_nobody_can_count_are_unknown if {
	made.verdicts(availability_lowered.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_subnet_group", {"subnet_ids": ["a", "b"]}, {}), ["subnet_ids"]),
	])
		with input.declared as {"aws_db_subnet_group.it": {"subnet_ids": "${local.subnets}"}}
		with input.references as {"aws_db_subnet_group.it": {"subnet_ids": ["local.subnets"]}}
}

test_a_single_task_fails if {
	made.verdicts(availability_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_appautoscaling_target", {"min_capacity": 2}, {"min_capacity": 1}),
	])
}

test_fewer_tasks_pass if {
	count(availability_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_appautoscaling_target", {"min_capacity": 4}, {"min_capacity": 2}),
	])
}

test_one_replica_of_another_kind_passes if {
	count(availability_lowered.findings) == 0 with input.plan as made.plan([made.updated("aws_thing", {"min_capacity": 2}, {"min_capacity": 1})])
}

test_a_single_task_that_was_single_passes if {
	count(availability_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_appautoscaling_target", {"min_capacity": 1}, {"min_capacity": 0}),
	])
}
