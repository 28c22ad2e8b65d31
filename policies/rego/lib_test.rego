# Tests of what the rules share, and the small plans of which all tests are made.
package sluice.lib_test

import data.sluice.lib
import rego.v1

resource(type, actions, before, after) := {
	"address": concat(".", [type, "it"]),
	"mode": "managed",
	"type": type,
	"name": "it",
	"provider_name": "registry.terraform.io/hashicorp/aws",
	"change": {"actions": actions, "before": before, "after": after, "after_unknown": {}},
}

created(type, after) := resource(type, ["create"], null, after)

updated(type, before, after) := resource(type, ["update"], before, after)

recreated(type, before, after) := resource(type, ["delete", "create"], before, after)

destroyed(type, before) := resource(type, ["delete"], before, null)

unchanged(type, values) := resource(type, ["no-op"], values, values)

named(each, name) := object.union(each, {"address": concat(".", [each.type, name]), "name": name})

# Paths of what is known only after apply; the arguments are absent then.
with_unknown(each, unknown) := object.union(each, {"change": object.union(each.change, {"unknown": unknown})})

# With input.plan as this.
plan(list) := {
	"resource_changes": list,
	"resource_drift": [],
	"output_changes": {},
	"configuration": {"providers": [pinned], "modules": []},
}

planned_outputs(changes) := object.union(plan([]), {"output_changes": changes})

pinned := {
	"full_name": "registry.terraform.io/hashicorp/aws",
	"alias": "",
	"version_constraint": "5.100.0",
}

verdicts(findings) := {found.verdict | some found in findings}

messages(findings) := concat("; ", sort([found.message | some found in findings]))

test_what_stays_is_no_act if {
	count(lib.acts) == 0 with input.plan as plan([unchanged("aws_lb", {"internal": true})])
}

test_a_data_source_is_no_act if {
	count(lib.acts) == 0 with input.plan as plan([object.union(resource("aws_ami", ["read"], null, {}), {"mode": "data"})])
}

test_a_replacement_in_either_order_is_one if {
	lib.replaced(resource("aws_lb", ["create", "delete"], {}, {}))
	lib.replaced(resource("aws_lb", ["delete", "create"], {}, {}))
	not lib.replaced(resource("aws_lb", ["update"], {}, {}))
}

test_only_a_deletion_first_interrupts if {
	lib.interrupted(resource("aws_lb", ["delete", "create"], {}, {}))
	lib.interrupted(resource("aws_lb", ["delete"], {}, null))
	not lib.interrupted(resource("aws_lb", ["create", "delete"], {}, {}))
}

test_what_is_unknown_as_a_whole_is_unknown_in_each_argument if {
	each := with_unknown(updated("aws_lb", {}, {}), [""])
	lib.unknown(each, "internal")
	lib.partly_unknown(each, "subnets")
	lib.block_unknown(each, "access_logs", "enabled")
}

test_an_unknown_element_makes_a_list_partly_unknown if {
	each := with_unknown(updated("aws_lb", {}, {}), ["subnets.*"])
	lib.partly_unknown(each, "subnets")
	not lib.unknown(each, "subnets")
	not lib.partly_unknown(each, "subnet")
	not lib.partly_unknown(each, "sub")
}

test_an_unknown_block_is_unknown_in_each_argument if {
	lib.block_unknown(with_unknown(updated("aws_lb", {}, {}), ["logs"]), "logs", "enabled")
	lib.block_unknown(with_unknown(updated("aws_lb", {}, {}), ["logs.*"]), "logs", "enabled")
	lib.block_unknown(with_unknown(updated("aws_lb", {}, {}), ["logs.*.enabled"]), "logs", "enabled")
	not lib.block_unknown(with_unknown(updated("aws_lb", {}, {}), ["logs.*.bucket"]), "logs", "enabled")
	not lib.block_unknown(updated("aws_lb", {}, {}), "logs", "enabled")
}

test_nothing_has_many_spellings if {
	every value in [null, "", [], {}] {
		lib.nothing(value)
	}
	not lib.nothing(false)
	not lib.nothing(0)
}

test_what_the_stack_refers_to_is_a_set if {
	lib.references(created("aws_lb", {}), "subnets") == {"aws_subnet.a"} with input.references as {"aws_lb.it": {"subnets": ["aws_subnet.a"]}}
	lib.refers(created("aws_lb", {}), "subnets") with input.references as {"aws_lb.it": {"subnets": ["aws_subnet.a"]}}
	not lib.refers(created("aws_lb", {}), "name") with input.references as {"aws_lb.it": {"subnets": ["aws_subnet.a"]}}
}

test_a_block_is_its_first_element if {
	lib.in_block({"encryption": [{"key": "k"}]}, "encryption", "key") == "k"
	lib.in_block({"encryption": []}, "encryption", "key") == null
	lib.in_block({"encryption": null}, "encryption", "key") == null
	lib.in_block({}, "encryption", "key") == null
}

test_a_star_stands_for_text_without_slash if {
	lib.glob_matches("network/public-*-routes", "network/public-a-routes")
	not lib.glob_matches("network/public-*-routes", "network/public-a/b-routes")
	not lib.glob_matches("network/public", "network/publica")
	not lib.glob_matches("a.c", "abc/")
}

test_a_sentence_holds_texts_and_numbers if {
	lib.say(["from ", 35, " to ", lower("ONE"), ", ", null, ", ", true]) == "from 35 to one, null, true"
}

test_limits_are_the_strictest_where_protection_is_not_said if {
	lib.limits == data.limits.protected with input.environment as {"name": "sandbox"}
	lib.limits == data.limits.open with input.environment as {"protection": "open"}
}
