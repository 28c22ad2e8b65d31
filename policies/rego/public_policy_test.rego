package sluice.public_policy_test

import data.sluice.lib_test as made
import data.sluice.public_policy
import rego.v1

test_anybody_fails if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\"}]}"}),
	])
}

test_any_account_fails if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": {\"AWS\": [\"arn:aws:iam::1:root\", \"*\"]}}]}"}),
	])
}

test_everybody_but_one_fails if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"NotPrincipal\": {\"AWS\": \"arn:aws:iam::1:root\"}}]}"}),
	])
}

test_an_account_passes if {
	count(public_policy.findings) == 0 with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": {\"AWS\": \"arn:aws:iam::1:root\"}}]}"}),
	])
}

test_a_service_passes if {
	count(public_policy.findings) == 0 with input.plan as made.plan([
		made.created("aws_sns_topic_policy", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": {\"Service\": \"events.amazonaws.com\"}}]}"}),
	])
}

test_a_denial_passes if {
	count(public_policy.findings) == 0 with input.plan as made.plan([
		made.created("aws_s3_bucket_policy", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Deny\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\"}]}"}),
	])
}

test_anybody_of_an_account_passes if {
	count(public_policy.findings) == 0 with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"1\"}}}]}"}),
	])
}

test_a_condition_on_every_account_is_none if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\", \"Condition\": {\"StringLike\": {\"aws:SourceAccount\": \"*\"}}}]}"}),
	])
}

test_a_condition_that_asks_for_inequality_is_none if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\", \"Condition\": {\"StringNotEquals\": {\"aws:SourceAccount\": \"1\"}}}]}"}),
	])
}

test_a_condition_that_a_missing_key_meets_is_none if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\", \"Condition\": {\"ForAllValues:StringEquals\": {\"aws:SourceAccount\": \"1\"}}}]}"}),
	])
}

test_a_condition_on_the_transport_is_none if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"true\"}}}]}"}),
	])
}

test_a_trust_in_anybody_fails if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_iam_role", {"assume_role_policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": {\"AWS\": \"arn:aws:iam::1:root\"}}]}"}, {"assume_role_policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": {\"AWS\": \"*\"}}]}"}),
	])
}

test_one_statement_without_a_list_is_read if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_sqs_queue_policy", {"policy": "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"sqs:*\"}}"}),
	])
}

test_what_was_public_is_not_newly if {
	count(public_policy.findings) == 0 with input.plan as made.plan([
		made.updated("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\"}]}"}, {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\"}]}", "description": "d"}),
	])
}

test_a_second_public_statement_is_newly if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\"}]}"}, {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"b:*\", \"Resource\": \"*\", \"Principal\": \"*\"}]}"}),
	])
}

test_an_unknown_policy_is_read_in_the_stack if {
	count(public_policy.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_s3_bucket_policy", {}), ["policy"]),
	])
		with input.declared as {"aws_s3_bucket_policy.it": {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"${aws_s3_bucket.b.arn}/*\", \"Principal\": {\"AWS\": \"${aws_iam_role.a.arn}\"}}]}"}}
		with input.references as {"aws_s3_bucket_policy.it": {"policy": ["aws_iam_role.a", "aws_s3_bucket.b"]}}
}

test_an_unknown_public_policy_fails if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_s3_bucket_policy", {}), ["policy"]),
	])
		with input.declared as {"aws_s3_bucket_policy.it": {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"${aws_s3_bucket.b.arn}/*\", \"Principal\": \"*\"}]}"}}
		with input.references as {"aws_s3_bucket_policy.it": {"policy": ["aws_s3_bucket.b"]}}
}

test_a_policy_from_elsewhere_is_unknown if {
	made.verdicts(public_policy.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_s3_bucket_policy", {}), ["policy"]),
	])
		with input.declared as {"aws_s3_bucket_policy.it": {"policy": "${data.aws_iam_policy_document.a.json}"}}
		with input.references as {"aws_s3_bucket_policy.it": {"policy": ["data.aws_iam_policy_document.a.json"]}}
}

test_a_policy_that_is_not_in_the_stack_is_unknown if {
	made.verdicts(public_policy.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.created("aws_s3_bucket_policy", {}), ["policy"]),
	])
}

test_a_policy_that_nobody_sets_is_awss_own if {
	count(public_policy.findings) == 0 with input.plan as made.plan([made.with_unknown(made.created("aws_sqs_queue", {}), ["policy"])])
		with input.declared as {"aws_sqs_queue.it": {"name": "q"}}
}

test_what_is_no_json_fails if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([made.created("aws_kms_key", {"policy": "{"})])
}

test_a_function_for_everybody_fails if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([made.created("aws_lambda_permission", {"principal": "*"})])
}

test_a_function_for_an_account_passes if {
	count(public_policy.findings) == 0 with input.plan as made.plan([
		made.created("aws_lambda_permission", {"principal": "*", "source_account": "1"}),
	])
}

test_no_policy_passes if {
	count(public_policy.findings) == 0 with input.plan as made.plan([made.created("aws_kms_key", {"policy": ""})])
}

test_an_unreadable_policy_that_was_there_passes if {
	count(public_policy.findings) == 0 with input.plan as made.plan([made.updated("aws_kms_key", {"policy": "{"}, {"policy": "{", "a": 1})])
}

test_a_policy_that_is_no_map_fails if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([made.created("aws_kms_key", {"policy": "[]"})])
}

test_a_principal_of_another_kind_passes if {
	count(public_policy.findings) == 0 with input.plan as made.plan([made.created("aws_thing", {"principal": "*"})])
}

test_a_function_for_a_service_passes if {
	count(public_policy.findings) == 0 with input.plan as made.plan([
		made.created("aws_lambda_permission", {"principal": "events.amazonaws.com"}),
	])
}

test_a_function_that_was_for_everybody_is_not_newly if {
	count(public_policy.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lambda_permission", {"principal": "*"}, {"principal": "*", "a": 1}),
	])
}

test_a_condition_on_something_else_is_none if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:UserAgent\": \"a\"}}}]}"}),
	])
}

test_a_condition_without_a_value_is_none if {
	made.verdicts(public_policy.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_kms_key", {"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"S\", \"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\", \"Principal\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": []}}}]}"}),
	])
}
