package sluice.alarm_silenced_test

import data.sluice.lib_test as made
import data.sluice.alarm_silenced
import rego.v1

test_an_alarm_that_goes_fails if {
	made.verdicts(alarm_silenced.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_cloudwatch_metric_alarm", {})])
}

test_a_subscription_that_goes_fails if {
	made.verdicts(alarm_silenced.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_sns_topic_subscription", {})])
}

test_actions_that_go_off_fail if {
	made.verdicts(alarm_silenced.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_cloudwatch_metric_alarm", {"actions_enabled": true}, {"actions_enabled": false}),
	])
}

test_unknown_actions_are_unknown if {
	made.verdicts(alarm_silenced.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_cloudwatch_metric_alarm", {"actions_enabled": true}, {}), ["actions_enabled"]),
	])
}

test_fewer_actions_fail if {
	made.verdicts(alarm_silenced.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_cloudwatch_metric_alarm", {"alarm_actions": ["a", "b"]}, {"alarm_actions": ["a"]}),
	])
}

test_another_action_passes if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_metric_alarm", {"alarm_actions": ["a"]}, {"alarm_actions": ["b"]}),
	])
}

test_a_new_topic_of_the_stack_passes if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_cloudwatch_metric_alarm", {"alarm_actions": ["a"]}, {}), ["alarm_actions"]),
	])
		with input.declared as {"aws_cloudwatch_metric_alarm.it": {"alarm_actions": ["${aws_sns_topic.a.arn}"]}}
		with input.references as {"aws_cloudwatch_metric_alarm.it": {"alarm_actions": ["aws_sns_topic.a"]}}
}

test_actions_that_nobody_can_count_are_unknown if {
	made.verdicts(alarm_silenced.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_cloudwatch_metric_alarm", {"alarm_actions": ["a"]}, {}), ["alarm_actions"]),
	])
		with input.declared as {"aws_cloudwatch_metric_alarm.it": {"alarm_actions": "${local.actions}"}}
		with input.references as {"aws_cloudwatch_metric_alarm.it": {"alarm_actions": ["local.actions"]}}
}

test_missing_data_that_stays_green_fails if {
	made.verdicts(alarm_silenced.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_cloudwatch_metric_alarm", {"treat_missing_data": "breaching"}, {"treat_missing_data": "notBreaching"}),
	])
}

test_an_event_rule_that_is_switched_off_fails if {
	made.verdicts(alarm_silenced.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_cloudwatch_event_rule", {"state": "ENABLED"}, {"state": "DISABLED"}),
	])
}

test_another_threshold_passes if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_metric_alarm", {"threshold": 1, "alarm_actions": ["a"]}, {"threshold": 2, "alarm_actions": ["a"]}),
	])
}

test_another_kind_that_goes_passes if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([made.destroyed("aws_thing", {"actions_enabled": true})])
}

test_another_kind_that_changes_passes if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([
		made.updated("aws_thing", {"actions_enabled": true, "alarm_actions": ["a"]}, {"actions_enabled": false, "alarm_actions": []}),
	])
}

test_another_kind_that_is_unknown_passes if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_thing", {"actions_enabled": true, "alarm_actions": ["a"]}, {}), ["actions_enabled", "alarm_actions"]),
	])
}

test_missing_data_that_stay_breaching_pass if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_metric_alarm", {"treat_missing_data": "breaching"}, {"treat_missing_data": "breaching"}),
	])
}

test_a_state_of_another_kind_passes if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([
		made.updated("aws_thing", {"state": "ENABLED"}, {"state": "DISABLED"}),
	])
}

test_an_event_rule_that_stays_off_passes if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_event_rule", {"state": "DISABLED"}, {"state": "DISABLED"}),
	])
}

test_an_event_rule_that_stays_on_passes if {
	count(alarm_silenced.findings) == 0 with input.plan as made.plan([
		made.updated("aws_cloudwatch_event_rule", {"state": "ENABLED"}, {"state": "ENABLED"}),
	])
}
