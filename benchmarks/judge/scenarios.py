"""The weather and the versions that all rules meet."""

from __future__ import annotations

from benchmarks.judge.traces import Scenario

TOTALS = (10, 60, 600, 6_000, 60_000)
"""Requests a minute of the whole service."""
BASELINES = (0.0, 0.001, 0.005, 0.0095)
CONCENTRATIONS = (50, 200, 1000)
RELEASED = (0.02, 0.05, 0.2, 1.0)
TIMES = (1.5, 3.0)
LATENCIES = (1.1, 1.5, 2.0, 3.0, 10.0)

HEALTHY, NOISY = "healthy", "overdispersed"
MET = "criterion met in truth: rolling back is right"
ERRORS, MILD, LATENCY = "errors", "errors, 1.5 and 3 times the baseline", "latency"
SLOWLY, NOISY_ERRORS, GAPS, SILENT = "leak or late", "errors, overdispersed", "gaps", "no traffic"
HOUR = "an hour at 10 %: 10 requests a minute and 5 % errors, or 60 and 2 %"
MISSING_ERRORS = "errors, minutes missing"

GOOD_FAMILIES = (HEALTHY, NOISY, GAPS)
"""Families of good releases, less those of their runs that are counted under `MET`."""


def scenarios() -> list[Scenario]:
    """Return all of them, the good releases first."""
    return [*_good(), *_bad()]


def _good() -> list[Scenario]:
    found = [
        Scenario(f"steady, {_rate(total, baseline)}", HEALTHY, total, baseline, baseline)
        for total in TOTALS
        for baseline in BASELINES
    ]
    for total in TOTALS[2:]:
        for traffic in ("daily", "bursty"):
            found += [
                Scenario(
                    f"{traffic}, {_rate(total, each)}", HEALTHY, total, each, each, traffic=traffic
                )
                for each in (0.005, 0.0095)
            ]
        found += [
            Scenario(f"AR(1), {_rate(total, each)}", HEALTHY, total, each, each, noise="persistent")
            for each in (0.005, 0.0095)
        ]
        found.append(
            Scenario(
                f"shared incidents, {_rate(total, 0.001)}",
                HEALTHY,
                total,
                0.001,
                0.001,
                noise="incidents",
            )
        )
        found.append(
            Scenario(f"10 % missing, {_rate(total, 0.005)}", GAPS, total, 0.005, 0.005, missing=0.1)
        )
    found += [
        Scenario(
            f"Beta({concentration}) {noise}, {_rate(total, baseline)}",
            NOISY,
            total,
            baseline,
            baseline,
            noise=noise,
            concentration=concentration,
        )
        for noise, totals in (("own", TOTALS), ("shared", TOTALS[2:]))
        for total in totals
        for baseline in BASELINES[1:]
        for concentration in CONCENTRATIONS
    ]
    return found


def _bad() -> list[Scenario]:
    found = []
    for total in TOTALS:
        for baseline in BASELINES:
            at = _rate(total, baseline)
            found += [
                Scenario(f"{100 * errors:g} % errors, {at}", ERRORS, total, baseline, errors)
                for errors in RELEASED
            ]
            if baseline:
                found += [
                    Scenario(f"{times:g} x errors, {at}", MILD, total, baseline, times * baseline)
                    for times in TIMES
                ]
        at = _rate(total, 0.001)
        found += [
            Scenario(f"latency x {each:g}, {at}", LATENCY, total, 0.001, 0.001, latency=each)
            for each in LATENCIES
        ]
        found += [
            Scenario(f"5 % errors, {onset}, {at}", SLOWLY, total, 0.001, 0.05, onset=onset)
            for onset in ("leak", "late")
        ]
        found += [
            Scenario(
                f"5 % errors, Beta({each}) own, {at}",
                NOISY_ERRORS,
                total,
                0.001,
                0.05,
                noise="own",
                concentration=each,
            )
            for each in CONCENTRATIONS
        ]
        found.append(
            Scenario(
                f"5 % errors, 10 % missing, {at}", MISSING_ERRORS, total, 0.001, 0.05, missing=0.1
            )
        )
    found += [
        Scenario(
            f"hour at 10 %, {100 * errors:g} % errors, {_rate(total, each)}",
            HOUR,
            total,
            each,
            errors,
            hour=True,
        )
        for total, errors in ((100, 0.05), (600, 0.02))
        for each in BASELINES
    ]
    found.append(Scenario("nobody asks, 100 % errors", SILENT, 0, 0.001, 1.0))
    return found


def _rate(total: float, baseline: float) -> str:
    return f"{total:,.0f} a minute, live {100 * baseline:g} %"
