# What: what travels stays encrypted, at least as well as before: TLS policies, protocols,
# redirects from HTTP, and the database's own demand for TLS.
# Why: a listener with an older policy works for everybody, attackers included.
package sluice.tls_lowered

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_TLS_LOWERED",
	"title": "TLS is not lowered",
	"severity": "high",
}

plain := {"HTTP", "TCP"}

ciphered := {"HTTPS", "TLS"}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	not lib.unknown(each, "ssl_policy")
	old := lib.was(each, "ssl_policy")
	new := lib.will(each, "ssl_policy")
	rank(new) < rank(old)
	message := lib.say(["ssl_policy goes from ", old, " to the weaker ", new, ": keep it, or take a stronger one"])
}

findings contains lib.unsure(each, what) if {
	some each in lib.kept
	old := lib.was(each, "ssl_policy")
	new := lib.will(each, "ssl_policy")
	lib.something(old)
	lib.something(new)
	old != new
	not comparable(old, new)
	what := lib.say(["whether ssl_policy ", new, " is as strong as ", old, ": this rule does not know it"])
}

findings contains lib.unsure(each, "which ssl_policy it gets") if {
	some each in lib.kept
	lib.something(lib.was(each, "ssl_policy"))
	lib.unknown(each, "ssl_policy")
}

findings contains lib.fail(each, message) if {
	some each in lib.kept
	lib.was(each, "protocol") in ciphered
	lib.will(each, "protocol") in plain
	message := lib.say(["protocol goes from ", lib.was(each, "protocol"), " to ", lib.will(each, "protocol"), ": keep it encrypted"])
}

findings contains lib.fail(each, "requests by HTTP are no longer sent on to HTTPS: leave the redirect") if {
	some each in lib.kept
	each.type in {"aws_lb_listener", "aws_alb_listener"}
	lib.will(each, "protocol") == "HTTP"
	lib.in_block(lib.before(each), "default_action", "type") == "redirect"
	lib.in_block(lib.after(each), "default_action", "type") != "redirect"
}

findings contains lib.fail(each, "the database no longer demands TLS: leave rds.force_ssl at 1") if {
	some each in lib.kept
	forced(lib.was(each, "parameter"))
	not forced(lib.will(each, "parameter"))
	not lib.partly_unknown(each, "parameter")
}

findings contains lib.unsure(each, "whether the database still demands TLS") if {
	some each in lib.kept
	forced(lib.was(each, "parameter"))
	lib.partly_unknown(each, "parameter")
}

forced(parameters) if {
	some parameter in lib.entries(parameters)
	parameter.name in {"rds.force_ssl", "require_secure_transport"}
	lower(lib.say([parameter.value])) in {"1", "on", "true"}
}

comparable(old, new) if {
	is_number(rank(old))
	is_number(rank(new))
}

# The lowest version that a policy of a load balancer accepts, then whether it knows TLS 1.3, has
# forward secrecy only (Res), wider ciphers (Ext), and post-quantum key exchange.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
rank(policy) := (((lowest(policy) * 100) + newest(policy)) + ciphers(policy)) + quantum(policy) if {
	lib.starts(policy, "ELBSecurityPolicy-")
}

lowest(policy) := 13 if contains(policy, "TLS13-1-3")

lowest(policy) := 12 if regex.match(`-1-2(-|$)`, policy)

lowest(policy) := 11 if regex.match(`-1-1(-|$)`, policy)

lowest(policy) := 10 if regex.match(`(TLS13-1-0|-FS-2018|-20(15|16)-[0-9]+$)`, policy)

newest(policy) := 20 if contains(policy, "TLS13")

newest(policy) := 0 if not contains(policy, "TLS13")

ciphers(policy) := 10 if contains(policy, "-Res-")

ciphers(policy) := 0 if contains(policy, "-Ext")

ciphers(policy) := 5 if {
	not contains(policy, "-Res-")
	not contains(policy, "-Ext")
}

quantum(policy) := 1 if contains(policy, "-PQ-")

quantum(policy) := 0 if not contains(policy, "-PQ-")
