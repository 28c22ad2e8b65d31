package sluice.firewall_weakened_test

import data.sluice.lib_test as made
import data.sluice.firewall_weakened
import rego.v1

test_a_rule_that_goes_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{}]}]}, {"rule": []}),
	])
}

test_a_rule_that_only_counts_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{}]}]}, {"rule": [{"name": "r", "action": [{"block": [], "allow": [], "count": [{}]}], "override_action": [], "statement": [{}]}]}),
	])
}

test_a_rule_that_blocks_again_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [{"block": [], "allow": [], "count": [{}]}], "override_action": [], "statement": [{}]}]}, {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{}]}]}),
	])
}

test_a_group_that_only_counts_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [], "override_action": [{"none": [{}], "count": []}], "statement": [{}]}]}, {"rule": [{"name": "r", "action": [], "override_action": [{"none": [], "count": [{}]}], "statement": [{}]}]}),
	])
}

test_a_new_rule_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": []}, {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{}]}]}),
	])
}

test_a_new_way_past_the_others_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{}]}]}, {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{}]}, {"name": "office", "action": [{"block": [], "allow": [{}], "count": []}], "override_action": [], "statement": [{}]}]}),
	])
}

test_an_exception_in_a_group_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [], "override_action": [{"none": [{}], "count": []}], "statement": [{"managed_rule_group_statement": [{"name": "g", "rule_action_override": []}]}]}]}, {"rule": [{"name": "r", "action": [], "override_action": [{"none": [{}], "count": []}], "statement": [{"managed_rule_group_statement": [{"name": "g", "rule_action_override": [{"name": "x", "action_to_use": [{"count": [{}], "block": []}]}]}]}]}]}),
	])
}

test_a_stricter_exception_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [], "override_action": [{"none": [{}], "count": []}], "statement": [{"managed_rule_group_statement": [{"name": "g", "rule_action_override": []}]}]}]}, {"rule": [{"name": "r", "action": [], "override_action": [{"none": [{}], "count": []}], "statement": [{"managed_rule_group_statement": [{"name": "g", "rule_action_override": [{"name": "x", "action_to_use": [{"count": [], "block": [{}]}]}]}]}]}]}),
	])
}

test_a_narrowed_rule_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [], "override_action": [{"none": [{}], "count": []}], "statement": [{"managed_rule_group_statement": [{"name": "g", "scope_down_statement": []}]}]}]}, {"rule": [{"name": "r", "action": [], "override_action": [{"none": [{}], "count": []}], "statement": [{"managed_rule_group_statement": [{"name": "g", "scope_down_statement": [{"geo": 1}]}]}]}]}),
	])
}

test_a_higher_limit_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_wafv2_rule_group", {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{"rate_based_statement": [{"limit": 1000}]}]}]}, {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{"rate_based_statement": [{"limit": 2000}]}]}]}),
	])
}

test_a_lower_limit_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_wafv2_rule_group", {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{"rate_based_statement": [{"limit": 2000}]}]}]}, {"rule": [{"name": "r", "action": [{"block": [{}], "allow": [], "count": []}], "override_action": [], "statement": [{"rate_based_statement": [{"limit": 1000}]}]}]}),
	])
}

test_allowing_by_default_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [], "default_action": [{"block": [{}], "allow": []}]}, {"rule": [], "default_action": [{"block": [], "allow": [{}]}]}),
	])
}

test_unknown_rules_are_unknown if {
	made.verdicts(firewall_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_wafv2_web_acl", {"rule": []}, {}), ["rule"]),
	])
}

test_an_unknown_action_is_unknown if {
	made.verdicts(firewall_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [{"block": [], "allow": [], "count": [{}]}], "override_action": [], "statement": [{}]}]}, {"rule": [{"name": "r", "action": [{"block": [], "allow": [], "count": [{}]}], "override_action": [], "statement": [{}]}]}), ["rule.*.action.*.block"]),
	])
}

test_an_association_that_goes_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([made.destroyed("aws_wafv2_web_acl_association", {})])
}

test_an_association_with_a_gap_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([made.recreated("aws_wafv2_web_acl_association", {}, {})])
}

test_an_association_without_a_gap_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([
		made.resource("aws_wafv2_web_acl_association", ["create", "delete"], {}, {}),
	])
}

test_a_balancer_that_fails_open_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([
		made.updated("aws_lb", {"enable_waf_fail_open": false}, {"enable_waf_fail_open": true}),
	])
}

test_a_first_firewall_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([
		made.created("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [{"block": [], "allow": [], "count": [{}]}], "override_action": [], "statement": [{}]}]}),
	])
}

test_a_rule_that_is_unknown_as_a_whole_is_unknown if {
	made.verdicts(firewall_weakened.findings) == {"unknown"} with input.plan as made.plan([
		made.with_unknown(made.updated("aws_wafv2_web_acl", {"rule": []}, {"rule": [null]}), ["rule.*"]),
	])
}

test_another_kind_that_goes_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([made.destroyed("aws_thing", {})])
}

test_another_kind_that_is_forgotten_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([made.resource("aws_thing", ["forget"], {}, null)])
}

test_a_forgotten_association_fails if {
	made.verdicts(firewall_weakened.findings) == {"fail"} with input.plan as made.plan([made.resource("aws_wafv2_web_acl_association", ["forget"], {}, null)])
}

test_a_narrow_rule_that_stays_narrow_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "r", "action": [], "override_action": [{"none": [{}], "count": []}], "statement": [{"managed_rule_group_statement": [{"name": "g", "scope_down_statement": [{"geo": 1}]}]}]}]}, {"rule": [{"name": "r", "action": [], "override_action": [{"none": [{}], "count": []}], "statement": [{"managed_rule_group_statement": [{"name": "g", "scope_down_statement": [{"geo": 1}]}]}]}]}),
	])
}

test_a_way_past_that_was_there_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [{"name": "office", "action": [{"block": [], "allow": [{}], "count": []}], "override_action": [], "statement": [{}]}]}, {"rule": [{"name": "office", "action": [{"block": [], "allow": [{}], "count": []}], "override_action": [], "statement": [{}]}]}),
	])
}

test_blocking_by_default_that_stays_passes if {
	count(firewall_weakened.findings) == 0 with input.plan as made.plan([
		made.updated("aws_wafv2_web_acl", {"rule": [], "default_action": [{"block": [{}], "allow": []}]}, {"rule": [], "default_action": [{"block": [{}], "allow": []}]}),
	])
}
