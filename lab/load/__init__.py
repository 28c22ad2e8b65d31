"""Sends requests at a rate that does not depend on the answers, and measures them."""
