# What: no subnet newly reaches an internet gateway: no new route to one, and no subnet that is
# put on a route table with such a route. The public subnets stand in meant_public.json.
# Why: tasks and databases are private because of their route tables, and of nothing else.
package sluice.public_route

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_PUBLIC_ROUTE",
	"title": "No subnet is newly routed to the internet",
	"severity": "high",
}

tables := {"aws_route_table", "aws_default_route_table"}

associations := {"aws_route_table_association", "aws_main_route_table_association"}

findings contains lib.fail(each, message) if {
	some found in open
	each := found.resource
	count(lib.meant_public(each)) == 0
	message := lib.say([found.sentence, ": use a NAT gateway, or list it in policies/rego/meant_public.json"])
}

findings contains lib.unsure(each, "where it leads") if {
	some each in lib.made
	each.type == "aws_route"
	lib.unknown(each, "gateway_id")
	not lib.left_to_aws(each, "gateway_id")
	not known_to_refer(each, "gateway_id")
}

findings contains lib.unsure(each, "where its routes lead") if {
	some each in lib.made
	each.type in tables
	lib.block_unknown(each, "route", "gateway_id")
	not lib.left_to_aws(each, "route")
	not known_to_refer(each, "route")
}

findings contains lib.unsure(each, "which route table the subnet gets") if {
	some each in lib.made
	each.type in associations
	lib.unknown(each, "route_table_id")
	not known_to_refer(each, "route_table_id")
}

# For the label: what is open, meant or not.
addresses contains found.resource.address if some found in open

addresses contains found.address if some found in findings

open contains {"resource": each, "sentence": "it is a route to the internet"} if {
	some each in lib.made
	each.type == "aws_route"
	leads_out(each)
	not lib.starts(lib.was(each, "gateway_id"), "igw-")
}

open contains {"resource": each, "sentence": "it gets a route to the internet"} if {
	some each in lib.made
	each.type in tables
	table_leads_out(each)
	not some_gateway(lib.was(each, "route"))
}

open contains {"resource": each, "sentence": "its subnet gets a route to the internet"} if {
	some each in lib.made
	each.type in associations
	count(table_names(each) & public_tables) > 0
	not lib.was(each, "route_table_id") in public_tables
}

leads_out(each) if lib.starts(lib.will(each, "gateway_id"), "igw-")

leads_out(each) if {
	lib.unknown(each, "gateway_id")
	gateway_in(each, "gateway_id")
}

table_leads_out(each) if some_gateway(lib.will(each, "route"))

table_leads_out(each) if {
	lib.partly_unknown(each, "route")
	gateway_in(each, "route")
}

some_gateway(routes) if {
	some route in lib.entries(routes)
	lib.starts(object.get(route, "gateway_id", null), "igw-")
}

gateway_in(each, name) if {
	some reference in lib.references(each, name)
	startswith(reference, "aws_internet_gateway.")
}

# To a resource, whose kind says where the route leads.
known_to_refer(each, name) if {
	some reference in lib.references(each, name)
	startswith(reference, "aws_")
}

# A table goes by its id, and by its address where the id is not known yet.
public_tables contains name if {
	some each in lib.resources
	each.type == "aws_route"
	leads_out(each)
	some name in table_names(each)
}

public_tables contains name if {
	some each in lib.resources
	each.type in tables
	table_leads_out(each)
	some name in [each.address, lib.will(each, "id")]
	is_string(name)
}

table_names(each) := {name |
	name := lib.will(each, "route_table_id")
	is_string(name)
} | lib.references(each, "route_table_id")
