# What: no bucket, and no account, stops blocking public access; no access list lets everybody in.
# Why: a bucket policy that went wrong does harm only where this block is off.
package sluice.public_bucket

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_PUBLIC_BUCKET",
	"title": "No bucket is newly open to the public",
	"severity": "critical",
}

blocks := {"aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"}

switches := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

public_lists := ["public-read", "public-read-write", "authenticated-read", "aws-exec-read"]

findings contains lib.fail(each, message) if {
	some each in lib.made
	each.type in blocks
	some name in switches
	lib.will(each, name) != true
	not lib.unknown(each, name)
	newly(each, name)
	message := lib.say([name, " is off: leave public access blocked"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.made
	each.type in blocks
	some name in switches
	lib.unknown(each, name)
	what := lib.say(["whether ", name, " is on"])
}

findings contains lib.fail(each, "public access is no longer blocked: keep the block as long as the bucket") if {
	some each in lib.acts
	each.type in blocks
	each.change.actions in [["delete"], ["forget"]]
	not lib.bucket_goes(each)
}

findings contains lib.fail(each, message) if {
	some each in lib.made
	list := lib.will(each, "acl")
	list in public_lists
	lib.was(each, "acl") != list
	message := lib.say(["its access list is ", list, ": name who may read it in a bucket policy"])
}

findings contains lib.fail(each, "its access list names everybody: name who may read it in a bucket policy") if {
	some each in lib.made
	everybody(lib.after(each))
	not everybody(lib.before(each))
}

findings contains lib.fail(each, "access lists count again: leave object_ownership at BucketOwnerEnforced") if {
	some each in lib.kept
	each.type == "aws_s3_bucket_ownership_controls"
	lib.in_block(lib.before(each), "rule", "object_ownership") == "BucketOwnerEnforced"
	lib.in_block(lib.after(each), "rule", "object_ownership") != "BucketOwnerEnforced"
}

addresses contains found.address if some found in findings

newly(each, _) if each.change.before == null

newly(each, name) if lib.was(each, name) == true

everybody(values) if {
	some grant in lib.entries(object.get(values, "grant", null))
	anonymous(object.get(grant, "uri", null))
}

everybody(values) if {
	some policy in lib.entries(object.get(values, "access_control_policy", null))
	some grant in lib.entries(object.get(policy, "grant", null))
	anonymous(lib.in_block(grant, "grantee", "uri"))
}

anonymous(uri) if {
	is_string(uri)
	regex.match("/groups/global/(AllUsers|AuthenticatedUsers)$", uri)
}
