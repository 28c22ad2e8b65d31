package sluice.public_snapshot_test

import data.sluice.lib_test as made
import data.sluice.public_snapshot
import rego.v1

test_a_snapshot_for_everybody_fails if {
	made.verdicts(public_snapshot.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_snapshot", {"shared_accounts": []}, {"shared_accounts": ["all"]}),
	])
}

test_a_snapshot_for_an_account_passes if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_snapshot", {"shared_accounts": []}, {"shared_accounts": ["123456789012"]}),
	])
}

test_a_snapshot_that_was_shared_is_not_newly if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_snapshot", {"shared_accounts": ["all"]}, {"shared_accounts": ["all"], "a": 1}),
	])
}

test_unknown_accounts_are_unknown if {
	made.verdicts(public_snapshot.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_snapshot", {"shared_accounts": []}, {}), ["shared_accounts"]),
	])
}

test_an_image_for_everybody_fails if {
	made.verdicts(public_snapshot.findings) == {"fail"} with input.plan as made.plan([made.created("aws_ami_launch_permission", {"group": "all"})])
}

test_a_block_that_goes_fails if {
	made.verdicts(public_snapshot.findings) == {"fail"} with input.plan as made.plan([
		made.destroyed("aws_ebs_snapshot_block_public_access", {"state": "block-all-sharing"}),
	])
}

test_a_block_that_is_lifted_fails if {
	made.verdicts(public_snapshot.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_ebs_snapshot_block_public_access", {"state": "block-all-sharing"}, {"state": "unblocked"}),
	])
}

test_a_block_that_comes_passes if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([
		made.created("aws_ebs_snapshot_block_public_access", {"state": "block-all-sharing"}),
	])
}

test_accounts_that_nobody_sets_are_none if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.created("aws_db_snapshot", {}), ["shared_accounts"]),
	])
		with input.declared as {"aws_db_snapshot.it": {"db_instance_identifier": "a"}}
}

test_a_group_of_another_kind_passes if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([made.created("aws_thing", {"group": "all"})])
}

test_an_image_for_an_account_passes if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([made.created("aws_ami_launch_permission", {"account_id": "1"})])
}

test_an_image_that_was_for_everybody_is_not_newly if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ami_launch_permission", {"group": "all"}, {"group": "all"}),
	])
}

test_a_state_of_another_kind_passes if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([
		made.updated("aws_thing", {"state": "block-all-sharing"}, {"state": "unblocked"}),
	])
}

test_a_block_that_was_lifted_passes if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ebs_snapshot_block_public_access", {"state": "unblocked"}, {"state": "unblocked"}),
	])
}

test_another_block_passes if {
	count(public_snapshot.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ebs_snapshot_block_public_access", {"state": "block-all-sharing"}, {"state": "block-new-sharing"}),
	])
}
