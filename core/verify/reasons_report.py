"""Causes in what is reported and how it was computed: units, arms, models, conventions."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Final

from ..errors import InputError, Place, PlaceKind
from ..model.document import MedianRule, Model, ReportedKind
from ..numbers import parse_number
from ..results import ArmResult, Comparison, PairEstimates, Reason, Verdict
from .pair_rows import p_factor, verdict_on_ratio
from .question import Question
from .reasons_figure import IN_TIME, patients_of, reported_number
from .text_checks.printed import digit_variants
from .tolerances import P_FACTOR, width
from .wording import number, p_value

# What a time is divided by when its unit was taken for another.
UNITS: Final = (
    (365.25 / 12 / 7, "weeks"),
    (365.25 / 12, "days"),
    (365.25 / 7, "weeks in years"),
    (12.0, "months in years"),
    (7.0, "days in weeks"),
    (365.25, "days in years"),
)
LEVELS: Final = (90.0, 97.5, 98.0, 99.0, 99.5, 99.8)
ONE_NUMBER: Final = (
    ReportedKind.MEDIAN,
    ReportedKind.LANDMARK,
    ReportedKind.HAZARD_RATIO,
    ReportedKind.N,
    ReportedKind.N_EVENTS,
)
EVENTS_OFF: Final = 0.10  # how far an unprinted total may be from the reconstructed one


def unit(question: Question) -> Iterator[Reason]:
    """Another time unit, in the report or on the axis."""
    if question.row.kind not in IN_TIME or question.row.value is None or question.is_close:
        return
    shown = reported_number(question, question.row)
    if not shown or shown < 0 or not 0 < question.row.value < math.inf:
        return
    ratio = question.row.value / shown
    for factor, name in UNITS:
        for way in (factor, 1 / factor):
            if abs(math.log(ratio / way)) > 0.08:
                continue
            text = repr(shown * way)
            changed = replace(question.source, text=text, unit="", ci="")
            relation = f"reported × {way:.3g}" if way > 1 else f"reported ÷ {1 / way:.3g}"
            sentence = (
                f"{_both(question, way)} {relation} ({name}). Check the unit of the axis and that "
                "of the report."
            )
            found = question.try_document(
                "Unit", sentence, question.with_source(changed), question.reported_place()
            )
            if found is not None:
                yield found
                return


def _both(question: Question, way: float) -> str:
    """Say whether other times of the kind show the same factor."""
    same = 0
    for row in question.analysis.comparisons:
        shown = reported_number(question, row) if row.kind is question.row.kind else None
        if shown and shown > 0 and row.value and 0 < row.value < math.inf:
            same += abs(math.log(row.value / shown / way)) < 0.08
    what = {ReportedKind.MEDIAN: "medians"}.get(question.row.kind, "times")
    return f"Both {what} equal" if same == 2 else f"All {what} equal" if same > 2 else "This equals"


def arm_order(question: Question) -> Iterator[Reason]:
    """The arms are the other way round."""
    row, source = question.row, question.source
    place = question.reported_place()
    if question.is_close:
        return
    if row.kind is ReportedKind.HAZARD_RATIO and row.arm_id and row.comparator_id:
        if question.is_width:
            return
        turned = replace(source, arm_id=row.comparator_id, comparator_id=row.arm_id)
        after = question.after(question.with_source(turned))
        if after is None:
            return
        value = "" if row.value is None else number(1 / row.value, 2)
        name = question.name(row.arm_id)
        sentence = f"1/HR = {value} would agree. Is {name} the reference in the paper?"
        found = question.reason("Arm order", sentence, after, place)
    elif row.kind in (ReportedKind.MEDIAN, ReportedKind.LANDMARK) and row.arm_id:
        others = [arm for arm in question.document.arms if arm.id != row.arm_id]
        found = None
        for other in others:
            moved = replace(source, arm_id=other.id)
            sentence = (
                f"The value reported for {question.name(row.arm_id)} agrees with the curve of "
                f"{other.name}. Are the two exchanged?"
            )
            found = question.try_document("Arm order", sentence, question.with_source(moved), place)
            if found is not None:
                break
    else:
        return
    if found is not None:
        yield found


def model(question: Question) -> Iterator[Reason]:
    """Another model than the one computed here."""
    if question.is_pair and question.source.model is not Model.UNADJUSTED:
        word = question.source.model.value
        article = "an" if word.startswith("a") else "a"
        sentence = (
            f"The paper reports {article} {word} value. An unadjusted one from the curves "
            "need not equal it."
        )
        yield Reason("Model", sentence, "", None, question.reported_place())


def ties(question: Question) -> Iterator[Reason]:
    """Another treatment of tied events, another test."""
    from ..survival.kernels import count_two_arms, cox_breslow, cox_efron, peto_peto

    row, printed = question.row, question.reported.value
    first, second = (patients_of(question, id_) for id_ in (row.arm_id, row.comparator_id))
    if first is None or second is None or printed is None or not question.is_pair:
        return
    counts = count_two_arms(first, second)
    try:
        fit, efron = cox_breslow(counts), cox_efron(counts)
        chi2 = peto_peto(counts).chi2
    except InputError:
        return
    if question.row.kind is ReportedKind.HAZARD_RATIO:
        value = math.exp(fit.log_hr)
        verdict = verdict_on_ratio(value, fit.se, printed)
        if question.helps(verdict):
            sentence = (
                f"With Breslow ties (the default of SAS) HR = {number(value, 3)}; here Efron "
                f"{number(question.row.value or math.nan, 3)}."
            )
            yield Reason("Ties", sentence, number(value, 2), verdict, question.reported_place())
        return
    from scipy.special import chdtrc

    for name, statistic in (
        ("Wald test of the Cox model", (efron.log_hr / efron.se) ** 2),
        ("Peto-Peto-Wilcoxon test", chi2),
    ):
        p = float(chdtrc(1, statistic))
        verdict = P_FACTOR.judge(p_factor(p, question.reported))
        if question.helps(verdict):
            sentence = f"The {name} gives P = {p_value(p)}. Does the paper name that test?"
            yield Reason("Test", sentence, p_value(p), verdict, question.reported_place())


def sides(question: Question) -> Iterator[Reason]:
    """A one-sided P."""
    if question.row.kind is not ReportedKind.P_VALUE:
        return
    other = replace(question.source, one_sided=not question.source.one_sided)
    after = question.after(question.with_source(other))
    if after is None:
        return
    word = "one-sided" if other.one_sided else "two-sided"
    share = "Half of the" if other.one_sided else "Twice the"
    sentence = f"{share} recomputed P ({after.recomputed}) agrees: {word}?"
    found = question.reason("Sides", sentence, after, question.reported_place())
    if found is not None:
        yield found


def median_rule(question: Question) -> Iterator[Reason]:
    """Another rule where the curve is level at one half."""
    row = question.row
    result = question.analysis.arm(row.arm_id) if row.arm_id else None
    if row.kind is not ReportedKind.MEDIAN or result is None or result.estimates is None:
        return
    median, shown = result.estimates.median, reported_number(question, row)
    if median.level_until is None or shown is None or row.band_low is None or row.band_high is None:
        return
    if not row.band_low <= shown <= row.band_high:
        return
    settings = question.document.settings
    first = settings.median_rule is MedianRule.FIRST
    other = MedianRule.MIDPOINT if first else MedianRule.FIRST
    after = question.after(
        replace(question.document, settings=replace(settings, median_rule=other))
    )
    sentence = (
        f"The curve is level at 0.50 from {number(median.first, 1)} to "
        f"{number(median.level_until, 1)}. R and SAS print the middle "
        f"({number(median.midpoint, 1)}), others {number(median.first, 1)}."
    )
    found = question.reason("Median rule", sentence, after, Place(PlaceKind.ARM, row.arm_id))
    if found is not None:
        yield found


def population(question: Question) -> Iterator[Reason]:
    """Another data cut or population."""
    if question.row.kind is ReportedKind.N and question.row.recomputed:
        sentence = (
            f"The number at risk at time 0 is {question.row.recomputed}; the paper says "
            f"{question.row.reported}. Another population or data cut?"
        )
        yield Reason("Population", sentence, "", None, question.reported_place())


def information(question: Question) -> Iterator[Reason]:
    """Without printed totals the result has a range."""
    row = question.row
    if not question.is_pair or row.arm_id is None or row.comparator_id is None:
        return
    arms = [question.analysis.arm(id_) for id_ in (row.arm_id, row.comparator_id)]
    if any(arm is None or arm.reconstruction is None for arm in arms):
        return
    known = [arm for arm in arms if arm is not None]
    if all(arm.arm_input is not None and arm.arm_input.n_events is not None for arm in known):
        return
    rows = [after for after in _with_other_totals(question, known) if after.value is not None]
    values = [after.value for after in rows if after.value is not None]
    best = next((after for after in rows if after.verdict is Verdict.AGREES), None)
    if best is None or not values:
        return
    low, high = min(values), max(values)
    shown = (
        (p_value(low), p_value(high))
        if row.kind is ReportedKind.P_VALUE
        else (number(low, 2), number(high, 2))
    )
    what = "P" if row.kind is ReportedKind.P_VALUE else "HR"
    sentence = (
        f"Without total events the plausible {what} range is {shown[0]}–{shown[1]}. "
        "Type the events of each arm if the paper gives them."
    )
    found = question.reason("Information", sentence, best, Place(PlaceKind.ARM, row.arm_id))
    if found is not None:
        yield found


def _with_other_totals(question: Question, arms: list[ArmResult]) -> Iterator[Comparison]:
    for shares in product((-EVENTS_OFF, EVENTS_OFF), repeat=2):
        document = question.document
        for arm, share in zip(arms, shares, strict=True):
            assert arm.reconstruction is not None
            if arm.arm_input is not None and arm.arm_input.n_events is not None:
                continue
            patients = arm.reconstruction.patients
            total = min(round(patients.n_events * (1 + share)), patients.n)
            document = document.with_arm_replaced(
                replace(document.arm(arm.arm_id), n_events=str(total))
            )
        after = question.after(document)
        if after is not None:
            yield after


def digit(question: Question) -> Iterator[Reason]:
    """One digit printed or typed wrong, tried where it brings the value nearest."""
    row, text = question.row, question.source.text.strip()
    if row.kind not in ONE_NUMBER or row.value is None or question.is_width:
        return
    if not math.isfinite(row.value):
        return
    scale = 100 if "%" in text and row.kind is ReportedKind.LANDMARK else 1
    near = sorted(
        (abs(parse_number(other.rstrip(" %")) - scale * row.value), other)
        for other in digit_variants(text)
        if is_plain(other) and _suits_interval(question, parse_number(other.rstrip(" %")))
    )
    for _, other in near[:2]:
        changed = replace(question.source, text=other, ci="")
        sentence = f"One digit: {other} instead of {text} would agree. Check it in the paper."
        found = question.try_document(
            "Digit", sentence, question.with_source(changed), question.reported_place()
        )
        if found is not None and found.verdict is Verdict.AGREES:
            yield found
            return


def is_plain(text: str) -> bool:
    """Whether a text is one number, with or without a percent sign."""
    digits = text.rstrip(" %")
    try:
        number_ = parse_number(digits)
    except InputError:
        return False
    padded = digits[:1] == "0" and digits[1:2].isdigit()
    return math.isfinite(number_) and number_ > 0 and not padded


def _suits_interval(question: Question, value: float) -> bool:
    """Whether another ratio lies nearer the middle of the printed interval, if one is."""
    low, high = question.reported.low, question.reported.high
    if question.row.kind is not ReportedKind.HAZARD_RATIO or low is None or high is None:
        return True
    if not (0 < low.value < high.value < math.inf) or question.reported.value is None:
        return True
    middle = math.log(low.value * high.value) / 2
    printed = question.reported.value.value
    return abs(math.log(value) - middle) < abs(math.log(max(printed, 1e-9)) - middle)


def confidence_level(question: Question) -> Iterator[Reason]:
    """The interval has another level than stated."""
    if not question.is_width or not question.reported.has_interval:
        return
    pair: PairEstimates | None = next(
        (
            pair
            for pair in question.analysis.pairs
            if {pair.arm_id, pair.reference_id} == {question.row.arm_id, question.row.comparator_id}
        ),
        None,
    )
    low, high = question.reported.low, question.reported.high
    if pair is None or pair.hazard_ratio is None or low is None or high is None:
        return
    from scipy.special import ndtri

    printed, se = math.log(high.value / low.value), pair.hazard_ratio.se
    shares = {level: 2 * float(ndtri(0.5 + level / 200)) * se / printed for level in LEVELS}
    level = min(LEVELS, key=lambda one: abs(math.log(shares[one])))
    verdict = width(shares[level])
    if question.helps(verdict):
        sentence = f"As a {level:g} % interval it would agree. Does the paper name that level?"
        shown = f"× {shares[level]:.2f}"
        yield Reason("Level", sentence, shown, verdict, question.reported_place())
