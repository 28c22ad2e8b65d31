"""A gate's result for people and for machines: table, JSON, SARIF, JUnit."""
