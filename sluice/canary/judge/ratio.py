"""A likelihood ratio that may be looked at after every period: an e-process.

It compares a mixture of alternatives with the null hypothesis. How noisy the service is enters
both alike: each is averaged over the concentrations, weighed by `DOUBT` and by how well they
explain the live version's minutes. For counts that are beta-binomial with a concentration drawn
so, the ratio is a non-negative martingale that starts at 1, and by Ville's inequality it ever
exceeds 1 / alpha with probability alpha at most. For one certain concentration the bound is
alpha divided by the weight that it has. (The largest null likelihood instead of their average
would bound every concentration by alpha, at the price of ln(6) more evidence.) What either comes
to, also in weather that is not beta-binomial, is measured by `benchmarks/judge`.

Sources: Ville 1939; Robbins 1970, "Statistical methods related to the law of the iterated
logarithm"; Ramdas et al. 2023, "Game-theoretic statistics and safe anytime-valid inference";
Hendriksen, de Heide & Gruenwald 2021, "Optional stopping with Bayes factors" (a nuisance
parameter with the same prior under both hypotheses).
"""

from __future__ import annotations

from math import log
from typing import Self

from sluice.canary.judge.likelihood import CONCENTRATIONS, ZERO_ROW, Row, add_rows, log_add, log_sum
from sluice.values import Value

DOUBT: Row = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.0)
"""Log-prior of each concentration, but for a constant: very noisy services are rare."""

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

    def evidence(self, fit: Row, prior: Row) -> float:
        """Return the logarithm of the e-value.

        Args:
            fit: log-likelihood of each concentration, from the live version's periods.
            prior: of each alternative, as logarithms; together they are 1.
        """
        fit = add_rows(fit, DOUBT)
        mixture = log_sum(
            [
                weight + a + b
                for weight, row in zip(prior, self.alternatives, strict=True)
                for a, b in zip(fit, row, strict=True)
            ]
        )
        return mixture - log_sum(list(add_rows(fit, self.null)))
