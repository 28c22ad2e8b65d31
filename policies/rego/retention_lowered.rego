# What: logs, backups, versions and pending deletions are kept at least as long as before.
# Why: what expires is gone when somebody looks for it; an investigation looks back for months.
package sluice.retention_lowered

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_RETENTION_LOWERED",
	"title": "Nothing is kept for a shorter time",
	"severity": "high",
}

numbers := [
	"automatic_backup_retention_days",
	"automated_snapshot_retention_period",
	"backup_retention_period",
	"deletion_window_in_days",
	"max_retention_days",
	"message_retention_seconds",
	"min_retention_days",
	"performance_insights_retention_period",
	"recovery_window_in_days",
	"retention_in_days",
	"retention_period",
	"snapshot_retention_limit",
]

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in numbers
	old := length(name, lib.was(each, name))
	not lib.unknown(each, name)
	shorter(name, lib.will(each, name), old)
	message := lib.say([name, " falls from ", lib.was(each, name), " to ", lib.will(each, name), ": keep it as long as before"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	some name in numbers
	is_number(lib.was(each, name))
	lib.unknown(each, name)
	what := lib.say(["whether ", name, " stays at ", lib.was(each, name), " or more"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	each.type == "aws_s3_bucket_lifecycle_configuration"
	some block, argument in expiries
	some rule in lib.entries(lib.will(each, "rule"))
	days := lib.in_block(rule, block, argument)
	is_number(days)
	days < limit(each, rule, block, argument)
	message := lib.say(["its rule ", object.get(rule, "id", "without id"), " deletes after ", days, " days, sooner than before: keep objects as long as before"])
}

findings contains lib.unsure(each, "when its rules delete objects") if {
	some each in lib.kept
	each.type == "aws_s3_bucket_lifecycle_configuration"
	some block, argument in expiries
	lib.partly_unknown(each, concat(".", ["rule.*", block, "*", argument]))
}

expiries := {"expiration": "days", "noncurrent_version_expiration": "noncurrent_days"}

# For ever, where the rule did not delete before, or was not there.
limit(each, rule, block, argument) := min(earlier(each, rule, block, argument)) if {
	count(earlier(each, rule, block, argument)) > 0
}

limit(each, rule, block, argument) := forever if count(earlier(each, rule, block, argument)) == 0

earlier(each, rule, block, argument) := [days |
	some old in lib.entries(lib.was(each, "rule"))
	object.get(old, "id", "") == object.get(rule, "id", "")
	days := lib.in_block(old, block, argument)
	is_number(days)
	days > 0
]

forever := 1000000

# To CloudWatch Logs, 0 means for ever; to backups, none.
length(name, value) := value if {
	is_number(value)
	not endless(name, value)
}

length(name, value) := forever if {
	is_number(value)
	endless(name, value)
}

endless("retention_in_days", 0)

# What is no longer set falls back to a default that nobody here has chosen.
shorter(_, value, _) if not is_number(value)

shorter(name, value, old) if length(name, value) < old
