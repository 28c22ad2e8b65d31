# What: every provider and every module is pinned to one version, and a module from git to a
# commit.
# Why: with a range, the plan that is applied next month is another one, by nobody's decision.
package sluice.versions_pinned

import data.sluice.lib
import rego.v1

meta := {
	"id": "REGO_VERSIONS_PINNED",
	"title": "Providers and modules are pinned to one version",
	"severity": "high",
}

findings contains lib.whole(message) if {
	some provider in lib.configuration.providers
	not exact(object.get(provider, "version_constraint", ""))
	message := lib.say(["provider ", provider.full_name, " is pinned to ", pinned_to(provider), ": name one version"])
}

findings contains lib.whole(message) if {
	some used in {each.provider_name | some each in lib.resources}
	not used in {provider.full_name | some provider in lib.configuration.providers}
	message := lib.say(["provider ", used, " is pinned to no version at all: name one"])
}

findings contains lib.whole(message) if {
	some module in lib.configuration.modules
	not local(module.source)
	not pinned(module)
	message := lib.say(["module ", module.address, " is pinned to ", pinned_to(module), ": name one version, or a commit"])
}

pinned_to(entry) := constraint if {
	constraint := object.get(entry, "version_constraint", "")
	lib.something(constraint)
}

pinned_to(entry) := "no version" if lib.nothing(object.get(entry, "version_constraint", ""))

exact(constraint) if regex.match(`^\s*=?\s*v?[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?\s*$`, constraint)

local(source) if startswith(source, "./")

local(source) if startswith(source, "../")

pinned(module) if exact(object.get(module, "version_constraint", ""))

pinned(module) if regex.match(`[?&]ref=[0-9a-f]{40}(&|$)`, module.source)
