# What: one plan changes, replaces or destroys no more of what exists than limits.json allows: a
# number of resources, and a share of them. What is created does not count.
# Why: a plan that touches everything is read by nobody, and goes wrong everywhere at once.
package sluice.blast_radius

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_BLAST_RADIUS",
	"title": "A plan changes a limited part of what exists",
	"severity": "high",
}

findings contains lib.whole(message) if {
	limit := lib.limits.changed
	count(changed) > limit
	message := lib.say([count(changed), " existing resources are changed, more than the ", limit, " of policies/rego/limits.json: split the change, or have it approved by a waiver"])
}

# Of a few resources, one is a large share already.
findings contains lib.whole(message) if {
	percent := lib.limits.changed_percent
	count(changed) > lib.limits.changed_at_least
	count(changed) * 100 > percent * count(lib.existing)
	message := lib.say([count(changed), " of ", count(lib.existing), " existing resources are changed, more than the ", percent, " percent of policies/rego/limits.json: split the change, or have it approved by a waiver"])
}

changed := [each | some each in lib.acts; is_object(each.change.before)]
