# What: alarms stay, and still tell somebody: actions, subscriptions, event rules, and what they
# make of missing data.
# Why: an alarm that tells nobody is green for ever; releases are judged by some of them.
package sluice.alarm_silenced

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_ALARM_SILENCED",
	"title": "No alarm is silenced",
	"severity": "high",
}

alarms := {
	"aws_cloudwatch_composite_alarm",
	"aws_cloudwatch_event_rule",
	"aws_cloudwatch_event_target",
	"aws_cloudwatch_metric_alarm",
	"aws_db_event_subscription",
	"aws_sns_topic_subscription",
}

findings contains lib.fail(each, "it tells nobody any more: keep it, or have that approved by a waiver") if {
	some each in lib.acts
	each.type in alarms
	each.change.actions in [["delete"], ["forget"]]
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	each.type in alarms
	some name in ["actions_enabled", "enabled"]
	lib.turned_off(each, name)
	message := lib.say([name, " goes off: leave it on"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	each.type in alarms
	some name in ["actions_enabled", "enabled"]
	lib.unclear(each, name, true)
	what := lib.say(["whether ", name, " stays on"])
}

# A topic that is created anew has another ARN: what counts is that as many are told.
findings contains lib.fail(each, "fewer are told of it: keep alarm_actions") if {
	some each in lib.kept
	each.type in alarms
	not lib.unknown(each, "alarm_actions")
	count(lib.list(lib.will(each, "alarm_actions"))) < count(lib.list(lib.was(each, "alarm_actions")))
}

findings contains lib.unsure(each, "who is told of it") if {
	some each in lib.kept
	each.type in alarms
	lib.unknown(each, "alarm_actions")
	count(lib.list(lib.declared(each, "alarm_actions"))) < count(lib.list(lib.was(each, "alarm_actions")))
}

findings contains lib.fail(each, "it stays green where its metric is missing: leave treat_missing_data at breaching") if {
	some each in lib.kept
	lib.was(each, "treat_missing_data") == "breaching"
	lib.will(each, "treat_missing_data") != "breaching"
}

findings contains lib.fail(each, "the event rule is switched off: leave it ENABLED") if {
	some each in lib.kept
	each.type == "aws_cloudwatch_event_rule"
	lib.was(each, "state") != "DISABLED"
	lib.will(each, "state") == "DISABLED"
}
