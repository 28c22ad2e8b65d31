# What: what is on record stays on record: log exports, flow logs, access logs, trails, monitoring.
# Why: without them nobody can say afterwards what happened, or whether anything did.
package sluice.logging_weakened

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_LOGGING_WEAKENED",
	"title": "Nothing goes off the record",
	"severity": "high",
}

guards := {
	"aws_cloudtrail",
	"aws_config_configuration_recorder",
	"aws_flow_log",
	"aws_guardduty_detector",
	"aws_s3_bucket_logging",
	"aws_securityhub_account",
	"aws_wafv2_web_acl_logging_configuration",
}

switches := [
	"enable_log_file_validation",
	"enable_logging",
	"include_global_service_events",
	"is_multi_region_trail",
	"performance_insights_enabled",
]

# A block with a switch in it.
blocks := ["access_logs", "connection_logs"]

# Lists of what is recorded: none may go.
exports := ["enabled_cloudwatch_logs_exports", "enabled_cluster_log_types"]

findings contains lib.fail(each, "it records nothing any more: keep it, or have that approved by a waiver") if {
	some each in lib.acts
	each.type in guards
	each.change.actions in [["delete"], ["forget"]]
	not lib.bucket_goes(each)
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in switches
	lib.turned_off(each, name)
	message := lib.say([name, " goes off: leave it on"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	some name in switches
	lib.unclear(each, name, true)
	what := lib.say(["whether ", name, " stays on"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in blocks
	lib.in_block(lib.before(each), name, "enabled") == true
	lib.in_block(lib.after(each), name, "enabled") != true
	not lib.block_unknown(each, name, "enabled")
	message := lib.say([name, " go off: leave them on"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	some name in blocks
	lib.in_block(lib.before(each), name, "enabled") == true
	lib.block_unknown(each, name, "enabled")
	what := lib.say(["whether ", name, " stay on"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in exports
	not lib.partly_unknown(each, name)
	gone := sort([log | some log in lib.list(lib.was(each, name)); not log in lib.list(lib.will(each, name))])
	count(gone) > 0
	message := lib.say(["the log ", concat(", ", gone), " is no longer exported: keep it"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	some name in exports
	lib.something(lib.was(each, name))
	lib.partly_unknown(each, name)
	what := lib.say(["whether ", name, " are the same"])
}

findings contains lib.fail(each, "monitoring_interval falls to 0: keep Enhanced Monitoring on") if {
	some each in lib.kept
	old := lib.was(each, "monitoring_interval")
	is_number(old)
	old > 0
	lib.will(each, "monitoring_interval") in [0, null]
	not lib.unknown(each, "monitoring_interval")
}

findings contains lib.fail(each, "it no longer records all traffic: leave traffic_type at ALL") if {
	some each in lib.kept
	lib.was(each, "traffic_type") == "ALL"
	lib.will(each, "traffic_type") != "ALL"
}

findings contains lib.fail(each, "Container Insights goes off: leave it on") if {
	some each in lib.kept
	insights(lib.was(each, "setting"))
	not insights(lib.will(each, "setting"))
}

findings contains lib.fail(each, "what is done by ECS Exec is no longer recorded: leave logging at OVERRIDE or DEFAULT") if {
	some each in lib.kept
	each.type == "aws_ecs_cluster"
	exec_logging(lib.before(each)) in ["DEFAULT", "OVERRIDE"]
	exec_logging(lib.after(each)) == "NONE"
}

insights(settings) if {
	some setting in lib.entries(settings)
	setting.name == "containerInsights"
	setting.value in ["enabled", "enhanced"]
}

exec_logging(values) := lib.in_block(
	lib.block(values, "configuration"),
	"execute_command_configuration", "logging",
)
