"""Constructs for a containerised web service on AWS, and the values that describe one.

`environment` and `settings` are pure data and import nothing of cdktf, so that the driver
may read them; every other module declares resources.
"""
