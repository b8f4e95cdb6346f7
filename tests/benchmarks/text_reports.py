"""Trial reports as claims, generated from simulated patients and rounded as journals round."""

from dataclasses import dataclass, replace
from math import exp, isfinite, log, sqrt

import numpy as np

from core.errors import InputError
from core.patients import PatientData, number_at_risk
from core.survival.kernels import (
    count_two_arms,
    cox_efron,
    km_curve,
    log_rank_2,
    median_time,
)
from core.verify.claims import Claim, ClaimKind
from core.verify.text_checks.binomial import METHODS
from core.verify.text_checks.ratio import quantile, two_sided_p
from core.verify.text_checks.two_by_two import TESTS, p_value

ARM, CONTROL = "Experimental", "Control"
ABSTRACT, RESULTS, TABLE_1, TABLE_2 = "abstract", "Results", "Table 1", "Table 2"
WEEKS_PER_MONTH = 365.25 / 12 / 7


@dataclass(frozen=True)
class Report:
    """The claims, and per endpoint (ln HR, its standard error, P) unrounded."""

    claims: list[Claim]
    exact: dict[str, tuple[float, float, float]]


def simulate_report(random: np.random.Generator) -> Report:
    """Simulate two arms of 40 to 500 patients and print what papers print of them."""
    n1 = int(exp(random.uniform(log(40), log(500))))
    n0 = max(30, int(n1 * random.choice([1.0, 1.0, 1.0, 0.5]) + random.integers(-3, 4)))
    shape, hr = random.uniform(0.8, 1.5), exp(random.normal(-0.3, 0.3))
    accrual, follow = random.uniform(12, 30), random.uniform(10, 30)
    claims, exact = _sizes(n1, n0), {}
    medians = (random.uniform(4, 14), random.uniform(12, 40))
    both = [
        _patients(random, n, medians, shape, ratio, accrual, follow)
        for n, ratio in ((n1, hr), (n0, 1.0))
    ]
    for endpoint, arms in zip(("PFS", "OS"), zip(*both, strict=True), strict=True):
        printed = _survival(endpoint, list(arms), random)
        if printed is not None:
            claims += printed[0]
            exact[endpoint] = printed[1]
    claims += _follow_up(accrual, follow, random)
    claims += _responses(n1, n0, random)
    claims += _baseline(n1, n0, random)
    return Report(claims, exact)


def only_results(report: Report) -> Report:
    """Return the report without its abstract: every number printed once."""
    return replace(report, claims=[c for c in report.claims if c.place != ABSTRACT])


def _patients(
    random: np.random.Generator,
    n: int,
    medians: tuple[float, float],
    shape: float,
    ratio: float,
    accrual: float,
    follow: float,
) -> tuple[PatientData, PatientData]:
    """Return PFS and OS of the same patients: death ends both."""
    scales = [median / (log(2) * ratio) ** (1 / shape) for median in medians]
    progressed, died = (random.weibull(shape, n) * scale for scale in scales)
    followed = np.minimum(follow + random.uniform(0, accrual, n), random.exponential(250, n))
    found = []
    for event_at in (np.minimum(progressed, died), died):
        days = np.ceil(np.minimum(event_at, followed) * 30.4375)
        found.append(PatientData(days / 30.4375, event_at <= followed))
    return found[0], found[1]


def _sizes(n1: int, n0: int) -> list[Claim]:
    return [
        Claim(ClaimKind.N, arm=arm, n=str(n), place=place)
        for place in (ABSTRACT, RESULTS, TABLE_2)
        for arm, n in (("total", n1 + n0), (ARM, n1), (CONTROL, n0))
        if place != TABLE_2 or arm != "total"
    ]


def fixed(value: float, decimals: int) -> str:
    """Round as printed."""
    return f"{value:.{decimals}f}"


def print_p(p: float) -> tuple[str, str]:
    """Return operator and text of a P value in journal style."""
    if p < 0.001:
        return "<", "0.001"
    return "=", fixed(p, 3) if p < 0.1 else fixed(p, 2)


def _survival(
    endpoint: str, arms: list[PatientData], random: np.random.Generator
) -> tuple[list[Claim], tuple[float, float, float]] | None:
    counts = count_two_arms(*arms)
    try:
        fit = cox_efron(counts)
    except InputError:
        return None
    if min(arm.n_events for arm in arms) < 5:
        return None
    p = two_sided_p(sqrt(log_rank_2(counts).chi2))
    claims = []
    names = (ARM, CONTROL)
    for name, patients in zip(names, arms, strict=True):
        claims.append(
            Claim(ClaimKind.EVENTS, endpoint, name, x=str(patients.n_events), place=RESULTS)
        )
        claims += _curve_claims(endpoint, name, patients, random)
    total = str(sum(arm.n_events for arm in arms))
    claims.append(Claim(ClaimKind.EVENTS, endpoint, "total", x=total, place=RESULTS))
    ratio = hazard_claim(endpoint, fit.log_hr, fit.se, p)
    claims += [replace(ratio, place=place) for place in (RESULTS, ABSTRACT)]
    return claims, (fit.log_hr, fit.se, p)


