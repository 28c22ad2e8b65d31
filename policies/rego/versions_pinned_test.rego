package sluice.versions_pinned_test

import data.sluice.lib_test as made
import data.sluice.versions_pinned
import rego.v1

test_one_version_passes if {
	count(versions_pinned.findings) == 0 with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "5.100.0"}], "modules": []}})
}

test_one_version_with_an_equals_sign_passes if {
	count(versions_pinned.findings) == 0 with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "= 5.100.0"}], "modules": []}})
}

test_a_range_fails if {
	made.verdicts(versions_pinned.findings) == {"fail"} with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "~> 5.0"}], "modules": []}})
}

test_two_conditions_fail if {
	made.verdicts(versions_pinned.findings) == {"fail"} with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": ">= 5.100.0, < 6.0.0"}], "modules": []}})
}

test_part_of_a_version_fails if {
	made.verdicts(versions_pinned.findings) == {"fail"} with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "5.100"}], "modules": []}})
}

test_no_version_fails if {
	made.verdicts(versions_pinned.findings) == {"fail"} with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": ""}], "modules": []}})
}

test_a_provider_without_configuration_fails if {
	made.verdicts(versions_pinned.findings) == {"fail"} with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/tls", "version_constraint": "5.100.0"}], "modules": []}})
}

test_a_local_module_passes if {
	count(versions_pinned.findings) == 0 with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "5.100.0"}], "modules": [{"address": "module.a", "source": "./modules/a", "version_constraint": ""}]}})
}

test_a_module_of_one_version_passes if {
	count(versions_pinned.findings) == 0 with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "5.100.0"}], "modules": [{"address": "module.a", "source": "terraform-aws-modules/vpc/aws", "version_constraint": "5.1.0"}]}})
}

test_a_module_of_a_range_fails if {
	made.verdicts(versions_pinned.findings) == {"fail"} with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "5.100.0"}], "modules": [{"address": "module.a", "source": "terraform-aws-modules/vpc/aws", "version_constraint": "~> 5.1"}]}})
}

test_a_module_at_a_commit_passes if {
	count(versions_pinned.findings) == 0 with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "5.100.0"}], "modules": [{"address": "module.a", "source": "git::https://example.com/a.git?ref=0123456789012345678901234567890123456789", "version_constraint": ""}]}})
}

test_a_module_at_a_branch_fails if {
	made.verdicts(versions_pinned.findings) == {"fail"} with input.plan as object.union(made.plan([made.created("aws_lb", {})]), {"configuration": {"providers": [{"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "5.100.0"}], "modules": [{"address": "module.a", "source": "git::https://example.com/a.git?ref=main", "version_constraint": ""}]}})
}
