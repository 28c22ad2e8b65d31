"""Application Load Balancers that work: listeners, rules, health checks, real HTTP.

Two processes. The *control* side (`part.py`) lives where moto lives: it reads the models,
issues certificates, and answers DescribeTargetHealth. The *data plane* (`data_plane.py`) is
a process of its own: it listens, proxies, checks health and counts. It asks the control side
several times a second: what it reports and what it is told is in `messages.py`.
"""
