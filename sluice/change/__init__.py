"""What happens before a change is applied: the gates, the plan, its price, its review."""
