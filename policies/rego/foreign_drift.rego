# What: nobody changes by hand what guards data or access. What the stack sets and somebody set
# otherwise outside Terraform is a finding; what `lifecycle` leaves to the driver is not.
# Why: either somebody is fixing an outage, or somebody is where he should not be: ask, before an
# apply puts it back.
package sluice.foreign_drift

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_FOREIGN_DRIFT",
	"title": "Nothing that guards data or access was changed by hand",
	"severity": "high",
}

findings contains lib.fail(found, message) if {
	some found in lib.drift
	guarded(found.type)
	found.deleted
	message := "it was deleted outside Terraform: find out who did that, and why, before you apply"
}

findings contains lib.fail(found, message) if {
	some found in lib.drift
	guarded(found.type)
	not found.deleted
	message := lib.say([concat(", ", found.arguments), " was changed outside Terraform", outcome(found), ": find out who did that, and why, before you apply"])
}

guarded(type) if lib.guards_security(type)

guarded(type) if type in data.stateful_kinds

outcome(found) := ", and this plan changes the resource" if found.put_back

outcome(found) := "" if not found.put_back
