"""What cannot be judged, and is therefore refused.

SluiceError
├── StackUnreadable   a synthesized stack is missing or is none
├── PlanUnreadable    a plan is missing, is none, or is not whole
├── WaiversRefused    the waivers' file is wrong
└── GateBlind         a policy could not be run, so that its silence means nothing
"""

from __future__ import annotations

from sluice.errors import SluiceError
from sluice.exits import Exit


class StackUnreadable(SluiceError):
    """A synthesized stack is missing, or the file is none."""


class PlanUnreadable(SluiceError):
    """A plan is missing, is none, or is not whole."""


class WaiversRefused(SluiceError):
    """The file of waivers cannot be read, or an entry is malformed."""

    exit_code = Exit.REFUSED


class GateBlind(SluiceError):
    """A policy could not be run on all there is: its silence means nothing."""

    exit_code = Exit.REFUSED
