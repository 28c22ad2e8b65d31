# What: the firewall keeps its rules, what they do, its limits, and the load balancer that it
# guards.
# Why: a rule that only counts looks the same in a dashboard and stops nobody.
package sluice.firewall_weakened

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_FIREWALL_WEAKENED",
	"title": "The firewall is not weakened",
	"severity": "critical",
}

acls := {"aws_wafv2_web_acl", "aws_wafv2_rule_group"}

guards := acls | {"aws_wafv2_web_acl_association", "aws_shield_protection"}

stopping := ["block", "captcha", "challenge"]

findings contains lib.fail(each, message) if {
	some each in lib.acts
	each.type in guards
	lib.interrupted(each)
	message := "without it the firewall does not guard what it guarded: keep it, or create its successor first"
}

findings contains lib.fail(each, "nobody looks after this guard any more: keep it in the stack") if {
	some each in lib.acts
	each.type in guards
	lib.forgotten(each)
}

findings contains lib.fail(each, message) if {
	some each in firewalls
	some old in rules(lib.before(each))
	count(namesakes(each, old)) == 0
	message := lib.say(["its rule ", name(old), " goes: keep it"])
}

findings contains lib.fail(each, message) if {
	some each in firewalls
	some old in rules(lib.before(each))
	some new in namesakes(each, old)
	stops(old)
	not stops(new)
	message := lib.say(["its rule ", name(old), " no longer stops requests: let it block"])
}

findings contains lib.fail(each, message) if {
	some each in firewalls
	some old in rules(lib.before(each))
	some new in namesakes(each, old)
	count(exceptions(new) - exceptions(old)) > 0
	message := lib.say(["its rule ", name(old), " makes new exceptions: ", concat(", ", sort([found | some found in exceptions(new) - exceptions(old)]))])
}

findings contains lib.fail(each, message) if {
	some each in firewalls
	some old in rules(lib.before(each))
	some new in namesakes(each, old)
	narrowed(new)
	not narrowed(old)
	message := lib.say(["its rule ", name(old), " looks at some requests only: let it look at all of them"])
}

findings contains lib.fail(each, message) if {
	some each in firewalls
	some old in rules(lib.before(each))
	some new in namesakes(each, old)
	rate(new) > rate(old)
	message := lib.say(["its rule ", name(old), " lets through ", rate(new), " requests instead of ", rate(old), ": keep the limit"])
}

findings contains lib.fail(each, message) if {
	some each in firewalls
	some new in rules(lib.after(each))
	allows(new)
	count([old | some old in rules(lib.before(each)); name(old) == name(new); allows(old)]) == 0
	message := lib.say(["its new rule ", name(new), " lets requests past those behind it: name what to block instead"])
}

findings contains lib.fail(each, "what no rule is about is allowed now: let default_action block") if {
	some each in firewalls
	lib.something(lib.in_block(lib.before(each), "default_action", "block"))
	not lib.something(lib.in_block(lib.after(each), "default_action", "block"))
}

findings contains lib.unsure(each, "what its rules do") if {
	some each in firewalls
	lib.unknown(each, "rule")
}

findings contains lib.unsure(each, "what one of its rules does") if {
	some each in firewalls
	some argument in ["action", "name", "override_action"]
	lib.block_unknown(each, "rule", argument)
}

findings contains lib.fail(each, "requests pass where the firewall does not answer: leave enable_waf_fail_open off") if {
	some each in lib.kept
	lib.turned_on(each, "enable_waf_fail_open")
}

firewalls := [each | some each in lib.kept; each.type in acls]

rules(values) := lib.entries(object.get(values, "rule", null))

name(rule) := object.get(rule, "name", "without name")

namesakes(each, old) := [new | some new in rules(lib.after(each)); name(new) == name(old)]

# A rule of its own blocks by its action; a group of rules does, unless its verdicts are overridden.
stops(rule) if {
	some action in stopping
	lib.something(lib.in_block(rule, "action", action))
}

stops(rule) if lib.something(lib.in_block(rule, "override_action", "none"))

allows(rule) if lib.something(lib.in_block(rule, "action", "allow"))

statement(rule) := lib.block(rule, "statement")

managed(rule) := lib.block(statement(rule), "managed_rule_group_statement")

limited(rule) := lib.block(statement(rule), "rate_based_statement")

# Rules of a group that do something milder than the group's author wants.
exceptions(rule) := {object.get(override, "name", "") |
	some group in [managed(rule), lib.block(statement(rule), "rule_group_reference_statement")]
	some override in lib.entries(object.get(group, "rule_action_override", null))
	milder(lib.block(override, "action_to_use"))
}

milder(action) if {
	every stronger in stopping {
		lib.nothing(object.get(action, stronger, null))
	}
}

narrowed(rule) if {
	some found in [managed(rule), limited(rule)]
	lib.something(object.get(found, "scope_down_statement", null))
}

rate(rule) := limit if {
	limit := object.get(limited(rule), "limit", null)
	is_number(limit)
}
