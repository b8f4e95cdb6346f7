"""Rows about two arms: hazard ratio, the width of its interval, log-rank P."""

import math
from dataclasses import replace
from typing import Final

import numpy as np

from ..model.document import Model, ReportedKind
from ..numbers import PrintedNumber
from ..results import ArmResult, Comparison, HazardRatio, LogRank, PairEstimates, Verdict
from . import tolerances
from .evidence import Evidence
from .reported import Reported
from .row import NOTHING, Judgement, blank_row, judged, unjudged
from .wording import interval, number, p_value, reconstruction_words, signed

NO_SIDE: Final = (
    "A one-sided P needs two arms. Choose the arm and what it is compared with, or set the P to "
    "two-sided."
)
USUAL_LEVEL: Final = 0.05  # of significance, by which readers take a P
_MODELS: Final = {Model.STRATIFIED: "stratified", Model.ADJUSTED: "adjusted"}


def ratio_row(
    evidence: Evidence, arm_id: str, reference_id: str, reported: Reported | None
) -> Comparison:
    """Compare a hazard ratio."""
    names = f"{evidence.name(arm_id)} v {evidence.name(reference_id)}"
    row = blank_row(
        ReportedKind.HAZARD_RATIO, f"Hazard ratio, {names}", reported, arm_id, reference_id
    )
    pair = evidence.pair(arm_id, reference_id)
    ratio = pair.hazard_ratio
    if ratio is None or not math.isfinite(ratio.value):
        return judged(row, unjudged(pair.message, reported), reported)
    printed = reported.value if reported else None
    decimals = max(2, printed.decimals if printed else 2)
    row = replace(
        row,
        recomputed=number(ratio.value, decimals),
        interval=interval(ratio.ci_low, ratio.ci_high, decimals),
        convention=_ratio_convention(evidence, arm_id, reference_id),
        value=ratio.value,
    )
    if reported is None or printed is None:
        return judged(row, NOTHING, reported)
    change = 100 * (ratio.value / printed.value - 1)
    row = replace(row, difference=f"{signed(change, 1)} %")
    return judged(row, _judge_ratio(evidence, pair, ratio, reported), reported)


def _ratio_convention(evidence: Evidence, arm_id: str, reference_id: str) -> str:
    level = f"{100 * evidence.document.settings.conf_level:g} %"
    return (
        f"Cox model, Efron ties, unstratified; {evidence.name(arm_id)} over "
        f"{evidence.name(reference_id)}, below 1 favours {evidence.name(arm_id)}; "
        f"Wald {level} interval; {reconstruction_words(evidence.document.settings)}, "
        f"{_totals(evidence, arm_id, reference_id)}."
    )


def _totals(evidence: Evidence, *arm_ids: str) -> str:
    results = [evidence.arm(arm_id) for arm_id in arm_ids]
    inputs = [arm.arm_input for arm in results if arm and arm.arm_input]
    given = sum(known.n_events is not None for known in inputs)
    if not given:
        return "no total of events given"
    if not evidence.document.settings.use_total_events:
        return "total events not used"
    return "total events used" if given == len(results) else "total events used in one arm"


def half_digit(printed: PrintedNumber) -> float:
    """Return half a unit of the last digit of a ratio, on the log scale."""
    return math.log(printed.value / max(printed.value - printed.half_unit, 1e-12))


def verdict_on_ratio(value: float, se: float, printed: PrintedNumber) -> Verdict:
    """Return the verdict on a hazard ratio with this standard error of its logarithm."""
    tolerance = tolerances.HAZARD_RATIO_SE.scaled(se, half_digit(printed))
    return tolerance.judge(abs(math.log(value / printed.value)))


def _judge_ratio(
    evidence: Evidence, pair: PairEstimates, ratio: HazardRatio, reported: Reported
) -> Judgement:
    printed = reported.value
    assert printed is not None
    rounding = half_digit(printed)
    tolerance = tolerances.HAZARD_RATIO_SE.scaled(ratio.se, rounding)
    distance = abs(math.log(ratio.value / printed.value))
    arithmetic = (
        f"|ln({number(ratio.value)} / {number(printed.value)})| = {distance:.4f}; agrees up to "
        f"0.25 × {ratio.se:.4f} (SE) + {rounding:.4f} (half a digit) = {tolerance.agrees:.4f}, "
        f"close up to 0.5 × SE + {rounding:.4f} = {tolerance.close:.4f}."
    )
    words = (
        f"Agrees up to {100 * math.expm1(tolerance.agrees):.1f} %, "
        f"close up to {100 * math.expm1(tolerance.close):.1f} %."
    )
    verdict = tolerance.judge(distance)
    return _with_doubt(evidence, pair, reported, Judgement(verdict, words, arithmetic))


