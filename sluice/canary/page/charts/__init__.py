"""The charts: geometry in Python, drawn as SVG by the template; no chart library."""
