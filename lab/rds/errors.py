"""What can go wrong with a cluster.

ClusterError
├── NotYet           something else must be there first; it is tried again
├── DidNotStart      the server ended, or accepted nobody, at its start
└── ProgramFailed    initdb, pg_basebackup or cp ended with an error
"""

from __future__ import annotations


class ClusterError(Exception):
    """Something about a cluster: one sentence."""


class NotYet(ClusterError):
    """Something else must be there first; it is tried again."""


class DidNotStart(ClusterError):
    """The server ended, or accepted nobody, at its start; the message is what it said."""


class ProgramFailed(ClusterError):
    """A program ended with an error; the message ends with what it said."""
