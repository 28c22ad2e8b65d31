"""Fakes of the boto3 clients that the driver uses: same calls, same answers, same errors."""
