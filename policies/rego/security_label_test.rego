package sluice.security_label_test

import data.sluice.lib_test as made
import data.sluice.security_label
import rego.v1

test_a_security_group_is_labelled if {
	security_label.labels == {"security"} with input.plan as made.plan([
		made.updated("aws_security_group", {"description": "a"}, {"description": "b"}),
	])
}

test_a_firewall_is_labelled if {
	security_label.labels == {"security"} with input.plan as made.plan([made.updated("aws_wafv2_web_acl", {"a": 1}, {"a": 2})])
}

test_a_role_is_labelled if {
	security_label.labels == {"security"} with input.plan as made.plan([made.created("aws_iam_role", {})])
}

test_a_key_that_goes_is_labelled if {
	security_label.labels == {"security"} with input.plan as made.plan([made.destroyed("aws_kms_key", {})])
}

test_tags_alone_are_not_labelled if {
	security_label.labels == set() with input.plan as made.plan([
		made.updated("aws_security_group", {"tags": {"a": "1"}, "tags_all": {"a": "1"}}, {"tags": {"a": "2"}, "tags_all": {"a": "2"}}),
	])
}

test_tags_and_something_unknown_are_labelled if {
	security_label.labels == {"security"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_security_group", {"tags": {"a": "1"}}, {"tags": {"a": "2"}}), ["description"]),
	])
}

test_a_database_alone_is_not_labelled if {
	security_label.labels == set() with input.plan as made.plan([
		made.updated("aws_db_instance", {"instance_class": "a"}, {"instance_class": "b"}),
	])
}

test_a_public_database_is_labelled if {
	security_label.labels == {"security"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"publicly_accessible": false}, {"publicly_accessible": true}),
	])
}

test_what_is_meant_to_be_public_is_labelled if {
	security_label.labels == {"security"} with input.plan as made.plan([made.created("aws_lb", {"internal": false})])
		with input.construct_paths as {"aws_lb.it": "load-balancer/balancer"}
}

test_a_route_to_the_internet_is_labelled if {
	security_label.labels == {"security"} with input.plan as made.plan([made.created("aws_route", {"gateway_id": "igw-1"})])
}

test_what_stays_is_not_labelled if {
	security_label.labels == set() with input.plan as made.plan([made.unchanged("aws_security_group", {})])
}

test_a_group_changed_by_hand_is_labelled if {
	security_label.labels == {"security"} with input.plan as made.plan([])
		with input.drift as [{"address": "aws_security_group.a", "type": "aws_security_group", "arguments": ["description"], "deleted": false, "put_back": false}]
}

test_it_forbids_nothing if {
	count(security_label.findings) == 0 with input.plan as made.plan([made.created("aws_iam_role", {})])
}

test_an_alarm_changed_by_hand_is_not_labelled if {
	security_label.labels == set() with input.plan as made.plan([])
		with input.drift as [{"address": "aws_cloudwatch_metric_alarm.a", "type": "aws_cloudwatch_metric_alarm", "arguments": ["name"], "deleted": false, "put_back": false}]
}
