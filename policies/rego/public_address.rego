# What: nothing newly gets an address on the internet: databases and brokers, subnets and
# machines, load balancers, and services that are public by nature. What is meant to be public
# stands in meant_public.json.
# Why: an address is half of an open door; the other half is a rule that somebody adds later.
package sluice.public_address

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_PUBLIC_ADDRESS",
	"title": "Nothing newly gets a public address",
	"severity": "critical",
}

switches := {
	"publicly_accessible": "it gets a public address",
	"associate_public_ip_address": "it gets a public address",
	"map_public_ip_on_launch": "what starts in it gets a public address",
	"map_customer_owned_ip_on_launch": "what starts in it gets an address outside the network",
}

# Block and switch, by kind.
in_blocks := {
	"aws_ecs_service": ["network_configuration", "assign_public_ip"],
	"aws_eks_cluster": ["vpc_config", "endpoint_public_access"],
}

balancers := {"aws_lb", "aws_alb", "aws_elb"}

by_nature := {
	"aws_api_gateway_rest_api",
	"aws_apigatewayv2_api",
	"aws_apprunner_service",
	"aws_cloudfront_distribution",
	"aws_ecrpublic_repository",
	"aws_globalaccelerator_accelerator",
	"aws_lambda_function_url",
	"aws_transfer_server",
}

findings contains lib.fail(each, message) if {
	some found in open
	each := found.resource
	count(lib.meant_public(each)) == 0
	message := lib.say([found.sentence, ": keep it private, or list it in policies/rego/meant_public.json"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.made
	some name, _ in switches
	lib.was(each, name) != true
	lib.unknown(each, name)
	not lib.left_to_aws(each, name)
	what := lib.say(["whether ", name, " is on"])
}

findings contains lib.unsure(each, "whether it is reachable from the internet") if {
	some each in lib.made
	each.type in balancers
	lib.unknown(each, "internal")
}

findings contains lib.unsure(each, what) if {
	some each in lib.made
	[block, name] := in_blocks[each.type]
	lib.block_unknown(each, block, name)
	what := lib.say(["whether ", name, " is on"])
}

# For the label: what is open, meant or not.
addresses contains found.resource.address if some found in open

addresses contains found.address if some found in findings

open contains {"resource": each, "sentence": sentence} if {
	some each in lib.made
	some name, sentence in switches
	lib.turned_on(each, name)
}

open contains {"resource": each, "sentence": "it is reachable from the internet"} if {
	some each in lib.made
	each.type in balancers
	lib.will(each, "internal") == false
	lib.was(each, "internal") != false
}

open contains {"resource": each, "sentence": sentence} if {
	some each in lib.made
	[block, name] := in_blocks[each.type]
	lib.in_block(lib.after(each), block, name) == true
	lib.in_block(lib.before(each), block, name) != true
	sentence := lib.say([name, " goes on"])
}

open contains {"resource": each, "sentence": "it is a public endpoint"} if {
	some each in lib.made
	each.type in by_nature
	not is_object(each.change.before)
	not private_endpoint(each)
}

private_endpoint(each) if lib.in_block(lib.after(each), "endpoint_configuration", "types") == ["PRIVATE"]

private_endpoint(each) if lib.will(each, "endpoint_type") in ["VPC", "VPC_ENDPOINT"]
