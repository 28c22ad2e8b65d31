package sluice.encryption_weakened_test

import data.sluice.lib_test as made
import data.sluice.encryption_weakened
import rego.v1

test_storage_that_is_no_longer_encrypted_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.recreated("aws_db_instance", {"storage_encrypted": true}, {"storage_encrypted": false}),
	])
}

test_a_switch_that_is_left_out_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([made.updated("aws_db_instance", {"storage_encrypted": true}, {})])
}

test_encryption_that_comes_on_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.recreated("aws_db_instance", {"storage_encrypted": false}, {"storage_encrypted": true}),
	])
}

test_a_key_that_is_no_longer_rotated_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_kms_key", {"enable_key_rotation": true}, {"enable_key_rotation": false}),
	])
}

test_a_key_that_is_switched_off_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_kms_key", {"is_enabled": true}, {"is_enabled": false}),
	])
}

test_an_unknown_switch_is_unknown if {
	made.verdicts(encryption_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"storage_encrypted": true}, {}), ["storage_encrypted"]),
	])
}

test_a_key_that_is_no_longer_used_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_cloudwatch_log_group", {"kms_key_id": "arn:key"}, {"kms_key_id": null}),
	])
}

test_another_key_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_log_group", {"kms_key_id": "arn:key"}, {"kms_key_id": "arn:other"}),
	])
}

test_a_new_key_of_the_stack_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_cloudwatch_log_group", {"kms_key_id": "arn:key"}, {}), ["kms_key_id"]),
	])
		with input.declared as {"aws_cloudwatch_log_group.it": {"kms_key_id": "${aws_kms_key.a.arn}"}}
		with input.references as {"aws_cloudwatch_log_group.it": {"kms_key_id": ["aws_kms_key.a"]}}
}

test_a_key_that_aws_chooses_is_unknown if {
	made.verdicts(encryption_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.recreated("aws_db_instance", {"kms_key_id": "arn:key"}, {}), ["kms_key_id"]),
	])
		with input.declared as {"aws_db_instance.it": {"engine": "postgres"}}
}

test_awss_own_key_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_sns_topic", {"kms_master_key_id": "arn:key"}, {"kms_master_key_id": "alias/aws/sns"}),
	])
}

test_our_key_instead_of_sqss_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_sqs_queue", {"sqs_managed_sse_enabled": true}, {"sqs_managed_sse_enabled": false, "kms_master_key_id": "arn:key"}),
	])
}

test_no_key_instead_of_sqss_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_sqs_queue", {"sqs_managed_sse_enabled": true}, {"sqs_managed_sse_enabled": false}),
	])
}

test_a_weaker_cipher_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_server_side_encryption_configuration", {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}, {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]}),
	])
}

test_a_stronger_cipher_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_server_side_encryption_configuration", {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]}, {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms:dsse"}]}]}),
	])
}

test_a_configuration_that_goes_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.destroyed("aws_s3_bucket_server_side_encryption_configuration", {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}),
	])
}

test_a_configuration_that_goes_with_its_bucket_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.destroyed("aws_s3_bucket_server_side_encryption_configuration", {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}),
		made.destroyed("aws_s3_bucket", {"id": "b"}),
	])
}

test_images_without_our_key_fail if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.recreated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "KMS", "kms_key": "arn:key"}]}, {"encryption_configuration": [{"encryption_type": "AES256"}]}),
	])
}

test_an_unknown_cipher_is_unknown if {
	made.verdicts(encryption_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_s3_bucket_server_side_encryption_configuration", {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}, {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{}]}]}), ["rule.*.apply_server_side_encryption_by_default.*.sse_algorithm"]),
	])
}

test_a_rule_that_is_unknown_as_a_whole_is_unknown if {
	made.verdicts(encryption_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_s3_bucket_server_side_encryption_configuration", {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}, {"bucket": "b"}), ["rule"]),
	])
}

test_a_new_key_for_images_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.recreated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "KMS", "kms_key": "arn:key"}]}, {"encryption_configuration": [{"encryption_type": "KMS"}]}), ["encryption_configuration.*.kms_key"]),
	])
		with input.declared as {"aws_ecr_repository.it": {"encryption_configuration": [{"encryption_type": "KMS", "kms_key": "${aws_kms_key.a.arn}"}]}}
		with input.references as {"aws_ecr_repository.it": {"encryption_configuration": ["aws_kms_key.a"]}}
}

