# What: no snapshot or machine image is shared with everybody, and their own public-access block
# stays.
# Why: a shared snapshot is the database itself, and sharing leaves no trace in the network.
package sluice.public_snapshot

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_PUBLIC_SNAPSHOT",
	"title": "No snapshot is newly shared with everybody",
	"severity": "critical",
}

blocks := {"aws_ebs_snapshot_block_public_access", "aws_ec2_image_block_public_access"}

findings contains lib.fail(each, "it is shared with everybody: name the accounts") if {
	some each in lib.made
	"all" in lib.list(lib.will(each, "shared_accounts"))
	not "all" in lib.list(lib.was(each, "shared_accounts"))
}

findings contains lib.unsure(each, "with whom it is shared") if {
	some each in lib.made
	lib.partly_unknown(each, "shared_accounts")
	not lib.left_to_aws(each, "shared_accounts")
}

findings contains lib.fail(each, "it lets everybody start the image: name the accounts") if {
	some each in lib.made
	each.type == "aws_ami_launch_permission"
	lib.will(each, "group") == "all"
	lib.was(each, "group") != "all"
}

findings contains lib.fail(each, "snapshots and images may be shared with everybody: leave public access blocked") if {
	some each in lib.acts
	each.type in blocks
	blocking(lib.was(each, "state"))
	not blocking(lib.will(each, "state"))
}

addresses contains found.address if some found in findings

blocking(state) if lib.starts(state, "block-")
