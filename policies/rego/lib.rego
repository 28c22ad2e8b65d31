# What the rules share: which changes a plan makes, and what of them is known before apply.
#
# Not every engine has every function, and not every one orders values of different types in the
# same way. So: no walk, no net.*, json.marshal of numbers only, and numbers are compared with
# numbers. An argument of a wrong type to a function is an error, not a silent no: check it first.
# Texts are put together with say, since sprintf may quote them; and a text stands in the head of
# a rule or in a map, never alone as the head of a comprehension.
package sluice.lib

import rego.v1

# The input, as README.md describes it: nothing else looks at it, so that tests can replace it. A
# test gives only what it is about.
document := input

stack := object.get(document, "stack", "")

arguments_by_address := object.get(document, "declared", {})

references_by_address := object.get(document, "references", {})

paths := object.get(document, "construct_paths", {})

drift := object.get(document, "drift", [])

configuration := document.plan.configuration

outputs := object.get(document.plan, "output_changes", {})

# Managed resources, those that stay as they are included.
resources := [each | some each in document.plan.resource_changes; each.mode == "managed"]

idle := [["no-op"], ["read"]]

# What the plan does something to.
acts := [each | some each in resources; not each.change.actions in idle]

# What exists before and after: where something can be weakened.
kept := [each |
	some each in acts
	is_object(each.change.before)
	is_object(each.change.after)
]

# What is there after, and not as before.
made := [each | some each in acts; is_object(each.change.after)]

# What existed before.
existing := [each | some each in resources; is_object(each.change.before)]

deleted(each) if each.change.actions == ["delete"]

# It is gone before its successor is there, or for good.
interrupted(each) if deleted(each)

interrupted(each) if each.change.actions == ["delete", "create"]

replaced(each) if each.change.actions in [["delete", "create"], ["create", "delete"], ["create", "forget"]]

forgotten(each) if each.change.actions == ["forget"]

before(each) := each.change.before if is_object(each.change.before)

before(each) := {} if not is_object(each.change.before)

after(each) := each.change.after if is_object(each.change.after)

after(each) := {} if not is_object(each.change.after)

# An argument, null where there is none.
was(each, name) := object.get(before(each), name, null)

will(each, name) := object.get(after(each), name, null)

# Paths of what is known only after apply, such as subnets or rule.*.action; one that is empty
# stands for everything.
unknown_paths(each) := object.get(each.change, "unknown", [])

# The argument as a whole is known only after apply.
unknown(each, name) if name in unknown_paths(each)

unknown(each, _) if "" in unknown_paths(each)

# It, or something in it, or what it is in, is. For a block's argument: rule.*.action.
partly_unknown(each, path_in) if {
	some found in unknown_paths(each)
	meets(found, path_in)
}

meets(found, path_in) if found in ["", path_in]

meets(found, path_in) if startswith(found, concat("", [path_in, "."]))

meets(found, path_in) if startswith(path_in, concat("", [found, "."]))

block_unknown(each, name, argument) if partly_unknown(each, concat(".", [name, "*", argument]))

# The arguments as the stack has them: references are texts with ${ in them. A resource that the
# stack does not have has none.
in_stack(each) if is_object(object.get(arguments_by_address, each.address, null))

declared(each, name) := object.get(object.get(arguments_by_address, each.address, {}), name, null)

# What the argument refers to in the stack: addresses of resources, or other expressions.
references(each, name) := {found | some found in object.get(object.get(references_by_address, each.address, {}), name, [])}

# The stack sets it to something of another resource: it will not be empty, or a default.
refers(each, name) if count(references(each, name)) > 0

# Nobody sets it: AWS does.
left_to_aws(each, name) if {
	in_stack(each)
	declared(each, name) == null
}

starts(value, prefix) if {
	is_string(value)
	startswith(value, prefix)
}

# To providers, null, "", {}, [] and no value at all are one.
nothing(value) if value in [null, "", [], {}]

something(value) if not nothing(value)

# A value where it is a list, or an empty list.
list(value) := value if is_array(value)

list(value) := [] if not is_array(value)

# A block that may be there once, such as encryption_configuration; {} where it is not.
block(values, name) := found if {
	listed := object.get(values, name, null)
	is_array(listed)
	found := listed[0]
	is_object(found)
}

block(values, name) := {} if count([1 |
	some found in list(object.get(values, name, null))
	is_object(found)
]) == 0

in_block(values, name, argument) := object.get(block(values, name), argument, null)

# The elements of a list of blocks; one that is not known yet is null.
entries(value) := [element | some element in list(value); is_object(element)]

# A switch that protects, and goes off; one that does harm, and goes on.
turned_off(each, name) if {
	was(each, name) == true
	will(each, name) != true
	not unknown(each, name)
}

turned_on(each, name) if {
	will(each, name) == true
	was(each, name) != true
}

# Whether a switch stays where it is cannot be said yet.
unclear(each, name, position) if {
	was(each, name) == position
	unknown(each, name)
}

# A sentence of texts, numbers and whatever else.
say(parts) := concat("", [spelt(part) | some part in parts])

spelt(part) := part if is_string(part)

# Of lists and maps regopy makes no text.
spelt(part) := "another value" if is_array(part)

spelt(part) := "another value" if is_object(part)

spelt(part) := json.marshal(part) if {
	not is_string(part)
	not is_array(part)
	not is_object(part)
}

path(each) := object.get(paths, each.address, "")

# The entries of meant_public.json that are about a resource.
meant_public(each) := [found |
	some found in data.meant_public
	found.type == each.type
	glob_matches(found.path, path(each))
]

# Only * stands for other text; it may be empty, and never holds a slash.
glob_matches(pattern, text) if {
	quoted := regex.replace(pattern, `[^A-Za-z0-9_/*-]`, ".")
	regex.match(concat("", ["^", replace(quoted, "*", "[^/]*"), "$"]), text)
}

# A bucket that is destroyed with what belongs to it.
bucket_goes(each) if {
	some other in acts
	other.type == "aws_s3_bucket"
	deleted(other)
	was(other, "id") == was(each, "bucket")
}

# Who may come in, who may do what, keys, firewalls, and how data travels.
guards_security(type) if {
	some beginning in data.security_kinds
	startswith(type, beginning)
}

# How much holds changes to the environment back; the most where it does not say.
protection := object.get(document, ["environment", "protection"], "protected")

limits := object.get(data.limits, protection, data.limits.protected)

# About the plan as a whole.
whole(message) := {"address": stack, "verdict": "fail", "message": message}

fail(each, message) := {"address": each.address, "verdict": "fail", "message": message}

unsure(each, what) := {
	"address": each.address,
	"verdict": "unknown",
	"message": say(["it is known only after apply ", what]),
}