def hazard_claim(endpoint: str, log_hr: float, error: float, p: float, level: float = 95) -> Claim:
    """Return a hazard ratio with limits computed at ``level`` and labelled 95 %."""
    half = quantile(level) * error
    operator, text = print_p(p)
    return Claim(
        ClaimKind.HAZARD_RATIO,
        endpoint,
        ARM,
        CONTROL,
        value=fixed(exp(log_hr), 2),
        ci_low=fixed(exp(log_hr - half), 2),
        ci_high=fixed(exp(log_hr + half), 2),
        p_operator=operator,
        p_value=text,
        p_test="log-rank",
    )


def _curve_claims(
    endpoint: str, name: str, patients: PatientData, random: np.random.Generator
) -> list[Claim]:
    """Return median and survival at one and two years with log-log limits."""
    curve = km_curve(patients)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = 1.96 * np.sqrt(curve.log_variance) / np.abs(np.log(curve.survival))
        limits = [curve.survival ** np.exp(sign * spread) for sign in (1, -1)]
    limits = [np.nan_to_num(limit, nan=0.0) for limit in limits]
    found = []
    medians = [
        median_time(curve.time, values).first for values in (curve.survival, limits[0], limits[1])
    ]
    claim = Claim(ClaimKind.MEDIAN, endpoint, name, unit="months", not_reached=True)
    if isfinite(medians[0]):
        low, high = (fixed(m, 1) if isfinite(m) else "" for m in medians[1:])
        claim = replace(
            claim, value=fixed(medians[0], 1), ci_low=low, ci_high=high, not_reached=False
        )
    found += [replace(claim, place=place) for place in (RESULTS, ABSTRACT)]
    for time in (12, 24):
        if number_at_risk(patients, [time])[0] < 10:
            continue
        index = int(np.searchsorted(curve.time, time, side="right")) - 1
        if index < 0:
            continue
        values = [curve.survival[index], limits[0][index], limits[1][index]]
        texts = [fixed(100 * float(value), 1) for value in values]
        rate = Claim(
            ClaimKind.LANDMARK,
            endpoint,
            name,
            value=texts[0],
            ci_low=texts[1],
            ci_high=texts[2],
            time=str(time),
            time_unit="months",
        )
        found += [replace(rate, place=place) for place in (RESULTS, ABSTRACT)]
    return found


def _follow_up(accrual: float, follow: float, random: np.random.Generator) -> list[Claim]:
    months = follow + accrual / 2
    texts = [(fixed(months, 1), "months")] * 2
    if random.random() < 0.5:
        texts[1] = (fixed(months * WEEKS_PER_MONTH, 0), "weeks")
    return [
        Claim(ClaimKind.FOLLOW_UP, "follow-up", "total", value=text, unit=unit, place=place)
        for (text, unit), place in zip(texts, (RESULTS, ABSTRACT), strict=True)
    ]


def _responses(n1: int, n0: int, random: np.random.Generator) -> list[Claim]:
    """Return two response rates with intervals of one method and P of one test."""
    method = str(random.choice(list(METHODS)))
    quick = [name for name in TESTS if name not in ("Barnard", "Boschloo")]
    test = str(random.choice(quick))
    named = bool(random.random() < 0.5)
    rate, claims = random.uniform(0.1, 0.5), []
    for endpoint, extra in (("ORR", 0.0), ("CBR", random.uniform(0.1, 0.3))):
        counts = [
            int(random.binomial(n, min(rate + extra + shift, 0.95)))
            for n, shift in ((n1, 0.08), (n0, 0.0))
        ]
        for name, x, n in ((ARM, counts[0], n1), (CONTROL, counts[1], n0)):
            low, high = METHODS[method](x, n, 95.0)
            texts = [fixed(100 * v, 1) for v in (x / n, low, high)]
            claims.append(
                Claim(
                    ClaimKind.RESPONSE,
                    endpoint,
                    name,
                    value=texts[0],
                    ci_low=texts[1],
                    ci_high=texts[2],
                    x=str(x),
                    n=str(n),
                    place=TABLE_2,
                )
            )
            claims.append(Claim(ClaimKind.RESPONSE, endpoint, name, value=texts[0], place=ABSTRACT))
        p = p_value(test, (counts[0], n1, counts[1], n0))
        operator, text = print_p(1.0 if p is None else p)
        p_claim = Claim(
            ClaimKind.P_VALUE,
            endpoint,
            ARM,
            CONTROL,
            p_operator=operator,
            p_value=text,
            p_test=test if named else "",
        )
        claims += [replace(p_claim, place=place) for place in (TABLE_2, ABSTRACT)]
    return claims


def _baseline(n1: int, n0: int, random: np.random.Generator) -> list[Claim]:
    claims = []
    shares = random.dirichlet([4, 3, 1])
    for name, n in ((ARM, n1), (CONTROL, n0)):
        ages = np.sort(random.normal(60, 10, n).round())
        claims.append(
            Claim(
                ClaimKind.MEDIAN,
                "age",
                name,
                value=f"{np.median(ages):g}",
                unit="years",
                range_low=f"{ages[0]:g}",
                range_high=f"{ages[-1]:g}",
                place=TABLE_1,
            )
        )
        for row, x in zip(("PS 0", "PS 1", "PS 2"), random.multinomial(n, shares), strict=True):
            claims.append(
                Claim(
                    ClaimKind.RESPONSE,
                    row,
                    name,
                    value=fixed(100 * x / n, 0),
                    x=str(x),
                    n=str(n),
                    group="performance status",
                    place=TABLE_1,
                )
            )
    return claims
