"""Results as plain records for JSON: numbers, texts, None where there is none."""

import math
from typing import Any

from ..errors import Finding
from ..model.document import Document
from ..reconstruct.inputs import FitQuality
from ..results import (
    Analysis,
    ArmEstimates,
    ArmResult,
    Check,
    Comparison,
    HazardRatio,
    LogRank,
    MedianEstimate,
    Spread,
    Uncertainty,
)


def analysis_record(analysis: Analysis) -> dict[str, Any]:
    """Return everything shown about a document, arms named rather than by id."""
    document = analysis.document
    names = {arm.id: arm.name for arm in document.arms}
    return {
        "title": document.title,
        "endpoint": document.endpoint,
        "time_unit": document.calibration.time_unit,
        "badge": analysis.badge.value,
        "sentence": analysis.badge_sentence,
        "comparisons": [comparison_record(row, names) for row in analysis.comparisons],
        "arms": [_arm_record(arm, names) for arm in analysis.arms],
        "pairs": [
            {
                "arm": names.get(pair.arm_id),
                "reference": names.get(pair.reference_id),
                "hazard_ratio": hazard_ratio_record(pair.hazard_ratio),
                "log_rank": log_rank_record(pair.log_rank),
                "message": pair.message,
            }
            for pair in analysis.pairs
        ],
        "checks": [check_record(check) for check in analysis.checks],
        "findings": [finding_record(finding) for finding in analysis.findings],
        "uncertainty": uncertainty_record(analysis.uncertainty, names),
        "conventions": conventions(document),
    }


def conventions(document: Document) -> dict[str, Any]:
    """Return the choices behind the numbers."""
    settings = document.settings
    return {
        "engine": settings.engine.value,
        "plateau_at_table_times": settings.plateau_at_table_times,
        "use_total_events": settings.use_total_events,
        "interval_kind": settings.interval_kind.value,
        "median_rule": settings.median_rule.value,
        "conf_level": settings.conf_level,
        "counts_leavers": settings.counts_leavers,
        "choose_by_reported": settings.choose_by_reported,
        "ties": "efron",
        "log_rank": "two-sided, unstratified",
    }


def comparison_record(row: Comparison, names: dict[str, str]) -> dict[str, Any]:
    """Return one row of "Reported vs recomputed"."""
    return {
        "kind": row.kind.value,
        "measure": row.measure,
        "arm": names.get(row.arm_id or ""),
        "comparator": names.get(row.comparator_id or ""),
        "reported": row.reported,
        "reported_interval": row.reported_interval,
        "recomputed": row.recomputed,
        "interval": row.interval,
        "band": row.band,
        "difference": row.difference,
        "verdict": row.verdict.value if row.verdict else None,
        "limit": row.limit,
        "arithmetic": row.arithmetic,
        "convention": row.convention,
        "value": finite(row.value),
        "band_low": finite(row.band_low),
        "band_high": finite(row.band_high),
        "band_words": row.band_words,
        "chosen": row.chosen,
    }


def estimates_record(estimates: ArmEstimates) -> dict[str, Any]:
    """Return what is computed from one arm's patients."""
    return {
        "n": estimates.n,
        "n_events": estimates.n_events,
        "n_censored": estimates.n_censored,
        "last_time": finite(estimates.last_time),
        "median": _median_record(estimates.median),
        "follow_up": _median_record(estimates.follow_up),
    }


def fit_record(fit: FitQuality) -> dict[str, Any]:
    """Return how well the patients give back what was read."""
    return {
        "max_gap": finite(fit.max_gap),
        "max_gap_time": finite(fit.max_gap_time),
        "area": finite(fit.area),
        "risk_table_difference": [int(value) for value in fit.risk_table_difference],
        "n_events_difference": fit.n_events_difference,
    }


def hazard_ratio_record(ratio: HazardRatio | None) -> dict[str, Any] | None:
    """Return a hazard ratio with its limits."""
    if ratio is None:
        return None
    return {
        "value": finite(ratio.value),
        "ci_low": finite(ratio.ci_low),
        "ci_high": finite(ratio.ci_high),
        "log_hr": finite(ratio.log_hr),
        "se": finite(ratio.se),
        "ties": ratio.ties,
    }


def log_rank_record(test: LogRank | None) -> dict[str, Any] | None:
    """Return a log-rank test."""
    if test is None:
        return None
    return {"chi2": finite(test.chi2), "dof": test.dof, "p_value": finite(test.p_value)}


def uncertainty_record(found: Uncertainty | None, names: dict[str, str]) -> dict[str, Any] | None:
    """Return the intervals from draws, arms named rather than by id; None without draws."""
    if found is None:
        return None
    chosen = found.chosen
    return {
        "n_draws": found.n_draws,
        "pairs": [
            {
                "arm": names.get(pair.arm_id),
                "reference": names.get(pair.reference_id),
                "hazard_ratio": spread_record(pair.hazard_ratio),
                "p_value": spread_record(pair.p_value),
            }
            for pair in found.pairs
        ],
        "arms": [
            {
                "name": names.get(arm.arm_id),
                "median": spread_record(arm.median),
                "n_events": [arm.fewest_events, arm.most_events],
            }
            for arm in found.arms
        ],
        "chosen": None
        if chosen is None
        else {
            "arm": names.get(chosen.arm_id),
            "reference": names.get(chosen.reference_id),
            "by": chosen.used,
            "agrees": chosen.agrees,
        },
    }


def spread_record(spread: Spread | None) -> dict[str, Any] | None:
    """Return an estimate with its reading, its sampling and its whole interval."""
    if spread is None:
        return None
    return {
        "value": finite(spread.value),
        "mean_of_draws": finite(spread.mean),
        "reading": [finite(spread.reading_low), finite(spread.reading_high)],
        "sampling": [finite(spread.sampling_low), finite(spread.sampling_high)],
        "both": [finite(spread.low), finite(spread.high)],
    }


def check_record(check: Check) -> dict[str, Any]:
    """Return one check of printed numbers against each other."""
    return {
        "id": check.id,
        "state": check.state.value,
        "title": check.title,
        "sentence": check.sentence,
        "arithmetic": check.arithmetic,
        "would_fit": check.would_fit,
    }


def finding_record(finding: Finding) -> dict[str, Any]:
    """Return one finding with its place."""
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "place": place.kind.value if place else None,
        "index": place.index if place else None,
    }


def finite(value: float | None) -> float | None:
    """Return a number JSON can hold; None for not reached or not entered."""
    return float(value) if value is not None and math.isfinite(value) else None


def _arm_record(arm: ArmResult, names: dict[str, str]) -> dict[str, Any]:
    reconstruction = arm.reconstruction
    return {
        "name": names.get(arm.arm_id),
        "message": arm.message,
        "method": reconstruction.method if reconstruction else None,
        "fit": fit_record(reconstruction.fit) if reconstruction else None,
        "estimates": estimates_record(arm.estimates) if arm.estimates else None,
    }


def _median_record(median: MedianEstimate) -> dict[str, Any]:
    return {
        "value": finite(median.value),
        "reached": math.isfinite(median.value),
        "ci_low": finite(median.ci_low),
        "ci_high": finite(median.ci_high),
        "interval_kind": median.interval_kind.value,
        "first": finite(median.first),
        "midpoint": finite(median.midpoint),
        "level_until": finite(median.level_until),
    }