test_a_key_that_comes_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_log_group", {"kms_key_id": null}, {"kms_key_id": "arn:key"}),
	])
}

test_a_key_that_never_was_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_log_group", {"kms_key_id": null}, {"kms_key_id": null}),
	])
}

test_awss_own_key_that_stays_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_sns_topic", {"kms_master_key_id": "alias/aws/sns"}, {"kms_master_key_id": "alias/aws/sns"}),
	])
}

test_awss_own_key_where_none_was_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_sns_topic", {"kms_master_key_id": null}, {"kms_master_key_id": "alias/aws/sns"}),
	])
}

test_a_key_of_awss_choice_where_none_was_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"kms_key_id": null}, {}), ["kms_key_id"]),
	])
}

test_images_that_fall_back_to_a_weaker_cipher_fail if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.recreated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "KMS"}]}, {"encryption_configuration": [{"encryption_type": "AES256"}]}),
	])
}

test_images_with_a_stronger_cipher_pass if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.recreated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "AES256"}]}, {"encryption_configuration": [{"encryption_type": "KMS"}]}),
	])
}

test_images_with_the_same_cipher_pass if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "KMS", "kms_key": "arn:key"}]}, {"encryption_configuration": [{"encryption_type": "KMS", "kms_key": "arn:key"}]}),
	])
}

test_a_cipher_of_images_that_is_unknown_is_no_failure if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.recreated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "KMS"}]}, {"encryption_configuration": [{}]}), ["encryption_configuration.*.encryption_type"]),
	])
}

test_images_that_lose_their_key_alone_fail if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.recreated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "KMS", "kms_key": "arn:key"}]}, {"encryption_configuration": [{"encryption_type": "KMS"}]}),
	])
}

test_images_that_never_had_a_key_pass if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.recreated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "KMS"}]}, {"encryption_configuration": [{"encryption_type": "KMS"}]}), ["encryption_configuration.*.kms_key"]),
	])
}

test_a_key_of_images_that_aws_chooses_is_unknown if {
	made.verdicts(encryption_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.recreated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "KMS", "kms_key": "arn:key"}]}, {"encryption_configuration": [{"encryption_type": "KMS"}]}), ["encryption_configuration.*.kms_key"]),
	])
		with input.declared as {"aws_ecr_repository.it": {"encryption_configuration": [{"encryption_type": "KMS"}]}}
}

test_a_cipher_of_another_kind_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_thing", {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}, {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]}),
	])
}

test_an_unknown_cipher_of_another_kind_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_thing", {"rule": []}, {}), ["rule"]),
	])
}

test_another_kind_that_goes_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([made.destroyed("aws_thing", {"bucket": "b"})])
}

test_a_new_key_instead_of_sqss_passes if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_sqs_queue", {"sqs_managed_sse_enabled": true}, {"sqs_managed_sse_enabled": false}), ["kms_master_key_id"]),
	])
		with input.declared as {"aws_sqs_queue.it": {"kms_master_key_id": "${aws_kms_key.a.arn}"}}
		with input.references as {"aws_sqs_queue.it": {"kms_master_key_id": ["aws_kms_key.a"]}}
}

test_no_known_key_instead_of_sqss_fails if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_sqs_queue", {"sqs_managed_sse_enabled": true}, {"sqs_managed_sse_enabled": false}), ["kms_master_key_id"]),
	])
}

test_a_key_in_the_stack_that_is_null_in_the_plan_is_none if {
	made.verdicts(encryption_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_sqs_queue", {"sqs_managed_sse_enabled": true}, {"sqs_managed_sse_enabled": false, "kms_master_key_id": null}),
	])
		with input.declared as {"aws_sqs_queue.it": {"kms_master_key_id": "${local.none}"}}
		with input.references as {"aws_sqs_queue.it": {"kms_master_key_id": ["local.none"]}}
}

test_images_with_a_weak_cipher_before_and_after_pass if {
	count(encryption_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ecr_repository", {"encryption_configuration": [{"encryption_type": "AES256"}]}, {"encryption_configuration": [{"encryption_type": "AES256"}]}),
	])
}
