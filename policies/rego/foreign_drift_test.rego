package sluice.foreign_drift_test

import data.sluice.lib_test as made
import data.sluice.foreign_drift
import rego.v1

test_a_changed_role_fails if {
	made.verdicts(foreign_drift.findings) == {"fail"} with input.plan as made.plan([])
		with input.drift as [{"address": "aws_iam_role.a", "type": "aws_iam_role", "arguments": ["name"], "deleted": false, "put_back": false}]
}

test_a_changed_database_fails if {
	made.verdicts(foreign_drift.findings) == {"fail"} with input.plan as made.plan([])
		with input.drift as [{"address": "aws_db_instance.a", "type": "aws_db_instance", "arguments": ["name"], "deleted": false, "put_back": false}]
}

test_a_deleted_key_fails if {
	made.verdicts(foreign_drift.findings) == {"fail"} with input.plan as made.plan([])
		with input.drift as [{"address": "aws_kms_key.a", "type": "aws_kms_key", "arguments": [], "deleted": true, "put_back": false}]
}

test_a_changed_alarm_is_not_guarded if {
	count(foreign_drift.findings) == 0 with input.plan as made.plan([])
		with input.drift as [{"address": "aws_cloudwatch_metric_alarm.a", "type": "aws_cloudwatch_metric_alarm", "arguments": ["name"], "deleted": false, "put_back": false}]
}

test_no_drift_passes if {
	count(foreign_drift.findings) == 0 with input.plan as made.plan([])
		with input.drift as []
}

test_the_arguments_are_named if {
	contains(made.messages(foreign_drift.findings), "name, path was changed outside Terraform") with input.plan as made.plan([])
		with input.drift as [{"address": "aws_iam_role.a", "type": "aws_iam_role", "arguments": ["name", "path"], "deleted": false, "put_back": false}]
}

test_it_is_said_whether_the_plan_changes_it if {
	contains(made.messages(foreign_drift.findings), "and this plan changes the resource") with input.plan as made.plan([])
		with input.drift as [{"address": "aws_iam_role.a", "type": "aws_iam_role", "arguments": ["name"], "deleted": false, "put_back": true}]
}

test_a_deletion_is_not_said_to_be_a_change if {
	made.verdicts(foreign_drift.findings) == {"fail"} with input.plan as made.plan([])
		with input.drift as [{"address": "aws_kms_key.a", "type": "aws_kms_key", "arguments": [], "deleted": true, "put_back": false}]
}

test_a_deleted_alarm_is_not_guarded if {
	count(foreign_drift.findings) == 0 with input.plan as made.plan([])
		with input.drift as [{"address": "aws_cloudwatch_metric_alarm.a", "type": "aws_cloudwatch_metric_alarm", "arguments": [], "deleted": true, "put_back": false}]
}
