"""Faults on demand: what goes wrong on AWS, asked for and taken back by name."""
