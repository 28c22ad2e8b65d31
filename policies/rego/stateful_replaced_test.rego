package sluice.stateful_replaced_test

import data.sluice.lib_test as made
import data.sluice.stateful_replaced
import rego.v1

test_a_replaced_database_fails if {
	made.verdicts(stateful_replaced.findings) == {"fail"} with input.plan as made.plan([made.recreated("aws_db_instance", {}, {})])
}

test_its_successor_coming_first_is_no_help if {
	made.verdicts(stateful_replaced.findings) == {"fail"} with input.plan as made.plan([made.resource("aws_db_instance", ["create", "delete"], {}, {})])
}

test_a_replaced_rule_is_no_loss if {
	count(stateful_replaced.findings) == 0 with input.plan as made.plan([made.recreated("aws_vpc_security_group_ingress_rule", {}, {})])
}

test_an_update_in_place_passes if {
	count(stateful_replaced.findings) == 0 with input.plan as made.plan([made.updated("aws_db_instance", {"a": 1}, {"a": 2})])
}

test_a_created_database_passes if {
	count(stateful_replaced.findings) == 0 with input.plan as made.plan([made.created("aws_db_instance", {})])
}

test_what_forces_it_is_named if {
	contains(made.messages(stateful_replaced.findings), "(forced by db_name, engine)") with input.plan as made.plan([
		object.union(made.recreated("aws_db_instance", {}, {}), {"change": {"actions": ["delete", "create"], "before": {}, "after": {}, "replace_paths": [["engine"], ["db_name"]]}}),
	])
}
