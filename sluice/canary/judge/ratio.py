"""A likelihood ratio that may be looked at after every period: an e-process.

It compares a mixture of alternatives with the null hypothesis, maximised over how noisy the
service may be. Under the null the ratio's expectation is at most 1 at every time, so by Ville's
inequality it ever exceeds 1 / alpha with probability alpha at most. That is exact for counts
that are beta-binomial with one of the concentrations, but for `DOUBT`; what it comes to in
other weather is measured by `benchmarks/judge`.

Sources: Ville 1939; Robbins 1970, "Statistical methods related to the law of the iterated
logarithm"; Wasserman, Ramdas & Balakrishnan 2020, "Universal inference" (maximised nuisance);
Ramdas et al. 2023, "Game-theoretic statistics and safe anytime-valid inference".
"""

from __future__ import annotations

from math import log
from typing import Self

from sluice.canary.judge.likelihood import CONCENTRATIONS, ZERO_ROW, Row, add_rows, log_add, log_sum
from sluice.canary.model.base import Value

DOUBT: Row = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.0)
"""Very noisy services are rare: before any history, so much speaks against each concentration.
What it can cost where a service is that noisy is measured by `benchmarks/judge`."""

FROM_THE_START = -log(2)
"""Log-prior of a version that is bad from its first request,"""
ONSET_PERIODS = 64
"""and of one that turns bad later: after so many periods on average."""
_NOT_YET = -log(1 - 1 / ONSET_PERIODS)


class Ratio(Value):
    """Log-likelihoods of the null hypothesis and of the alternatives, by concentration.

    A version can turn bad at any time. So each alternative is itself a mixture: half of it is
    bad from the start, the rest turns bad in a later period, geometrically distributed, and is
    as the null hypothesis has it until then. (The e-detectors of Shin, Ramdas & Rinaldo 2022
    restart likewise, but spend more.)

    Attributes:
        periods: how many were counted.
        null: of the null hypothesis.
        alternatives: one row for each.
    """

    periods: int = 0
    null: Row = ZERO_ROW
    alternatives: tuple[Row, ...]

    @classmethod
    def of(cls, alternatives: int) -> Self:
        """Return the ratio before the first period."""
        return cls(alternatives=((FROM_THE_START,) * len(CONCENTRATIONS),) * alternatives)

    def after(self, fresh: tuple[Row, ...]) -> Ratio:
        """Return the ratio after one more period, whose first row is the null's."""
        mass = FROM_THE_START - log(ONSET_PERIODS) - self.periods * _NOT_YET
        turning = tuple([mass + each for each in self.null])
        return Ratio(
            periods=self.periods + 1,
            null=add_rows(self.null, fresh[0]),
            alternatives=tuple(
                [
                    tuple(
                        [
                            gain + log_add(bad, turned)
                            for gain, bad, turned in zip(new, old, turning, strict=True)
                        ]
                    )
                    for new, old in zip(fresh[1:], self.alternatives, strict=True)
                ]
            ),
        )

    def evidence(self, fit: Row) -> float:
        """Return the logarithm of the e-value."""
        fit = add_rows(fit, DOUBT)
        top = max(map(float.__add__, fit, self.null))
        mixture = log_sum(
            [a + b for row in self.alternatives for a, b in zip(fit, row, strict=True)]
        )
        return mixture - log(len(self.alternatives)) - log(len(CONCENTRATIONS)) - top
