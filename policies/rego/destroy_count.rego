# What: one plan destroys no more resources, with or without a successor, than limits.json allows.
# Why: a renamed construct destroys and creates all that is in it; that is one line in the code.
package sluice.destroy_count

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_DESTROY_COUNT",
	"title": "A plan destroys few resources",
	"severity": "high",
}

findings contains lib.whole(message) if {
	limit := lib.limits.destroyed
	count(destroyed) > limit
	message := lib.say([count(destroyed), " resources are destroyed or replaced, more than the ", limit, " of policies/rego/limits.json: split the change, or have it approved by a waiver"])
}

destroyed := [each | some each in lib.acts; goes(each)]

goes(each) if lib.deleted(each)

goes(each) if lib.replaced(each)

goes(each) if lib.forgotten(each)
