"""Generated trials as documents: clicks on a drawn figure, a risk table, and what is reported.

No picture is needed: the traces are the corners of the true curves, read to a fraction of a
pixel. `plants` are the mistakes that only a figure, or a figure better than the text, shows.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from trials import Trial, make_trial

from core.analysis import analyse
from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    PixelPoint,
    ReportedKind,
    ReportedValue,
)
from core.patients import PatientData, number_at_risk
from core.results import Analysis
from core.survival.kernels import count_two_arms, cox_efron, km_curve, log_rank_2, median_time
from core.verify.text_checks.ratio import quantile, two_sided_p

WIDTH, HEIGHT, LEFT, BOTTOM = 620.0, 430.0, 80.5, 490.5
SLIP_PX = 0.5  # standard deviation of a click
WEEKS = 365.25 / 12 / 7
HR, P, MEDIAN = ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE, ReportedKind.MEDIAN
LANDMARK, EVENTS = ReportedKind.LANDMARK, ReportedKind.N_EVENTS
Plant = Callable[[Document, Trial, np.random.Generator], Document | None]


def true_document(seed: int) -> tuple[Document, Trial]:
    """Return a trial of 100 to 500 patients an arm as a person would have entered it."""
    random = np.random.default_rng([seed, 77])
    trial = make_trial(seed, int(random.choice([100, 200, 500])), "day")
    times = np.linspace(0, trial.axis_end, 7)[:6]
    ticks = [(Axis.TIME, trial.axis_end * k / 3, f"{trial.axis_end * k / 3:.6g}") for k in range(4)]
    ticks += [(Axis.SURVIVAL, s, f"{s:g}") for s in (0.0, 0.5, 1.0)]
    points = tuple(
        AxisPoint(axis, _pixel(trial, *((at, 0.0) if axis is Axis.TIME else (0.0, at))), text)
        for axis, at, text in ticks
    )
    arms = tuple(
        Arm(
            name,
            ("Control", "Drug")[index],
            _trace(trial, patients, random),
            n=str(patients.time.size),
            n_events=str(patients.n_events),
            at_risk=tuple(str(n) for n in number_at_risk(patients, times)),
        )
        for index, (name, patients) in enumerate(zip("ab", trial.arms, strict=True))
    )
    document = Document(
        calibration=Calibration(points, time_unit="months"),
        arms=arms,
        reference_arm_id="a",
        risk_times=tuple(f"{time:.6g}" for time in times),
    )
    return replace(document, reported=tuple(_reported(trial))), trial


def _pixel(trial: Trial, time: float, survival: float) -> PixelPoint:
    return PixelPoint(LEFT + WIDTH * time / trial.axis_end, BOTTOM - HEIGHT * survival)


def _trace(
    trial: Trial, patients: PatientData, random: np.random.Generator
) -> tuple[PixelPoint, ...]:
    """Return the corners of a curve, one a drop, each missed by a fraction of a pixel."""
    curve = km_curve(patients)
    found = [_pixel(trial, 0.0, 1.0)]
    for time, survival in zip(curve.time, curve.survival, strict=True):
        if time <= trial.axis_end:
            at = _pixel(trial, float(time), float(survival))
            slip = SLIP_PX * random.normal(size=2)
            found.append(PixelPoint(at.x + float(slip[0]), at.y + float(slip[1])))
    last = min(float(patients.time.max()), trial.axis_end)
    end = _pixel(trial, last, float(curve.survival[curve.time <= last][-1]))
    return (*found, end)


def ratio_of(trial: Trial) -> tuple[float, float, float]:
    """Return ln HR, its standard error and the log-rank P of the true patients."""
    counts = count_two_arms(trial.arms[1], trial.arms[0])
    fit = cox_efron(counts)
    return fit.log_hr, fit.se, two_sided_p(np.sqrt(log_rank_2(counts).chi2))


def _reported(trial: Trial) -> list[ReportedValue]:
    log_hr, se, p = ratio_of(trial)
    z = quantile(95.0)
    ci = f"{np.exp(log_hr - z * se):.2f}-{np.exp(log_hr + z * se):.2f}"
    values = [
        ReportedValue("hr", HR, f"{np.exp(log_hr):.2f}", ci=ci, arm_id="b"),
        ReportedValue("p", P, _printed_p(p), arm_id="b"),
    ]
    mid = round(trial.axis_end / 3)
    for name, patients in zip("ab", trial.arms, strict=True):
        curve = km_curve(patients)
        median = median_time(curve.time, curve.survival).first
        text = f"{median:.1f}" if np.isfinite(median) else "not reached"
        values.append(ReportedValue(f"m{name}", MEDIAN, text, arm_id=name))
        share = np.append(1.0, curve.survival)[np.searchsorted(curve.time, mid, side="right")]
        values.append(
            ReportedValue(f"s{name}", LANDMARK, f"{100 * share:.1f} %", arm_id=name, time=f"{mid}")
        )
        values.append(ReportedValue(f"e{name}", EVENTS, str(patients.n_events), arm_id=name))
    return values


def _printed_p(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}" if p < 0.095 else f"{p:.2f}"


def _with(document: Document, value_id: str, **fields: str) -> Document:
    old = next(value for value in document.reported if value.id == value_id)
    return document.with_reported(replace(old, **fields))  # type: ignore[arg-type]


def _value(document: Document, value_id: str) -> str:
    return next(value.text for value in document.reported if value.id == value_id)


def swap_arms(document: Document, trial: Trial, _random: np.random.Generator) -> Document | None:
    """The ratio is printed the other way round; one within rounding of 1 is none."""
    log_hr, se, _ = ratio_of(trial)
    if abs(log_hr) < 0.25 * se:
        return None
    z = quantile(95.0)
    ci = f"{np.exp(-log_hr - z * se):.2f}-{np.exp(-log_hr + z * se):.2f}"
    return _with(document, "hr", text=f"{np.exp(-log_hr):.2f}", ci=ci)


def axis_in_weeks(
    document: Document, _trial: Trial, _random: np.random.Generator
) -> Document | None:
    """The figure counts weeks, the axis is taken for months; the table follows the figure."""
    if all(_value(document, name) == "not reached" for name in ("ma", "mb")):
        return None
    points = tuple(
        replace(point, value=f"{float(point.value) * WEEKS:.6g}")
        if point.axis is Axis.TIME
        else point
        for point in document.calibration.axis_points
    )
    times = tuple(f"{float(time) * WEEKS:.6g}" for time in document.risk_times)
    return replace(
        document, calibration=replace(document.calibration, axis_points=points), risk_times=times
    )


def shift_row(document: Document, _trial: Trial, random: np.random.Generator) -> Document | None:
    """One row of the table stands one column too far left."""
    arm = document.arms[int(random.integers(2))]
    moved = (arm.at_risk[0], *arm.at_risk[2:], "")
    return document.with_arm_replaced(replace(arm, at_risk=moved))


def swap_rates(document: Document, _trial: Trial, _random: np.random.Generator) -> Document | None:
    """The two arms' survival at the landmark stands the other way round."""
    first, second = _value(document, "sa"), _value(document, "sb")
    if abs(float(first[:-2]) - float(second[:-2])) < 3:
        return None
    return _with(_with(document, "sa", text=second), "sb", text=first)