def width_row(
    evidence: Evidence, arm_id: str, reference_id: str, reported: Reported
) -> Comparison | None:
    """Compare the width of a hazard ratio's interval; None where there is none to compare."""
    ratio = evidence.pair(arm_id, reference_id).hazard_ratio
    if ratio is None or not reported.has_interval or reported.low is None or reported.high is None:
        return None
    low, high = reported.low.value, reported.high.value
    if low <= 0 or not math.isfinite(ratio.se) or not 0 < reported.level < 1:
        return None
    from scipy.special import ndtri

    factor = 2 * float(ndtri(0.5 + reported.level / 2)) * ratio.se
    printed = math.log(high / low)
    share = factor / printed if printed else math.inf
    names = f"{evidence.name(arm_id)} v {evidence.name(reference_id)}"
    row = blank_row(
        ReportedKind.HAZARD_RATIO, f"Width of HR interval, {names}", reported, arm_id, reference_id
    )
    row = replace(
        row,
        reported=f"× {number(high / low, 2)}",
        recomputed=f"× {number(math.exp(factor), 2)}",
        difference=f"× {number(share, 2)}",
        convention=f"Upper over lower limit at {100 * reported.level:g} %, compared as logarithms.",
        value=share,
    )
    arithmetic = (
        f"ln width {factor:.4f} / {printed:.4f} = {share:.3f}; agrees from 0.90 to 1.10, "
        "close from 0.80 to 1.25."
    )
    found = Judgement(
        tolerances.width(share), "Agrees from 0.90 to 1.10, close to 0.80–1.25.", arithmetic
    )
    pair = evidence.pair(arm_id, reference_id)
    return judged(row, _with_doubt(evidence, pair, reported, found), reported)


def test_row(
    evidence: Evidence, arm_id: str | None, reference_id: str | None, reported: Reported | None
) -> Comparison:
    """Compare a log-rank P of a pair; of all arms where no arm is named."""
    overall = arm_id is None or reference_id is None
    many = len(evidence.arms) > 2
    names = f", {evidence.name(arm_id)} v {evidence.name(reference_id)}" if many else ""
    measure = "Log-rank P, all arms" if overall else f"Log-rank P{names}"
    row = blank_row(ReportedKind.P_VALUE, measure, reported, arm_id, reference_id)
    pair = (
        _all_arms(evidence)
        if arm_id is None or reference_id is None
        else evidence.pair(arm_id, reference_id)
    )
    test = pair.log_rank
    if test is None:
        return judged(row, unjudged(pair.message, reported), reported)
    is_one_sided = bool(reported and reported.source.one_sided)
    halved = _one_sided(evidence, pair, test) if is_one_sided else test.p_value
    if halved is None:
        return judged(row, Judgement(Verdict.NOT_COMPARABLE, NO_SIDE), reported)
    shown, sided = halved, "one-sided" if is_one_sided else "two-sided"
    row = replace(
        row,
        recomputed=p_value(shown),
        convention=f"Log-rank test, {sided}, unstratified; chi-square {test.chi2:.2f}; "
        f"{reconstruction_words(evidence.document.settings)}.",
        value=shown,
    )
    if reported is None or reported.value is None:
        return judged(row, NOTHING, reported)
    row = replace(row, difference=_factor_words(shown, reported))
    found = _with_doubt(evidence, pair, reported, _judge_p(shown, reported))
    return judged(row, found, reported)


def _all_arms(evidence: Evidence) -> PairEstimates:
    return PairEstimates("", "", None, evidence.log_rank_all(), "Not every arm is reconstructed.")


