package sluice.protection_removed_test

import data.sluice.lib_test as made
import data.sluice.protection_removed
import rego.v1

test_deletion_protection_that_goes_off_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"deletion_protection": true}, {"deletion_protection": false}),
	])
}

test_a_switch_that_is_left_out_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb", {"enable_deletion_protection": true}, {"enable_deletion_protection": null}),
	])
}

test_deletion_protection_that_comes_on_passes if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_instance", {"deletion_protection": false}, {"deletion_protection": true}),
	])
}

test_a_last_snapshot_that_is_skipped_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"skip_final_snapshot": false}, {"skip_final_snapshot": true}),
	])
}

test_a_bucket_that_may_be_destroyed_full_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket", {"force_destroy": null}, {"force_destroy": true}),
	])
}

test_an_unknown_switch_is_unknown if {
	made.verdicts(protection_removed.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"deletion_protection": true}, {}), ["deletion_protection"]),
	])
}

test_an_unknown_harmful_switch_is_unknown if {
	made.verdicts(protection_removed.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_s3_bucket", {"force_destroy": false}, {}), ["force_destroy"]),
	])
}

test_versions_that_are_suspended_fail if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": "Enabled"}]}, {"versioning_configuration": [{"status": "Suspended"}]}),
	])
}

test_versions_that_are_unknown_are_unknown if {
	made.verdicts(protection_removed.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": "Enabled"}]}, {"versioning_configuration": [{}]}), ["versioning_configuration.*.status"]),
	])
}

test_versioning_that_goes_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_s3_bucket_versioning", {"bucket": "b"})])
}

test_versioning_that_goes_with_its_bucket_passes if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.destroyed("aws_s3_bucket_versioning", {"bucket": "b"}),
		made.destroyed("aws_s3_bucket", {"id": "b"}),
	])
}

test_tags_that_may_be_overwritten_fail if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_ecr_repository", {"image_tag_mutability": "IMMUTABLE"}, {"image_tag_mutability": "MUTABLE"}),
	])
}

test_images_that_are_not_scanned_fail if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_ecr_repository", {"image_scanning_configuration": [{"scan_on_push": true}]}, {"image_scanning_configuration": []}),
	])
}

test_a_table_without_recovery_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_dynamodb_table", {"point_in_time_recovery": [{"enabled": true}]}, {"point_in_time_recovery": [{"enabled": false}]}),
	])
}

test_a_role_without_its_boundary_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_iam_role", {"permissions_boundary": "arn:b"}, {"permissions_boundary": null}),
	])
}

test_a_role_with_a_new_boundary_passes if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_iam_role", {"permissions_boundary": "arn:b"}, {}), ["permissions_boundary"]),
	])
		with input.declared as {"aws_iam_role.it": {"permissions_boundary": "${aws_iam_policy.b.arn}"}}
		with input.references as {"aws_iam_role.it": {"permissions_boundary": ["aws_iam_policy.b"]}}
}

test_a_vault_lock_that_goes_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_backup_vault_lock_configuration", {"id": "v"})])
}

test_versions_that_stay_pass if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": "Enabled"}]}, {"versioning_configuration": [{"status": "Enabled"}]}),
	])
}

test_versions_that_were_never_kept_pass if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": "Disabled"}]}, {"versioning_configuration": [{"status": "Suspended"}]}),
	])
}

test_versions_that_were_never_kept_may_be_unknown if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": "Disabled"}]}, {"versioning_configuration": [{}]}), ["versioning_configuration.*.status"]),
	])
}

test_tags_that_stay_immutable_pass if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ecr_repository", {"image_tag_mutability": "IMMUTABLE"}, {"image_tag_mutability": "IMMUTABLE"}),
	])
}

test_tags_that_are_unknown_are_no_failure if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_ecr_repository", {"image_tag_mutability": "IMMUTABLE"}, {}), ["image_tag_mutability"]),
	])
}

test_another_boundary_passes if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.updated("aws_iam_role", {"permissions_boundary": "arn:b"}, {"permissions_boundary": "arn:c"}),
	])
}

test_a_boundary_from_elsewhere_is_unknown if {
	made.verdicts(protection_removed.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_iam_role", {"permissions_boundary": "arn:b"}, {}), ["permissions_boundary"]),
	])
}

test_a_boundary_that_never_was_passes if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_iam_role", {"permissions_boundary": null}, {}), ["permissions_boundary"]),
	])
}

test_another_kind_that_goes_passes if {
	count(protection_removed.findings) == 0 with input.plan as made.plan([made.destroyed("aws_thing", {"bucket": "b"})])
}

lowered(before, after) := {"protection": {"actions": ["update"], "before": before, "after": after}}

test_an_environment_that_is_protected_less_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.planned_outputs(lowered("protected", "reviewed"))
}

test_an_environment_that_no_longer_says_how_protected_it_is_fails if {
	made.verdicts(protection_removed.findings) == {"fail"} with input.plan as made.planned_outputs(lowered("reviewed", null))
}

test_an_environment_that_is_protected_more_passes if {
	count(protection_removed.findings) == 0 with input.plan as made.planned_outputs(lowered("open", "protected"))
}

test_a_new_environment_may_be_open if {
	count(protection_removed.findings) == 0 with input.plan as made.planned_outputs(lowered(null, "open"))
}
