# What: nobody comes in from (nearly) everywhere who did not before: security groups in each
# spelling, inline or as a rule of its own, and prefix lists. What is meant to be open, and on
# which ports, stands in meant_public.json.
# Why: one line opens a database to the world, and looks like any other change of a rule.
package sluice.public_ingress

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_PUBLIC_INGRESS",
	"title": "No security group is newly open to the internet",
	"severity": "critical",
}

inline := {"aws_security_group", "aws_default_security_group"}

rules := {"aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}

lists := {"aws_ec2_managed_prefix_list", "aws_ec2_managed_prefix_list_entry"}

range_arguments := ["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"]

list_arguments := ["prefix_list_id", "prefix_list_ids"]

groups := [each | some each in lib.made; each.type in inline]

rules_in := [each |
	some each in lib.made
	each.type in rules
	object.get(lib.after(each), "type", "ingress") == "ingress"
]

findings contains lib.fail(each, message) if {
	some each in lib.made
	some new in opened(each)
	not meant(each, new)
	message := lib.say(["it newly lets in ", new.source, " to ", ports(new), ": name who may come in"])
}

findings contains lib.fail(each, message) if {
	some each in lib.made
	each.type in lists
	some cidr in ranges(lib.after(each)) - ranges(lib.before(each))
	wide(cidr)
	message := lib.say(["it newly holds ", cidr, ", for every group that uses it: name who may come in"])
}

# Whom a rule lets in can be said before apply unless an address range comes from elsewhere.
findings contains lib.unsure(each, what) if {
	some each in rules_in
	some name in range_arguments
	lib.partly_unknown(each, name)
	not lib.left_to_aws(each, name)
	what := lib.say(["whom ", name, " lets in"])
}

findings contains lib.unsure(each, "whom it lets in") if {
	some each in groups
	lib.unknown(each, "ingress")
	not lib.left_to_aws(each, "ingress")
}

findings contains lib.unsure(each, "whom one of its rules lets in") if {
	some each in groups
	not lib.unknown(each, "ingress")
	some name in array.concat(range_arguments, list_arguments)
	lib.block_unknown(each, "ingress", name)
}

findings contains lib.unsure(each, "which address ranges it holds") if {
	some each in lib.made
	each.type in lists
	some name in ["cidr", "entry"]
	lib.partly_unknown(each, name)
	not lib.left_to_aws(each, name)
}

# A rule that names a prefix list is judged by the list, where this plan has it.
findings contains lib.unsure(each, what) if {
	some each in rules_in
	some name in list_arguments
	some list in texts(lib.will(each, name)) - texts(lib.was(each, name))
	not list in known_lists
	what := lib.say(["whom prefix list ", list, " lets in: it is not of this stack"])
}

findings contains lib.unsure(each, what) if {
	some each in groups
	some list in inline_lists(lib.after(each)) - inline_lists(lib.before(each))
	not list in known_lists
	what := lib.say(["whom prefix list ", list, " lets in: it is not of this stack"])
}

findings contains lib.unsure(each, "whom its prefix list lets in") if {
	some each in rules_in
	some name in list_arguments
	lib.partly_unknown(each, name)
	not lib.left_to_aws(each, name)
	count(lib.references(each, name) & known_lists) == 0
}

# For the label: what is open, meant or not.
addresses contains each.address if {
	some each in lib.made
	count(opened(each)) > 0
}

addresses contains found.address if some found in findings

opened(each) := {new |
	some new in permissions(each.type, lib.after(each))
	wide(new.source)
	not covered(new, permissions(each.type, lib.before(each)))
}

meant(each, new) if {
	new.protocol in ["tcp", "6"]
	new.from == new.to
	some place in lib.meant_public(each)
	new.from in place.ports
}

covered(new, olds) if {
	some old in olds
	old.source == new.source
	old.protocol in ["-1", "all", new.protocol]
	old.from <= new.from
	old.to >= new.to
}

permissions(type, values) := {permission(rule, source) |
	some rule in lib.entries(object.get(values, "ingress", null))
	some source in sources(rule)
} if {
	type in inline
}

permissions(type, values) := {permission(values, source) |
	object.get(values, "type", "ingress") == "ingress"
	some source in sources(values)
} if {
	type in rules
}

permissions(type, _) := set() if {
	not type in inline
	not type in rules
}

sources(rule) := {trim_space(source) |
	some name in range_arguments
	some source in texts(object.get(rule, name, null))
}

permission(rule, source) := {
	"source": source,
	"protocol": protocol(rule),
	"from": first_port(rule),
	"to": last_port(rule),
}

protocol(rule) := lower(lib.say([object.get(rule, "ip_protocol", object.get(rule, "protocol", "-1"))]))

first_port(rule) := rule.from_port if bounded(rule)

first_port(rule) := 0 if not bounded(rule)

last_port(rule) := rule.to_port if bounded(rule)

last_port(rule) := 65535 if not bounded(rule)

bounded(rule) if {
	not protocol(rule) in ["-1", "all"]
	is_number(object.get(rule, "from_port", null))
	is_number(object.get(rule, "to_port", null))
}

ports(new) := "every port" if [new.from, new.to] == [0, 65535]

ports(new) := lib.say([new.protocol, " ", new.from]) if new.from == new.to

ports(new) := lib.say([new.protocol, " ", new.from, " to ", new.to]) if {
	new.from != new.to
	[new.from, new.to] != [0, 65535]
}

# 0.0.0.0/1 and 128.0.0.0/1 together are the internet: so a very short prefix counts as all of it.
wide(cidr) if {
	not contains(cidr, ":")
	prefix(cidr) < 8
}

wide(cidr) if {
	contains(cidr, ":")
	prefix(cidr) < 16
}

prefix(cidr) := to_number(split(cidr, "/")[1]) if regex.match(`^[^/]+/(0|[1-9][0-9]*)$`, cidr)

ranges(values) := {cidr |
	some holder in array.concat([values], lib.entries(object.get(values, "entry", null)))
	cidr := object.get(holder, "cidr", null)
	is_string(cidr)
}

inline_lists(values) := {list |
	some rule in lib.entries(object.get(values, "ingress", null))
	some list in texts(object.get(rule, "prefix_list_ids", null))
}

texts(value) := {value} if is_string(value)

texts(value) := {text | some text in value; is_string(text)} if is_array(value)

texts(value) := set() if {
	not is_string(value)
	not is_array(value)
}

known_lists contains name if {
	some each in lib.resources
	each.type == "aws_ec2_managed_prefix_list"
	some name in [each.address, lib.will(each, "id"), lib.was(each, "id")]
	is_string(name)
}