def _one_sided(evidence: Evidence, pair: PairEstimates, test: LogRank) -> float | None:
    """Half the two-sided P where the arm does better, the rest where it does worse.

    Better means fewer events than expected under equal hazards, so it holds where no
    ratio can be estimated too. None for more than two arms: they have no side.
    """
    arm, reference = evidence.arm(pair.arm_id), evidence.arm(pair.reference_id)
    if test.dof != 1 or arm is None or reference is None:
        return None
    if arm.reconstruction is None or reference.reconstruction is None:
        return None
    from ..survival.kernels import count_two_arms, log_rank_2

    counts = count_two_arms(arm.reconstruction.patients, reference.reconstruction.patients)
    half = test.p_value / 2
    return 1 - half if log_rank_2(counts).difference > 0 else half


def p_factor(recomputed: float, reported: Reported) -> float:
    """Return the factor between two P values; 1 where an inequality holds."""
    printed = reported.value
    assert printed is not None
    if printed.operator in ("<", "<=") and recomputed <= printed.value:
        return 1.0
    if printed.operator in (">", ">=") and recomputed >= printed.value:
        return 1.0
    small, large = sorted((max(recomputed, 1e-300), max(printed.value, 1e-300)))
    return large / small


def _factor_words(recomputed: float, reported: Reported) -> str:
    factor = p_factor(recomputed, reported)
    if reported.value is not None and reported.value.operator != "=" and factor == 1.0:
        return "met"
    return f"× {factor:.1f}" if factor < 100 else "× >100"


def _judge_p(recomputed: float, reported: Reported) -> Judgement:
    printed = reported.value
    assert printed is not None
    factor = p_factor(recomputed, reported)
    met = printed.operator != "=" and factor == 1.0
    arithmetic = (
        f"{recomputed:.3g} meets {printed.operator} {printed.value:g}."
        if met
        else f"Factor between {recomputed:.3g} and {printed.value:g} = {factor:.2f} "
        f"(log10 {math.log10(factor):.2f}); agrees up to 2, close up to 4."
    )
    words = "Agrees up to a factor of 2, close up to 4."
    if not met and (recomputed < USUAL_LEVEL) != (printed.value < USUAL_LEVEL):
        words = f"On the other side of {USUAL_LEVEL}, as reading alone can bring about. {words}"
    return Judgement(tolerances.P_FACTOR.judge(factor), words, arithmetic)


def _with_doubt(
    evidence: Evidence, pair: PairEstimates, reported: Reported, found: Judgement
) -> Judgement:
    """Withhold the verdict where the figure or the model does not allow one."""
    arm_ids = [pair.arm_id, pair.reference_id] if pair.arm_id else [a.arm_id for a in evidence.arms]
    for arm_id in arm_ids:
        problem = too_little(evidence, evidence.arm(arm_id), evidence.name(arm_id))
        if problem:
            return Judgement(Verdict.NOT_COMPARABLE, problem, found.arithmetic)
    model = _MODELS.get(reported.source.model)
    if model is None:
        return found
    if found.verdict is Verdict.DIFFERS:
        sentence = (
            f"± model: the paper reports a value from {_article(model)} model; "
            "the unadjusted one from the curves need not equal it."
        )
        return Judgement(Verdict.NOT_COMPARABLE, sentence, found.arithmetic)
    return replace(found, limit=f"± model ({model} in the paper). {found.limit}")


def _article(model: str) -> str:
    return f"an {model}" if model.startswith("a") else f"a {model}"


def too_little(evidence: Evidence, arm: ArmResult | None, name: str) -> str:
    """Return why an arm cannot bear a verdict on a hazard ratio or P, empty where it can."""
    if arm is None or arm.arm_input is None or arm.estimates is None or arm.traced is None:
        return arm.message if arm else f"{name} is not traced."
    known = arm.arm_input
    has_table = known.risk_table is not None and bool(np.any(known.risk_table.time > 0))
    has_events = known.n_events is not None and evidence.document.settings.use_total_events
    if not has_table and not has_events:
        return (
            f"{name} has neither numbers at risk nor total events. "
            "Type one of them (steps 3 and 4) to judge this."
        )
    if arm.estimates.n_events < tolerances.FEWEST_EVENTS:
        few = arm.estimates.n_events
        return f"{name} has {few} events; with fewer than {tolerances.FEWEST_EVENTS} no verdict."
    if arm.traced.time.size < tolerances.FEWEST_STEPS and not has_events:
        steps = arm.traced.time.size
        return (
            f"{name} has {steps} steps and no total events; fewer than "
            f"{tolerances.FEWEST_STEPS} steps are too coarse. Trace more corners."
        )
    return ""
