package sluice.tls_lowered_test

import data.sluice.lib_test as made
import data.sluice.tls_lowered
import rego.v1

test_an_older_policy_fails if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-2016-08"}),
	])
}

test_an_older_version_fails if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}),
	])
}

test_wider_ciphers_fail if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}),
	])
}

test_no_tls_1_3_fails if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-FS-1-2-2019-08"}),
	])
}

test_no_post_quantum_exchange_fails if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"}),
	])
}

test_a_newer_policy_passes if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-2016-08"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"}),
	])
}

test_the_same_policy_passes if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}),
	])
}

test_a_policy_that_nobody_knows_is_unknown if {
	made.verdicts(tls_lowered.findings) == {"unknown"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-Someday"}),
	])
}

test_a_policy_known_after_apply_is_unknown if {
	made.verdicts(tls_lowered.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}, {"protocol": "HTTPS"}), ["ssl_policy"]),
	])
}

test_plain_http_fails if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}, {"protocol": "HTTP", "ssl_policy": null}),
	])
}

test_plain_http_to_tasks_fails if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb_target_group", {"protocol": "HTTPS"}, {"protocol": "HTTP"}),
	])
}

test_a_redirect_that_goes_fails if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTP", "default_action": [{"type": "redirect"}]}, {"protocol": "HTTP", "default_action": [{"type": "forward"}]}),
	])
}

test_a_redirect_that_stays_passes if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTP", "default_action": [{"type": "redirect"}]}, {"protocol": "HTTP", "default_action": [{"type": "redirect"}]}),
	])
}

test_a_database_that_does_not_demand_tls_fails if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_parameter_group", {"parameter": [{"name": "rds.force_ssl", "value": "1"}]}, {"parameter": [{"name": "rds.force_ssl", "value": "0"}]}),
	])
}

test_a_demand_that_is_left_out_fails if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_db_parameter_group", {"parameter": [{"name": "rds.force_ssl", "value": "1"}]}, {"parameter": []}),
	])
}

test_a_policy_that_comes_passes if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb_listener", {"ssl_policy": null}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}),
	])
}

test_a_policy_that_nobody_knows_and_that_stays_passes if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-Someday"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-Someday"}),
	])
}

test_a_policy_that_never_was_may_be_unknown if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_lb_listener", {"ssl_policy": null}, {}), ["ssl_policy"]),
	])
}

test_a_policy_that_nobody_knew_is_unknown if {
	made.verdicts(tls_lowered.findings) == {"unknown"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-Someday"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}),
	])
}

test_extended_ciphers_fail if {
	made.verdicts(tls_lowered.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}, {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06"}),
	])
}

test_a_redirect_of_another_kind_passes if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_thing", {"protocol": "HTTP", "default_action": [{"type": "redirect"}]}, {"protocol": "HTTP", "default_action": [{"type": "forward"}]}),
	])
}

test_a_redirect_by_https_passes if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTPS", "default_action": [{"type": "redirect"}]}, {"protocol": "HTTPS", "default_action": [{"type": "forward"}]}),
	])
}

test_an_answer_by_http_that_was_there_passes if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_lb_listener", {"protocol": "HTTP", "default_action": [{"type": "fixed-response"}]}, {"protocol": "HTTP", "default_action": [{"type": "forward"}]}),
	])
}

test_a_database_that_keeps_demanding_tls_passes if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_parameter_group", {"parameter": [{"name": "rds.force_ssl", "value": "1"}]}, {"parameter": [{"name": "rds.force_ssl", "value": "1"}]}),
	])
}

test_a_demand_that_is_unknown_is_unknown if {
	made.verdicts(tls_lowered.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_parameter_group", {"parameter": [{"name": "rds.force_ssl", "value": "1"}]}, {}), ["parameter"]),
	])
}

test_a_demand_that_never_was_may_be_unknown if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.with_unknown(made.updated("aws_db_parameter_group", {"parameter": [{"name": "rds.force_ssl", "value": "0"}]}, {}), ["parameter"]),
	])
}

test_another_parameter_is_no_demand if {
	count(tls_lowered.findings) == 0 with input.plan as made.plan([
		made.updated("aws_db_parameter_group", {"parameter": [{"name": "log_connections", "value": "1"}]}, {"parameter": [{"name": "log_connections", "value": "0"}]}),
	])
}