def one_sided(document: Document, trial: Trial, _random: np.random.Generator) -> Document | None:
    """P is one-sided and not said to be."""
    p = ratio_of(trial)[2]
    return _with(document, "p", text=_printed_p(p / 2)) if 0.004 < p < 0.9 else None


def other_level(document: Document, trial: Trial, random: np.random.Generator) -> Document | None:
    """The interval is of 90 or 99 % and said to be of 95 %."""
    log_hr, se, _ = ratio_of(trial)
    z = quantile(float(random.choice([90.0, 99.0])))
    return _with(document, "hr", ci=f"{np.exp(log_hr - z * se):.2f}-{np.exp(log_hr + z * se):.2f}")


def median_digit(document: Document, _trial: Trial, random: np.random.Generator) -> Document | None:
    """One digit of a median is mistyped by more than the figure may hide."""
    name = f"m{'ab'[int(random.integers(2))]}"
    text = _value(document, name)
    places = [place for place, char in enumerate(text) if char.isdigit()]
    if not places:
        return None
    place = places[int(random.integers(len(places)))]
    other = str(random.choice([d for d in "0123456789" if d != text[place]]))
    changed = text[:place] + other + text[place + 1 :]
    if changed.startswith("00") or float(changed) <= 0:
        return None
    return _with(document, name, text=changed)


PLANTS: dict[str, tuple[Plant, tuple[str, ...]]] = {
    "arms swapped (figure)": (swap_arms, ("Arm order",)),
    "weeks for months (figure)": (axis_in_weeks, ("Unit",)),
    "shifted risk row (figure)": (shift_row, ("Risk table",)),
    "two arms' rates swapped (figure)": (swap_rates, ("Arm order",)),
    "digit in median (figure)": (median_digit, ("Digit",)),
    "one-sided P (figure)": (one_sided, ("Sides",)),
    "wrong level (figure)": (other_level, ("Level",)),
}


def analysed(document: Document) -> Analysis:
    """Return the analysis with its audit, without draws."""
    from core.refine import refine

    return refine(analyse(document), n_draws=0)
