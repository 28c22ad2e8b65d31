"""The VPC: subnets, security groups, endpoints, flow logs."""
