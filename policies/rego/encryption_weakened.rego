# What: encryption stays on, keys stay in use, switched on and rotated, and nothing falls back to
# a weaker cipher or to AWS's own key.
# Why: most of these can be switched off by one argument, and some only come back by a restore.
package sluice.encryption_weakened

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_ENCRYPTION_WEAKENED",
	"title": "Encryption is not weakened",
	"severity": "critical",
}

switches := [
	"at_rest_encryption_enabled",
	"enable_key_rotation",
	"encrypted",
	"is_enabled",
	"server_side_encryption_enabled",
	"sqs_managed_sse_enabled",
	"storage_encrypted",
	"transit_encryption_enabled",
]

keys := [
	"kms_arn",
	"kms_key_arn",
	"kms_key_id",
	"kms_master_key_id",
	"master_user_secret_kms_key_id",
	"performance_insights_kms_key_id",
]

# Block, argument, and which of its values are the stronger ones, by kind.
choices := {
	"aws_dynamodb_table": ["server_side_encryption", "enabled", [true]],
	"aws_ecr_repository": ["encryption_configuration", "encryption_type", ["KMS", "KMS_DSSE"]],
	"aws_efs_file_system": ["encryption", "enabled", [true]],
}

keys_in_blocks := {
	"aws_dynamodb_table": ["server_side_encryption", "kms_key_arn"],
	"aws_ecr_repository": ["encryption_configuration", "kms_key"],
}

ciphers := {"AES256": 1, "aws:kms": 2, "aws:kms:dsse": 3}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in switches
	lib.turned_off(each, name)
	not better(each, name)
	message := lib.say([name, " goes off: leave it on"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	some name in switches
	lib.unclear(each, name, true)
	what := lib.say(["whether ", name, " stays on"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in keys
	lib.something(lib.was(each, name))
	not lib.unknown(each, name)
	lib.nothing(lib.will(each, name))
	message := lib.say([name, " goes: leave the key in use"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	some name in keys
	lib.something(lib.was(each, name))
	aws_key(lib.will(each, name))
	not aws_key(lib.was(each, name))
	message := lib.say([name, " becomes AWS's own key, which nobody here controls: leave our key in use"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	some name in keys
	lib.something(lib.was(each, name))
	lib.unknown(each, name)
	not lib.refers(each, name)
	what := lib.say(["which key ", name, " will be"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	[block, name, strong] := choices[each.type]
	lib.in_block(lib.before(each), block, name) in strong
	not lib.in_block(lib.after(each), block, name) in strong
	not lib.block_unknown(each, block, name)
	message := lib.say([block, ".", name, " was ", lib.in_block(lib.before(each), block, name), ": leave it so"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	[block, name] := keys_in_blocks[each.type]
	lib.something(lib.in_block(lib.before(each), block, name))
	lib.nothing(lib.in_block(lib.after(each), block, name))
	not lib.block_unknown(each, block, name)
	message := lib.say([block, ".", name, " goes: leave the key in use"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	[block, name] := keys_in_blocks[each.type]
	lib.something(lib.in_block(lib.before(each), block, name))
	lib.block_unknown(each, block, name)
	not lib.refers(each, block)
	what := lib.say(["which key ", block, ".", name, " will be"])
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	each.type == "aws_s3_bucket_server_side_encryption_configuration"
	cipher(lib.after(each)) < cipher(lib.before(each))
	not cipher_unknown(each)
	message := "the bucket falls back to a weaker cipher or to S3's own key: leave the key in use"
}

findings contains lib.unsure(each, "which cipher the bucket will use") if {
	some each in lib.kept
	each.type == "aws_s3_bucket_server_side_encryption_configuration"
	cipher_unknown(each)
}

findings contains lib.fail(each, message) if {
	some each in lib.acts
	each.type == "aws_s3_bucket_server_side_encryption_configuration"
	each.change.actions in [["delete"], ["forget"]]
	not lib.bucket_goes(each)
	message := "the bucket falls back to S3's own key: keep this as long as the bucket"
}

block_name := "apply_server_side_encryption_by_default"

# An unknown cipher is the weakest.
cipher(values) := object.get(ciphers, [lib.in_block(lib.block(values, "rule"), block_name, "sse_algorithm")], 0)

cipher_unknown(each) if lib.partly_unknown(each, concat(".", ["rule.*", block_name, "*.sse_algorithm"]))

# A key of ours in place of SQS's.
better(each, "sqs_managed_sse_enabled") if lib.something(lib.will(each, "kms_master_key_id"))

better(each, "sqs_managed_sse_enabled") if {
	lib.unknown(each, "kms_master_key_id")
	lib.refers(each, "kms_master_key_id")
}

aws_key(value) if lib.starts(value, "alias/aws/")
