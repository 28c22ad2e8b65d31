package sluice.blast_radius_test

import data.sluice.lib_test as made
import data.sluice.blast_radius
import rego.v1

test_few_changes_pass if {
	count(blast_radius.findings) == 0 with input.plan as made.plan(array.concat([made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), sprintf("x%d", [n])) | some n in numbers.range(1, 20)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_more_than_the_number_fail if {
	made.verdicts(blast_radius.findings) == {"fail"} with input.plan as made.plan(array.concat([made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), sprintf("x%d", [n])) | some n in numbers.range(1, 31)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_more_than_the_share_fail if {
	made.verdicts(blast_radius.findings) == {"fail"} with input.plan as made.plan(array.concat([made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), sprintf("x%d", [n])) | some n in numbers.range(1, 27)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_both_are_said if {
	contains(made.messages(blast_radius.findings), "31 existing resources are changed, more than the 30") with input.plan as made.plan(array.concat([made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), sprintf("x%d", [n])) | some n in numbers.range(1, 31)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_the_share_is_said if {
	contains(made.messages(blast_radius.findings), "27 of 127 existing resources are changed, more than the 20 percent") with input.plan as made.plan(array.concat([made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), sprintf("x%d", [n])) | some n in numbers.range(1, 27)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_an_open_environment_may_do_more if {
	count(blast_radius.findings) == 0 with input.plan as made.plan(array.concat([made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), sprintf("x%d", [n])) | some n in numbers.range(1, 31)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "open"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_an_unknown_stack_may_do_what_prod_may if {
	made.verdicts(blast_radius.findings) == {"fail"} with input.plan as made.plan(array.concat([made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), sprintf("x%d", [n])) | some n in numbers.range(1, 31)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.stack as "sandbox"
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_creations_do_not_count if {
	count(blast_radius.findings) == 0 with input.plan as made.plan(array.concat([made.named(made.created("aws_ssm_parameter", {}), sprintf("x%d", [n])) | some n in numbers.range(1, 90)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_destruction_counts if {
	made.verdicts(blast_radius.findings) == {"fail"} with input.plan as made.plan(array.concat([made.named(made.destroyed("aws_ssm_parameter", {}), sprintf("x%d", [n])) | some n in numbers.range(1, 31)], [made.named(made.unchanged("aws_ssm_parameter", {}), sprintf("y%d", [n])) | some n in numbers.range(1, 100)]))
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_a_few_of_a_few_pass if {
	count(blast_radius.findings) == 0 with input.plan as made.plan([
		made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), "a"),
		made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), "b"),
		made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), "c"),
		made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), "d"),
		made.named(made.updated("aws_ssm_parameter", {"a": 1}, {"a": 2}), "e"),
	])
		with input.environment as {"protection": "protected"}
		with data.limits as {"protected": {"changed": 30, "changed_at_least": 5, "changed_percent": 20, "destroyed": 5}, "open": {"changed": 100, "changed_at_least": 10, "changed_percent": 60, "destroyed": 40}}
}

test_no_plan_at_all_passes if {
	count(blast_radius.findings) == 0 with input.plan as made.plan([])
		with input.environment as {"protection": "protected"}
}
