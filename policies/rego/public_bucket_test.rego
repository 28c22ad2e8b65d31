package sluice.public_bucket_test

import data.sluice.lib_test as made
import data.sluice.public_bucket
import rego.v1

test_a_switch_that_goes_off_fails if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_public_access_block", {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}, {"block_public_acls": true, "block_public_policy": false, "ignore_public_acls": true, "restrict_public_buckets": true}),
	])
}

test_a_switch_that_is_left_out_fails if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_public_access_block", {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}, {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true}),
	])
}

test_a_new_block_with_a_switch_off_fails if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_s3_bucket_public_access_block", {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": false, "restrict_public_buckets": true}),
	])
}

test_a_whole_block_passes if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.created("aws_s3_bucket_public_access_block", {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}),
	])
}

test_a_switch_that_comes_on_passes if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_public_access_block", {"block_public_acls": false, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}, {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}),
	])
}

test_an_unknown_switch_is_unknown if {
	made.verdicts(public_bucket.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_s3_bucket_public_access_block", {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}, {"block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}), ["block_public_acls"]),
	])
}

test_a_block_that_goes_fails if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.destroyed("aws_s3_bucket_public_access_block", {"bucket": "b", "block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}),
	])
}

test_a_forgotten_block_fails if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.resource("aws_s3_bucket_public_access_block", ["forget"], {"bucket": "b", "block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}, null),
	])
}

test_a_block_that_goes_with_its_bucket_passes if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.destroyed("aws_s3_bucket_public_access_block", {"bucket": "b", "block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}),
		made.destroyed("aws_s3_bucket", {"id": "b"}),
	])
}

test_a_block_that_goes_with_another_bucket_fails if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.destroyed("aws_s3_bucket_public_access_block", {"bucket": "b", "block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}),
		made.destroyed("aws_s3_bucket", {"id": "c"}),
	])
}

test_a_public_access_list_fails if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_acl", {"acl": "private"}, {"acl": "public-read"}),
	])
}

test_a_private_access_list_passes if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([made.created("aws_s3_bucket_acl", {"acl": "private"})])
}

test_a_grant_to_everybody_fails if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.created("aws_s3_bucket_acl", {"access_control_policy": [{"grant": [{"grantee": [{"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}]}]}]}),
	])
}

test_access_lists_that_count_again_fail if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket_ownership_controls", {"rule": [{"object_ownership": "BucketOwnerEnforced"}]}, {"rule": [{"object_ownership": "ObjectWriter"}]}),
	])
}

test_a_grant_of_the_old_kind_to_everybody_fails if {
	made.verdicts(public_bucket.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_s3_bucket", {"grant": []}, {"grant": [{"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}]}),
	])
}

test_a_grant_to_log_delivery_passes if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket", {"grant": []}, {"grant": [{"uri": "http://acs.amazonaws.com/groups/s3/LogDelivery"}]}),
	])
}

test_a_switch_that_was_off_is_not_newly if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_public_access_block", {"block_public_acls": false, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}, {"block_public_acls": false, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}),
	])
}

test_an_unknown_switch_of_another_kind_passes if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_thing", {}, {}), ["block_public_acls"]),
	])
}

test_an_access_list_that_was_public_is_not_newly if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_acl", {"acl": "public-read"}, {"acl": "public-read"}),
	])
}

test_a_grant_that_was_there_is_not_newly if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket", {"grant": [{"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}]}, {"grant": [{"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}], "a": 1}),
	])
}

test_a_grant_to_an_account_passes if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.created("aws_s3_bucket_acl", {"access_control_policy": [{"grant": [{"grantee": [{"id": "a", "uri": null}]}]}]}),
	])
}

test_a_grant_to_log_delivery_by_policy_passes if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.created("aws_s3_bucket_acl", {"access_control_policy": [{"grant": [{"grantee": [{"uri": "http://acs.amazonaws.com/groups/s3/LogDelivery"}]}]}]}),
	])
}

test_access_lists_that_never_counted_pass if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_ownership_controls", {"rule": [{"object_ownership": "BucketOwnerEnforced"}]}, {"rule": [{"object_ownership": "BucketOwnerEnforced"}]}),
	])
}

test_access_lists_that_counted_pass if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.updated("aws_s3_bucket_ownership_controls", {"rule": [{"object_ownership": "ObjectWriter"}]}, {"rule": [{"object_ownership": "ObjectWriter"}]}),
	])
}

test_ownership_of_another_kind_passes if {
	count(public_bucket.findings) == 0 with input.plan as made.plan([
		made.updated("aws_thing", {"rule": [{"object_ownership": "BucketOwnerEnforced"}]}, {"rule": []}),
	])
}
