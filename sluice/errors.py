"""What can go wrong, and the exit code that says so.

SluiceError (1)
├── UsageRefused (2)          an argument, or a variable, is not as it must be
├── AwsUnreachable (3)        no answer, or no right to ask
├── DescriptorNotFound (4)    nothing has been deployed there
├── DescriptorRefused (5)     unknown schema version, or a field missing or wrong
├── DatabaseUnreachable (6)   no connection to the database, or it refused
└── NotNow (13)               the state of things forbids it

The journal has three of its own: LeaseHeld (13), Superseded (12) and JournalRefused (5).
How a release ended is an exit code, too: see `sluice.canary.verbs.exits`.
"""

from __future__ import annotations


class SluiceError(Exception):
    """One sentence for the user: what was wrong, where, and what to do."""

    exit_code = 1


class UsageRefused(SluiceError):
    """An argument, or a variable of the process environment, is not as it must be."""

    exit_code = 2


class AwsUnreachable(SluiceError):
    """AWS gave no answer, or refused to."""

    exit_code = 3


class DescriptorNotFound(SluiceError):
    """There is no deployment descriptor: nothing has been deployed there."""

    exit_code = 4


class DescriptorRefused(SluiceError):
    """The descriptor has an unknown schema version, or a field is missing or wrong."""

    exit_code = 5


class DatabaseUnreachable(SluiceError):
    """There is no connection to the database, or it refused what was asked."""

    exit_code = 6


class NotNow(SluiceError):
    """What was asked for is fine, but not in this state: a check failed, a release runs."""

    exit_code = 13
