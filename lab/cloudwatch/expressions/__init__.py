"""Metric math: text to a tree (`parser`), and a tree over time series to a value (`evaluator`)."""
