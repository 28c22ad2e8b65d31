package sluice.destroy_count_test

import data.sluice.lib_test as made
import data.sluice.destroy_count
import rego.v1

test_few_pass if {
	count(destroy_count.findings) == 0 with input.plan as made.plan(array.concat([made.named(made.destroyed("aws_ssm_parameter", {}), sprintf("x%d", [n])) | some n in numbers.range(1, 5)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_many_fail if {
	made.verdicts(destroy_count.findings) == {"fail"} with input.plan as made.plan(array.concat([made.named(made.destroyed("aws_ssm_parameter", {}), sprintf("x%d", [n])) | some n in numbers.range(1, 6)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_replacements_count if {
	made.verdicts(destroy_count.findings) == {"fail"} with input.plan as made.plan(array.concat([made.named(made.recreated("aws_ssm_parameter", {}, {}), sprintf("x%d", [n])) | some n in numbers.range(1, 6)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_forgotten_ones_count if {
	made.verdicts(destroy_count.findings) == {"fail"} with input.plan as made.plan(array.concat([made.named(made.resource("aws_ssm_parameter", ["forget"], {}, null), sprintf("x%d", [n])) | some n in numbers.range(1, 6)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_updates_do_not_count if {
	count(destroy_count.findings) == 0 with input.plan as made.plan(array.concat([made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), sprintf("x%d", [n])) | some n in numbers.range(1, 20)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_an_open_environment_may_destroy_more if {
	count(destroy_count.findings) == 0 with input.plan as made.plan(array.concat([made.named(made.destroyed("aws_ssm_parameter", {}), sprintf("x%d", [n])) | some n in numbers.range(1, 6)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "open"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_the_number_is_said if {
	contains(made.messages(destroy_count.findings), "6 resources are destroyed or replaced, more than the 5") with input.plan as made.plan(array.concat([made.named(made.destroyed("aws_ssm_parameter", {}), sprintf("x%d", [n])) | some n in numbers.range(1, 6)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}
