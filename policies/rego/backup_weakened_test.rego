package sluice.backup_weakened_test

import data.sluice.lib_test as made
import data.sluice.backup_weakened
import rego.v1

test_a_plan_that_goes_fails if {
	made.verdicts(backup_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.destroyed("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}),
	])
}

test_a_selection_that_goes_fails if {
	made.verdicts(backup_weakened.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_backup_selection", {})])
}

test_a_plan_that_stays_passes if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}),
	])
}

test_recovery_points_that_are_kept_shorter_fail if {
	made.verdicts(backup_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 7}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}),
	])
}

test_recovery_points_that_are_kept_longer_pass if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 7}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}),
	])
}

test_recovery_points_that_were_kept_for_ever_fail if {
	made.verdicts(backup_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": null}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}),
	])
}

test_recovery_points_that_are_kept_for_ever_pass if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": null}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}),
	])
}

test_a_copy_that_goes_fails if {
	made.verdicts(backup_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": []}]}),
	])
}

test_a_copy_that_is_kept_shorter_fails if {
	made.verdicts(backup_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 30}]}]}]}),
	])
}

test_a_rule_that_goes_fails if {
	made.verdicts(backup_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}, {"rule": []}),
	])
}

test_a_selection_of_less_fails if {
	made.verdicts(backup_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_backup_selection", {"resources": ["a", "b"]}, {"resources": ["a"]}),
	])
}

test_a_selection_of_more_passes if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_backup_selection", {"resources": ["a"]}, {"resources": ["a", "b"]}),
	])
}

test_unknown_days_are_unknown if {
	made.verdicts(backup_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": []}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{}], "copy_action": []}]}), ["rule.*.lifecycle.*.delete_after"]),
	])
}

test_unknown_rules_are_unknown if {
	made.verdicts(backup_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_backup_plan", {"rule": []}, {}), ["rule"]),
	])
}

test_a_rule_that_is_unknown_as_a_whole_is_unknown if {
	made.verdicts(backup_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_backup_plan", {"rule": []}, {"rule": [null]}), ["rule.*"]),
	])
}

test_another_kind_that_goes_passes if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([made.destroyed("aws_thing", {})])
}

test_copies_that_are_kept_longer_pass if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 30}]}]}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}),
	])
}

test_no_copies_before_and_after_pass if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": []}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 35}], "copy_action": []}]}),
	])
}

test_another_kind_with_fewer_resources_passes if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_thing", {"resources": ["a", "b"]}, {"resources": []}),
	])
}

test_a_selection_that_is_not_known_yet_passes if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_backup_selection", {"resources": ["a"]}, {}), ["resources"]),
	])
}

test_nothing_is_for_ever_like_zero if {
	count(backup_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_backup_plan", {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 0}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}, {"rule": [{"rule_name": "daily", "lifecycle": [{"delete_after": 0}], "copy_action": [{"lifecycle": [{"delete_after": 90}]}]}]}),
	])
}
