# What: what stands in several zones stays in several zones.
# Why: the loss of a zone is the one outage that everybody plans for, and only notices then.
package sluice.availability_lowered

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_AVAILABILITY_LOWERED",
	"title": "Nothing is left in fewer zones",
	"severity": "high",
}

switches := [
	"automatic_failover_enabled",
	"multi_az",
	"multi_az_enabled",
	"enable_cross_zone_load_balancing",
]

# The argument that names a subnet for each zone, by kind.
subnets := {
	"aws_db_subnet_group": "subnet_ids",
	"aws_elasticache_subnet_group": "subnet_ids",
	"aws_lb": "subnets",
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in switches
	lib.turned_off(each, name)
	message := lib.say([name, " goes off: leave it on, or have that approved by a waiver"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	some name in switches
	lib.unclear(each, name, true)
	what := lib.say(["whether ", name, " stays on"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	name := subnets[each.type]
	not lib.unknown(each, name)
	count(lib.list(lib.will(each, name))) < count(lib.list(lib.was(each, name)))
	message := lib.say([name, " are fewer than before: leave one in each zone"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	name := subnets[each.type]
	lib.unknown(each, name)
	count(lib.list(lib.declared(each, name))) < count(lib.list(lib.was(each, name)))
	what := lib.say(["in how many zones ", name, " are"])
}

findings contains lib.fail(each, "a single task may be left: keep min_capacity at 2 or more") if {
	some each in lib.kept
	each.type == "aws_appautoscaling_target"
	old := lib.was(each, "min_capacity")
	new := lib.will(each, "min_capacity")
	is_number(old)
	is_number(new)
	old > 1
	new < 2
}
