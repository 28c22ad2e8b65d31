"""What ends a cost estimate.

SluiceError
├── PricesUnreadable  a price file is missing, or an entry is wrong: which, and how
├── UsageUnreadable   the usage file is missing, or an entry is wrong
├── RefreshRefused    AWS's answer is ambiguous, missing or in another unit: nothing is written
└── InfracostFailed   the binary is not installed, failed, or printed something else
"""

from __future__ import annotations

from sluice.errors import SluiceError


class PricesUnreadable(SluiceError):
    """A price file is missing, or an entry of it is wrong."""


class UsageUnreadable(SluiceError):
    """The usage file is missing, or an entry of it is wrong."""


class RefreshRefused(SluiceError):
    """AWS's answer is ambiguous, missing, or in another unit: no file was changed."""


class InfracostFailed(SluiceError):
    """Infracost is not installed, ended with an error, or printed something else."""
