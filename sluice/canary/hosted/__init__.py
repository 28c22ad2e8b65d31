"""The driver in AWS: Lambda takes the turns of a release, Step Functions waits between them."""
