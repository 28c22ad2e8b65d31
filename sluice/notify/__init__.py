"""Tells people what happened, by the channels of an environment."""
