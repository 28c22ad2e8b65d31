"""What is agreed on in one DynamoDB table: leases now, and whatever is written under them."""
