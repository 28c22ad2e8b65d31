# What: no resource that holds data, a key or a name that others rely on is destroyed, or
# forgotten by Terraform, unless an approved waiver names it.
# Why: an apply brings an empty one back, or none. A resource that was renamed in the code looks
# like this too, and is to be moved instead.
package sluice.stateful_destroyed

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_STATEFUL_DESTROYED",
	"title": "No stateful resource is destroyed",
	"severity": "critical",
}

findings contains lib.fail(each, message) if {
	some each in lib.acts
	lib.deleted(each)
	each.type in data.stateful_kinds
	message := lib.say(["it is destroyed, with what it holds: keep it", hint(each), ", or have the loss approved by a waiver"])
}

findings contains lib.fail(each, message) if {
	some each in lib.acts
	lib.forgotten(each)
	each.type in data.stateful_kinds
	message := "it stays, and nobody looks after it any more: keep it in the stack, or have that approved by a waiver"
}

hint(each) := lib.say([" (was it renamed? then move it: ", concat(", ", successors(each)), ")"]) if count(successors(each)) > 0

hint(each) := "" if count(successors(each)) == 0

successors(each) := sort([other.address |
	some other in lib.acts
	other.type == each.type
	other.change.actions == ["create"]
])
