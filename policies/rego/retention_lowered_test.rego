package sluice.retention_lowered_test

import data.sluice.lib_test as made
import data.sluice.retention_lowered
import rego.v1

test_logs_that_are_kept_shorter_fail if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_cloudwatch_log_group", {"retention_in_days": 365}, {"retention_in_days": 30}),
	])
}

test_logs_that_are_kept_longer_pass if {
	count(retention_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_log_group", {"retention_in_days": 30}, {"retention_in_days": 365}),
	])
}

test_logs_that_were_kept_for_ever_fail if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_cloudwatch_log_group", {"retention_in_days": 0}, {"retention_in_days": 365}),
	])
}

test_logs_that_are_kept_for_ever_pass if {
	count(retention_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_log_group", {"retention_in_days": 365}, {"retention_in_days": 0}),
	])
}

test_no_backups_at_all_fail if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"backup_retention_period": 7}, {"backup_retention_period": 0}),
	])
}

test_a_number_that_is_left_out_fails if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"backup_retention_period": 7}, {"backup_retention_period": null}),
	])
}

test_a_number_that_is_unknown_is_unknown if {
	made.verdicts(retention_lowered.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"backup_retention_period": 7}, {}), ["backup_retention_period"]),
	])
}

test_a_shorter_time_to_call_a_deletion_off_fails if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_kms_key", {"deletion_window_in_days": 30}, {"deletion_window_in_days": 7}),
	])
}

test_objects_that_are_deleted_sooner_fail if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_lifecycle_configuration", {"rule": [{"id": "a", "expiration": [{"days": 90}]}]}, {"rule": [{"id": "a", "expiration": [{"days": 30}]}]}),
	])
}

test_objects_that_are_deleted_later_pass if {
	count(retention_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_lifecycle_configuration", {"rule": [{"id": "a", "expiration": [{"days": 90}]}]}, {"rule": [{"id": "a", "expiration": [{"days": 120}]}]}),
	])
}

test_objects_that_were_never_deleted_fail if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_lifecycle_configuration", {"rule": []}, {"rule": [{"id": "a", "expiration": [{"days": 30}]}]}),
	])
}

test_a_rule_that_goes_passes if {
	count(retention_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_lifecycle_configuration", {"rule": [{"id": "a", "expiration": [{"days": 90}]}]}, {"rule": []}),
	])
}

test_versions_that_are_deleted_sooner_fail if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_lifecycle_configuration", {"rule": [{"id": "a", "noncurrent_version_expiration": [{"noncurrent_days": 90}]}]}, {"rule": [{"id": "a", "noncurrent_version_expiration": [{"noncurrent_days": 1}]}]}),
	])
}

test_unknown_days_are_unknown if {
	made.verdicts(retention_lowered.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_s3_bucket_lifecycle_configuration", {"rule": [{"id": "a", "expiration": [{"days": 90}]}]}, {"rule": [{"id": "a", "expiration": [{}]}]}), ["rule.*.expiration.*.days"]),
	])
}

test_a_number_that_never_was_may_be_unknown if {
	count(retention_lowered.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"backup_retention_period": null}, {}), ["backup_retention_period"]),
	])
}

test_a_rule_of_another_kind_passes if {
	count(retention_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_thing", {"rule": [{"id": "a", "expiration": [{"days": 90}]}]}, {"rule": [{"id": "a", "expiration": [{"days": 30}]}]}),
	])
}

test_an_unknown_rule_of_another_kind_passes if {
	count(retention_lowered.findings) == 0 with input.plan as made.plan([made.with_unknown(made.updated("aws_thing", {}, {}), ["rule"])])
}

test_a_rule_without_days_passes if {
	count(retention_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_lifecycle_configuration", {"rule": [{"id": "a", "expiration": [{"days": 90}]}]}, {"rule": [{"id": "a", "expiration": [{"date": "2030-01-01"}]}]}),
	])
}

test_another_rule_does_not_excuse_it if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_lifecycle_configuration", {"rule": [{"id": "other", "expiration": [{"days": 30}]}]}, {"rule": [{"id": "a", "expiration": [{"days": 60}]}]}),
	])
}

test_zero_days_were_none if {
	made.verdicts(retention_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_lifecycle_configuration", {"rule": [{"id": "a", "expiration": [{"days": 0}]}]}, {"rule": [{"id": "a", "expiration": [{"days": 30}]}]}),
	])
}
