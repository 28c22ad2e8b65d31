"""What was looked at, and how it is: findings, told alike by every verb."""
