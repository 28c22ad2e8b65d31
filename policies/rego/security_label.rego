# What: a plan that touches who may come in, who may do what, keys, the firewall, or how data
# travels gets the label security: somebody with the security role has to approve it. This rule
# forbids nothing.
# Why: such a change looks harmless to whoever needs it.
package sluice.security_label

import data.sluice.lib
import data.sluice.public_address
import data.sluice.public_bucket
import data.sluice.public_ingress
import data.sluice.public_policy
import data.sluice.public_route
import data.sluice.public_snapshot
import rego.v1

meta := {
	"id": "REGO_SECURITY_LABEL",
	"title": "Changes to security are labelled for the security role",
	"severity": "medium",
}

findings := set()

labels contains "security" if count(addresses) > 0

addresses contains each.address if {
	some each in lib.acts
	lib.guards_security(each.type)
	not only_tags(each)
}

addresses contains address if some address in public_address.addresses

addresses contains address if some address in public_bucket.addresses

addresses contains address if some address in public_ingress.addresses

addresses contains address if some address in public_policy.addresses

addresses contains address if some address in public_route.addresses

addresses contains address if some address in public_snapshot.addresses

# What was changed by hand is somebody's business, too, whether or not this plan puts it back.
addresses contains found.address if {
	some found in lib.drift
	lib.guards_security(found.type)
}

only_tags(each) if {
	each.change.actions == ["update"]
	object.remove(lib.before(each), ["tags", "tags_all"]) == object.remove(lib.after(each), ["tags", "tags_all"])
	every found in lib.unknown_paths(each) {
		startswith(found, "tags")
	}
}
