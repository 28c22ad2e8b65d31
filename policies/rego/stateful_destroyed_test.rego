package sluice.stateful_destroyed_test

import data.sluice.lib_test as made
import data.sluice.stateful_destroyed
import rego.v1

test_a_destroyed_database_fails if {
	made.verdicts(stateful_destroyed.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_db_instance", {"id": "db"})])
}

test_a_forgotten_key_fails if {
	made.verdicts(stateful_destroyed.findings) == {"fail"} with input.plan as made.plan([made.resource("aws_kms_key", ["forget"], {"id": "k"}, null)])
}

test_a_destroyed_address_fails if {
	made.verdicts(stateful_destroyed.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_eip", {"id": "e"})])
}

test_a_destroyed_role_is_no_loss if {
	count(stateful_destroyed.findings) == 0 with input.plan as made.plan([made.destroyed("aws_iam_role", {"id": "r"})])
}

test_an_updated_database_stays if {
	count(stateful_destroyed.findings) == 0 with input.plan as made.plan([made.updated("aws_db_instance", {"a": 1}, {"a": 2})])
}

test_a_replacement_is_another_rules if {
	count(stateful_destroyed.findings) == 0 with input.plan as made.plan([made.recreated("aws_db_instance", {}, {})])
}

test_a_likely_successor_is_named if {
	contains(made.messages(stateful_destroyed.findings), "was it renamed? then move it: aws_s3_bucket.renamed") with input.plan as made.plan([
		made.destroyed("aws_s3_bucket", {"id": "b"}),
		made.named(made.created("aws_s3_bucket", {}), "renamed"),
	])
}

test_a_forgotten_role_is_no_loss if {
	count(stateful_destroyed.findings) == 0 with input.plan as made.plan([made.resource("aws_iam_role", ["forget"], {"id": "r"}, null)])
}

test_a_successor_of_another_kind_is_none if {
	contains(made.messages(stateful_destroyed.findings), "keep it, or have") with input.plan as made.plan([
		made.destroyed("aws_s3_bucket", {"id": "b"}),
		made.created("aws_thing", {}),
	])
}
