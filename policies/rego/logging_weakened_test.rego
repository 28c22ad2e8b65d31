package sluice.logging_weakened_test

import data.sluice.lib_test as made
import data.sluice.logging_weakened
import rego.v1

test_a_flow_log_that_goes_fails if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_flow_log", {"traffic_type": "ALL"})])
}

test_a_flow_log_of_less_fails if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.recreated("aws_flow_log", {"traffic_type": "ALL"}, {"traffic_type": "REJECT"}),
	])
}

test_a_firewalls_log_that_goes_fails if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_wafv2_web_acl_logging_configuration", {})])
}

test_access_logs_that_go_off_fail if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb", {"access_logs": [{"enabled": true}]}, {"access_logs": [{"enabled": false}]}),
	])
}

test_access_logs_that_are_left_out_fail if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb", {"access_logs": [{"enabled": true}]}, {"access_logs": []}),
	])
}

test_access_logs_that_come_on_pass if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb", {"access_logs": []}, {"access_logs": [{"enabled": true}]}),
	])
}

test_unknown_access_logs_are_unknown if {
	made.verdicts(logging_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_lb", {"access_logs": [{"enabled": true}]}, {"access_logs": [{}]}), ["access_logs.*.enabled"]),
	])
}

test_an_export_that_goes_fails if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"enabled_cloudwatch_logs_exports": ["postgresql", "upgrade"]}, {"enabled_cloudwatch_logs_exports": ["upgrade"]}),
	])
}

test_an_export_that_comes_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_instance", {"enabled_cloudwatch_logs_exports": ["upgrade"]}, {"enabled_cloudwatch_logs_exports": ["postgresql", "upgrade"]}),
	])
}

test_unknown_exports_are_unknown if {
	made.verdicts(logging_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"enabled_cloudwatch_logs_exports": ["upgrade"]}, {}), ["enabled_cloudwatch_logs_exports"]),
	])
}

test_monitoring_that_goes_off_fails if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"monitoring_interval": 60}, {"monitoring_interval": 0}),
	])
}

test_coarser_monitoring_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_instance", {"monitoring_interval": 15}, {"monitoring_interval": 60}),
	])
}

test_insights_that_go_off_fail if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_instance", {"performance_insights_enabled": true}, {"performance_insights_enabled": false}),
	])
}

test_a_cluster_without_insights_fails if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_ecs_cluster", {"setting": [{"name": "containerInsights", "value": "enhanced"}]}, {"setting": [{"name": "containerInsights", "value": "disabled"}]}),
	])
}

test_exec_off_the_record_fails if {
	made.verdicts(logging_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_ecs_cluster", {"configuration": [{"execute_command_configuration": [{"logging": "OVERRIDE"}]}]}, {"configuration": [{"execute_command_configuration": [{"logging": "NONE"}]}]}),
	])
}

test_another_kind_that_goes_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([made.destroyed("aws_thing", {})])
}

test_a_flow_log_that_is_created_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([made.created("aws_flow_log", {"traffic_type": "ALL"})])
}

test_a_buckets_log_that_goes_with_its_bucket_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.destroyed("aws_s3_bucket_logging", {"bucket": "b"}),
		made.destroyed("aws_s3_bucket", {"id": "b"}),
	])
}

test_access_logs_that_stay_pass if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb", {"access_logs": [{"enabled": true}]}, {"access_logs": [{"enabled": true, "prefix": "a"}]}),
	])
}

test_access_logs_that_were_off_may_be_unknown if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_lb", {"access_logs": [{"enabled": false}]}, {"access_logs": [{}]}), ["access_logs.*.enabled"]),
	])
}

test_exports_that_never_were_may_be_unknown if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"enabled_cloudwatch_logs_exports": []}, {}), ["enabled_cloudwatch_logs_exports"]),
	])
}

test_monitoring_that_was_off_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_instance", {"monitoring_interval": 0}, {"monitoring_interval": 0}),
	])
}

test_monitoring_that_is_not_known_yet_is_no_failure if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_instance", {"monitoring_interval": 60}, {}), ["monitoring_interval"]),
	])
}

test_a_flow_log_of_all_traffic_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_flow_log", {"traffic_type": "ALL"}, {"traffic_type": "ALL", "a": 1}),
	])
}

test_a_cluster_that_keeps_insights_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ecs_cluster", {"setting": [{"name": "containerInsights", "value": "enhanced"}]}, {"setting": [{"name": "containerInsights", "value": "enabled"}]}),
	])
}

test_another_setting_is_no_insight if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ecs_cluster", {"setting": [{"name": "other", "value": "enabled"}]}, {"setting": []}),
	])
}

test_exec_that_stays_on_the_record_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ecs_cluster", {"configuration": [{"execute_command_configuration": [{"logging": "OVERRIDE"}]}]}, {"configuration": [{"execute_command_configuration": [{"logging": "DEFAULT"}]}]}),
	])
}

test_exec_that_was_off_the_record_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_ecs_cluster", {"configuration": [{"execute_command_configuration": [{"logging": "NONE"}]}]}, {"configuration": [{"execute_command_configuration": [{"logging": "NONE"}]}]}),
	])
}

test_a_log_of_another_kind_passes if {
	count(logging_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_thing", {"configuration": [{"execute_command_configuration": [{"logging": "OVERRIDE"}]}]}, {"configuration": [{"execute_command_configuration": [{"logging": "NONE"}]}]}),
	])
}
