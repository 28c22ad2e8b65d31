# What: no resource that holds data, a key or a name that others rely on is replaced, unless an
# approved waiver names it.
# Why: a replacement is empty; the plan calls it a change, in one line among hundreds.
package sluice.stateful_replaced

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_STATEFUL_REPLACED",
	"title": "No stateful resource is replaced",
	"severity": "critical",
}

findings contains lib.fail(each, message) if {
	some each in lib.acts
	lib.replaced(each)
	each.type in data.stateful_kinds
	message := lib.say(["it is destroyed and created again, empty", forced(each), ": change it in place, or have the loss approved by a waiver"])
}

forced(each) := lib.say([" (forced by ", concat(", ", causes(each)), ")"]) if count(causes(each)) > 0

forced(each) := "" if count(causes(each)) == 0

causes(each) := sort([name | some name in {cause[0] |
	some cause in object.get(each.change, "replace_paths", [])
}])
