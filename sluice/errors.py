"""What can go wrong, and the exit code that says so.

SluiceError (1)
├── AwsUnreachable (3)        no answer, or no right to ask
├── DescriptorNotFound (4)    nothing has been deployed there
├── DescriptorRefused (5)     unknown schema version, or a field missing or wrong
└── DatabaseUnreachable (6)   no connection to the database, or it refused
"""

from __future__ import annotations


class SluiceError(Exception):
    """One sentence for the user: what was wrong, where, and what to do."""

    exit_code = 1


class AwsUnreachable(SluiceError):  # noqa: N818
    """AWS gave no answer, or refused to."""

    exit_code = 3


class DescriptorNotFound(SluiceError):  # noqa: N818
    """There is no deployment descriptor: nothing has been deployed there."""

    exit_code = 4


class DescriptorRefused(SluiceError):  # noqa: N818
    """The descriptor has an unknown schema version, or a field is missing or wrong."""

    exit_code = 5


class DatabaseUnreachable(SluiceError):  # noqa: N818
    """There is no connection to the database, or it refused what was asked."""

    exit_code = 6
