# What: backups stay: no plan, selection, copy or rule goes, and none keeps recovery points for a
# shorter time.
# Why: nobody misses a backup before the day on which it is all there is.
package sluice.backup_weakened

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_BACKUP_WEAKENED",
	"title": "No backup is made less often, kept shorter, or dropped",
	"severity": "high",
}

guards := {
	"aws_backup_plan",
	"aws_backup_selection",
	"aws_db_instance_automated_backups_replication",
}

findings contains lib.fail(each, "backups are no longer made by it: keep it, or have that approved by a waiver") if {
	some each in lib.acts
	each.type in guards
	each.change.actions in [["delete"], ["forget"]]
}

findings contains lib.fail(each, message) if {
	some each in plans
	some old in rules(lib.before(each))
	count(namesakes(each, old)) == 0
	message := lib.say(["its rule ", name(old), " goes: keep it"])
}

findings contains lib.fail(each, message) if {
	some each in plans
	some old in rules(lib.before(each))
	some new in namesakes(each, old)
	days_kept(new) < days_kept(old)
	message := lib.say(["its rule ", name(old), " keeps recovery points for a shorter time: keep them as long as before"])
}

findings contains lib.fail(each, message) if {
	some each in plans
	some old in rules(lib.before(each))
	some new in namesakes(each, old)
	count(copies(new)) < count(copies(old))
	message := lib.say(["its rule ", name(old), " makes fewer copies: keep the copy in the other region"])
}

findings contains lib.fail(each, message) if {
	some each in plans
	some old in rules(lib.before(each))
	some new in namesakes(each, old)
	count(copies(new)) == count(copies(old))
	count(copies(old)) > 0
	shortest(new) < shortest(old)
	message := lib.say(["its rule ", name(old), " keeps copies for a shorter time: keep them as long as before"])
}

findings contains lib.unsure(each, "how long its recovery points are kept") if {
	some each in plans
	some argument in ["rule.*.lifecycle.*.delete_after", "rule.*.copy_action.*.lifecycle.*.delete_after"]
	lib.partly_unknown(each, argument)
}

findings contains lib.unsure(each, "which backups it makes") if {
	some each in plans
	lib.unknown(each, "rule")
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	each.type == "aws_backup_selection"
	not lib.partly_unknown(each, "resources")
	gone := lost(lib.was(each, "resources"), lib.will(each, "resources"))
	count(gone) > 0
	message := lib.say(["it no longer backs up ", concat(", ", gone), ": keep it selected"])
}

plans := [each | some each in lib.kept; each.type == "aws_backup_plan"]

rules(values) := lib.entries(object.get(values, "rule", null))

name(rule) := object.get(rule, "rule_name", "without name")

namesakes(each, old) := [new | some new in rules(lib.after(each)); name(new) == name(old)]

copies(rule) := lib.entries(object.get(rule, "copy_action", null))

shortest(rule) := min([days_kept(copy) | some copy in copies(rule)])

# Days; recovery points without a limit are kept for ever.
days_kept(holder) := days if {
	days := lib.in_block(holder, "lifecycle", "delete_after")
	is_number(days)
	days > 0
}

days_kept(holder) := 1000000 if not limited(holder)

limited(holder) if {
	days := lib.in_block(holder, "lifecycle", "delete_after")
	is_number(days)
	days > 0
}

lost(old, new) := sort([resource |
	some resource in lib.list(old)
	not resource in lib.list(new)
])
