"""What can go wrong, and the exit code that says so.

SluiceError (1)
├── UsageRefused (2)          an argument, or a variable, is not as it must be
├── AwsUnreachable (3)        no answer, or no right to ask
├── DescriptorNotFound (4)    nothing has been deployed there
├── DescriptorRefused (5)     unknown schema version, or a field missing or wrong
├── DatabaseUnreachable (6)   no connection to the database, or it refused
└── NotNow (13)               the state of things forbids it

The journal has three of its own: LeaseHeld (13), Superseded (12) and JournalRefused (5).
How something ended without an error is an exit code, too: see `sluice.exits`.
"""

from __future__ import annotations

from sluice.exits import Exit


class SluiceError(Exception):
    """One sentence for the user: what was wrong, where, and what to do."""

    exit_code: Exit = Exit.FAILED


class UsageRefused(SluiceError):
    """An argument, or a variable of the process environment, is not as it must be."""

    exit_code = Exit.USAGE


class AwsUnreachable(SluiceError):
    """AWS gave no answer, or refused to."""

    exit_code = Exit.AWS_UNREACHABLE


class DescriptorNotFound(SluiceError):
    """There is no deployment descriptor: nothing has been deployed there."""

    exit_code = Exit.NOT_DEPLOYED


class DescriptorRefused(SluiceError):
    """The descriptor has an unknown schema version, or a field is missing or wrong."""

    exit_code = Exit.UNREADABLE


class DatabaseUnreachable(SluiceError):
    """There is no connection to the database, or it refused what was asked."""

    exit_code = Exit.DATABASE_UNREACHABLE


class NotNow(SluiceError):
    """What was asked for is fine, but not in this state: a check failed, a release runs."""

    exit_code = Exit.REFUSED
