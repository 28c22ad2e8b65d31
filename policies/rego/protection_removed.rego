# What: what guards against deletion, overwriting or too much power stays: deletion protection,
# last snapshots, versions, immutable tags, scans, permissions boundaries, vault locks.
# Why: taking the guard away is harmless in its own plan; the harm comes in the next one.
package sluice.protection_removed

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_PROTECTION_REMOVED",
	"title": "No protection is taken away",
	"severity": "high",
}

on := [
	"auto_minor_version_upgrade",
	"deletion_protection",
	"deletion_protection_enabled",
	"drop_invalid_header_fields",
	"enable_deletion_protection",
	"iam_database_authentication_enabled",
	"object_lock_enabled",
]

off := [
	"bypass_policy_lockout_safety_check",
	"delete_automated_backups",
	"force_delete",
	"force_destroy",
	"skip_final_snapshot",
]

# Block, argument, and its safe values, by kind.
choices := {
	"aws_dynamodb_table": ["point_in_time_recovery", "enabled", [true]],
	"aws_ecr_repository": ["image_scanning_configuration", "scan_on_push", [true]],
	"aws_s3_bucket_versioning": ["versioning_configuration", "status", ["Enabled"]],
}

guards := {
	"aws_backup_vault_lock_configuration",
	"aws_backup_vault_policy",
	"aws_s3_bucket_object_lock_configuration",
	"aws_s3_bucket_versioning",
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in on
	lib.turned_off(each, name)
	message := lib.say([name, " goes off: leave it on, or have that approved by a waiver"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in off
	lib.turned_on(each, name)
	message := lib.say([name, " goes on: leave it off, or have that approved by a waiver"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	some name in on
	lib.unclear(each, name, true)
	what := lib.say(["whether ", name, " stays on"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	some name in off
	lib.unclear(each, name, false)
	what := lib.say(["whether ", name, " stays off"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	[block, name, safe] := choices[each.type]
	lib.in_block(lib.before(each), block, name) in safe
	not lib.in_block(lib.after(each), block, name) in safe
	not lib.block_unknown(each, block, name)
	message := lib.say([block, ".", name, " was ", lib.in_block(lib.before(each), block, name), ": leave it so"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	[block, name, safe] := choices[each.type]
	lib.in_block(lib.before(each), block, name) in safe
	lib.block_unknown(each, block, name)
	what := lib.say(["whether ", block, ".", name, " stays as it is"])
}

findings contains lib.fail(each, "its tags may be overwritten: leave image_tag_mutability at IMMUTABLE") if {
	some each in lib.kept
	lib.was(each, "image_tag_mutability") == "IMMUTABLE"
	lib.will(each, "image_tag_mutability") != "IMMUTABLE"
	not lib.unknown(each, "image_tag_mutability")
}

findings contains lib.fail(each, "its permissions boundary goes: leave the role within it") if {
	some each in lib.kept
	lib.something(lib.was(each, "permissions_boundary"))
	lib.nothing(lib.will(each, "permissions_boundary"))
	not lib.unknown(each, "permissions_boundary")
}

findings contains lib.unsure(each, "whether its permissions boundary stays") if {
	some each in lib.kept
	lib.something(lib.was(each, "permissions_boundary"))
	lib.unknown(each, "permissions_boundary")
	not lib.refers(each, "permissions_boundary")
}

findings contains lib.fail(each, "what it guards is unguarded without it: keep it, or have that approved by a waiver") if {
	some each in lib.acts
	each.type in guards
	each.change.actions in [["delete"], ["forget"]]
	not lib.bucket_goes(each)
}

ranks := {"open": 0, "reviewed": 1, "protected": 2}

# An output that goes has no after.
findings contains lib.whole(message) if {
	each := lib.outputs.protection
	before := ranks[each.before]
	after := object.get(ranks, object.get(each, "after", null), -1)
	after < before
	message := lib.say(["protection was ", each.before, ": leave it so, or have that approved by a waiver"])
}
