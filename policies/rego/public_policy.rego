# What: no policy of a resource, and no trust of a role, newly allows anybody at all, unless a
# condition holds callers to named accounts, organisations, ARNs or networks.
# Why: Principal * on a key, a topic, a queue, a repository or a role is the whole world.
# A policy that is known only after apply is read as the stack has it: its principals stand
# there, even where the ARNs of its resources do not.
package sluice.public_policy

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_PUBLIC_POLICY",
	"title": "No policy newly allows anybody",
	"severity": "critical",
}

arguments := {
	"aws_backup_vault_policy": "policy",
	"aws_cloudwatch_event_bus_policy": "policy",
	"aws_cloudwatch_log_destination_policy": "access_policy",
	"aws_cloudwatch_log_resource_policy": "policy_document",
	"aws_dynamodb_resource_policy": "policy",
	"aws_ecr_registry_policy": "policy",
	"aws_ecr_repository_policy": "policy",
	"aws_efs_file_system_policy": "policy",
	"aws_iam_role": "assume_role_policy",
	"aws_kms_external_key": "policy",
	"aws_kms_key": "policy",
	"aws_kms_key_policy": "policy",
	"aws_kms_replica_key": "policy",
	"aws_opensearch_domain": "access_policies",
	"aws_opensearch_domain_policy": "access_policies",
	"aws_s3_access_point": "policy",
	"aws_s3_bucket": "policy",
	"aws_s3_bucket_policy": "policy",
	"aws_s3control_access_point_policy": "policy",
	"aws_secretsmanager_secret": "policy",
	"aws_secretsmanager_secret_policy": "policy",
	"aws_sns_topic": "policy",
	"aws_sns_topic_policy": "policy",
	"aws_sqs_queue": "policy",
	"aws_sqs_queue_policy": "policy",
}

limiting := {
	"aws:principalaccount",
	"aws:principalarn",
	"aws:principalorgid",
	"aws:principalorgpaths",
	"aws:sourceaccount",
	"aws:sourcearn",
	"aws:sourceorgid",
	"aws:sourcevpc",
	"aws:sourcevpce",
	"kms:calleraccount",
}

asking_for_equality := {"stringequals", "stringlike", "arnequals", "arnlike"}

findings contains lib.fail(each, message) if {
	some each in lib.made
	name := arguments[each.type]
	some statement in open_statements(text(each, name)) - open_statements(lib.was(each, name))
	message := lib.say(["the statement ", title(statement), " of its ", name, " allows anybody: name the principals, or limit it by a condition"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.made
	name := arguments[each.type]
	lib.unknown(each, name)
	not lib.left_to_aws(each, name)
	not readable(lib.declared(each, name))
	what := lib.say(["whom its ", name, " allows"])
}

findings contains lib.fail(each, message) if {
	some each in lib.made
	name := arguments[each.type]
	not lib.unknown(each, name)
	policy := lib.will(each, name)
	policy != lib.was(each, name)
	lib.something(policy)
	not readable(policy)
	message := lib.say(["its ", name, " is no policy in JSON, so nobody can say whom it allows"])
}

findings contains lib.fail(each, "everybody may invoke it: name the principal") if {
	some each in lib.made
	each.type == "aws_lambda_permission"
	lib.will(each, "principal") == "*"
	lib.was(each, "principal") != "*"
	every name in ["source_arn", "source_account", "principal_org_id"] {
		lib.nothing(lib.will(each, name))
		not lib.unknown(each, name)
	}
}

addresses contains found.address if some found in findings

# The policy as far as anybody knows it before apply.
text(each, name) := lib.will(each, name) if not lib.unknown(each, name)

text(each, name) := lib.declared(each, name) if lib.unknown(each, name)

readable(policy) if {
	is_string(policy)
	json.is_valid(policy)
	is_object(json.unmarshal(policy))
}

statements(policy) := array.concat(lib.list(found), [found]) if {
	readable(policy)
	found := object.get(json.unmarshal(policy), "Statement", [])
}

statements(policy) := [] if not readable(policy)

open_statements(policy) := {statement |
	some statement in statements(policy)
	is_object(statement)
	object.get(statement, "Effect", "Allow") != "Deny"
	anybody(statement)
	not limited(statement)
}

anybody(statement) if object.get(statement, "NotPrincipal", null) != null

anybody(statement) if "*" in principals(object.get(statement, "Principal", null))

principals(principal) := {trim_space(principal)} if is_string(principal)

principals(principal) := {trim_space(name) |
	named := object.get(principal, "AWS", null)
	some name in array.concat(lib.list(named), [named])
	is_string(name)
} if {
	is_object(principal)
}

limited(statement) if {
	some operator, keys in object.get(statement, "Condition", {})
	regex.replace(lower(operator), "^for(any|all)values?:", "") in asking_for_equality
	not startswith(lower(operator), "forallvalues:")
	some key, value in keys
	lower(key) in limiting
	values := [each | some each in array.concat(lib.list(value), [value]); is_string(each)]
	count(values) > 0
	count([each | some each in values; regex.match(`^\**$`, each)]) == 0
}

title(statement) := lib.say([object.get(statement, "Sid", "without Sid")])
