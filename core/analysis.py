"""From a document to every number shown about it: one pure function.

What is missing or cannot be used becomes a sentence; everything else is
computed all the same. The stages and what they remember are in `core.stages`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from . import stages
from .digitize.axes.transform import AxisTransform
from .errors import Finding, InputError, Place, PlaceKind, Severity
from .model.document import Arm, Axis, Calibration, Document
from .reconstruct.inputs import ArmInput
from .results import Analysis, ArmResult, Comparison, LogRank, PairEstimates, Reason
from .verify import why
from .verify.arm_input import ArmReading
from .verify.badge import overall
from .verify.checks import check_figure
from .verify.compare import compare
from .verify.evidence import Evidence

NO_AXES: Final = "Set the axes first: click two ticks of each axis and type their values (step 2)."
NO_POINTS: Final = (
    "No points yet. Press T and click each corner where the curve drops, or A and click the curve."
)
NO_SIZE: Final = (
    "Medians and survival are ready. For a hazard ratio, type the numbers at risk (step 4) "
    "or the arm size."
)


class Stopped(Exception):
    """The analysis was given up for a newer document; not an error."""


def analyse(
    document: Document,
    should_stop: Callable[[], bool] = lambda: False,
    *,
    at_once: bool = False,
) -> Analysis:
    """Compute everything that follows from a document.

    Parameters
    ----------
    document : Document
    should_stop : callable
        Polled between stages.
    at_once : bool
        For a window that follows the pointer: hazard ratio and log-rank test
        from the fast kernels, equal to lifelines to 1e-9, and drops beside a
        table time left on the side on which they were read.

    Raises
    ------
    Stopped
        When ``should_stop()`` turns true. Never InputError: what cannot be
        used becomes a message or a finding, the rest is computed.
    """
    _poll(should_stop)
    findings: list[Finding] = []
    transform = _axes(document.calibration, findings)
    arms = tuple(_arm_results(document, transform, should_stop, at_once))
    findings.extend(finding for arm in arms for finding in arm.findings)
    pairs = tuple(_pairs(document, arms, should_stop, at_once))
    evidence = _evidence(document, transform, arms, pairs, at_once)
    comparisons, reported_findings = compare(evidence)
    _poll(should_stop)
    checks = check_figure(evidence)
    findings.extend(reported_findings)
    told = told_once(findings)
    badge, sentence = overall(document, arms, comparisons, checks, told)
    return Analysis(
        document=document,
        arms=arms,
        pairs=pairs,
        log_rank_all=_log_rank_all(arms),
        comparisons=comparisons,
        findings=told,
        badge=badge,
        badge_sentence=sentence,
        axis_residual_px=transform.residuals_px if transform else (),
        checks=checks,
    )


def explain(
    analysis: Analysis,
    comparison: Comparison,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[Reason, ...]:
    """Return the computed reasons for a disagreement, most plausible first.

    Changed documents are analysed, so this belongs on the worker thread; nothing is
    returned once ``should_stop()`` turns true.
    """

    def changed(document: Document) -> Analysis:
        return analyse(document, should_stop)

    try:
        return why.explain(analysis, comparison, changed, should_stop)
    except Stopped:
        return ()


def _poll(should_stop: Callable[[], bool]) -> None:
    if should_stop():
        raise Stopped


def _axes(calibration: Calibration, findings: list[Finding]) -> AxisTransform | None:
    """Fit the axes; too few points are no mistake, only not done yet."""
    if any(
        sum(bool(point.value.strip()) for point in calibration.on_axis(axis)) < 2 for axis in Axis
    ):
        return None
    try:
        transform = stages.transform_of(calibration)
    except InputError as error:
        findings.append(error.as_finding())
        return None
    findings.extend(transform.findings)
    return transform


def _arm_results(
    document: Document,
    transform: AxisTransform | None,
    should_stop: Callable[[], bool],
    at_once: bool,
) -> Iterator[ArmResult]:
    for arm in document.arms:
        _poll(should_stop)
        if not arm.trace or transform is None:
            n = len(arm.trace)
            message = NO_POINTS if not arm.trace else NO_AXES
            yield ArmResult(arm.id, np.zeros(0), np.zeros(0), np.zeros(n, bool), message=message)
            continue
        yield _arm_result(document, arm, should_stop, at_once)


def _arm_result(
    document: Document, arm: Arm, should_stop: Callable[[], bool], at_once: bool
) -> ArmResult:
    calibration, level = document.calibration, document.settings.level_rising_points
    traced = stages.traced_of(arm, calibration, level)
    read = stages.arm_reading_of(arm, document.risk_times, calibration, level)
    result = ArmResult(
        arm_id=arm.id,
        time=traced.time,
        survival=traced.survival,
        held=traced.held,
        reading=traced.reading,
        traced=traced.reading.steps(),
        arm_input=read.arm_input,
        findings=(*_of_arm(traced.findings, arm.id), *read.findings),
    )
    if read.arm_input.n is None:
        return replace(result, message=NO_SIZE)
    _poll(should_stop)
    return _reconstructed(document, arm, result, read, should_stop, at_once)


def _together(document: Document) -> tuple[ArmInput, ...]:
    """Return the arms about whose censoring nothing is printed: they share its course."""
    calibration, level = document.calibration, document.settings.level_rising_points
    found = []
    for arm in document.arms:
        if arm.trace:
            read = stages.arm_reading_of(arm, document.risk_times, calibration, level).arm_input
            if read.n and read.risk_table is None and read.censor_time is None:
                found.append(read)
    return tuple(found)


def _reconstructed(
    document: Document,
    arm: Arm,
    result: ArmResult,
    read: ArmReading,
    should_stop: Callable[[], bool],
    at_once: bool,
) -> ArmResult:
    try:
        together = _together(document)
        reconstruction = stages.reconstruction_of(
            read.arm_input, document.settings, together, at_once=at_once
        )
        _poll(should_stop)
        estimates = stages.estimates_of(reconstruction.patients, document.settings, at_once=at_once)
    except InputError as error:
        finding = _of_arm((error.as_finding(),), arm.id)
        return replace(result, message=error.message, findings=(*result.findings, *finding))
    return replace(
        result,
        reconstruction=reconstruction,
        estimates=estimates,
        findings=(*result.findings, *in_columns(reconstruction.findings, arm, read)),
    )


def _of_arm(findings: tuple[Finding, ...], arm_id: str) -> tuple[Finding, ...]:
    """Say which arm findings belong to that were made without knowing it."""
    return tuple(
        replace(finding, place=replace(finding.place or Place(PlaceKind.ARM), arm_id=arm_id))
        for finding in findings
    )


def in_columns(findings: tuple[Finding, ...], arm: Arm, read: ArmReading) -> Iterator[Finding]:
    """Name the arm in findings made without knowing it; lead those on entries to columns."""
    for finding in _of_arm(findings, arm.id):
        place = finding.place
        if arm.name and arm.name not in finding.message:
            finding = replace(finding, message=f"{arm.name}: {finding.message}")
        if place and place.kind in (PlaceKind.RISK_CELL, PlaceKind.RISK_TIME):
            index = place.index
            if index is not None and index < len(read.columns):
                finding = replace(finding, place=replace(place, index=read.columns[index]))
        yield finding


def told_once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Say one thing of one place once, heaviest first, else in the order found."""
    order = list(Severity)
    unique: dict[object, Finding] = {}
    for finding in findings:
        place = finding.place
        pointed = place is not None and place.index is not None
        unique.setdefault((finding.code, place) if pointed else finding, finding)
    return tuple(sorted(unique.values(), key=lambda finding: -order.index(finding.severity)))


def _pairs(
    document: Document,
    arms: tuple[ArmResult, ...],
    should_stop: Callable[[], bool],
    at_once: bool,
) -> Iterator[PairEstimates]:
    reference = document.reference_arm
    if reference is None:
        return
    by_id = {arm.arm_id: arm for arm in arms}
    for arm in arms:
        if arm.arm_id != reference.id:
            _poll(should_stop)
            level = document.settings.conf_level
            yield stages.pair_of(arm, by_id[reference.id], level, at_once=at_once)


def _log_rank_all(arms: tuple[ArmResult, ...]) -> LogRank | None:
    if len(arms) < 3 or any(arm.reconstruction is None for arm in arms):
        return None
    return stages.log_rank_of(*(arm.reconstruction.patients for arm in arms if arm.reconstruction))


def _evidence(
    document: Document,
    transform: AxisTransform | None,
    arms: tuple[ArmResult, ...],
    pairs: tuple[PairEstimates, ...],
    at_once: bool,
) -> Evidence:
    by_id = {arm.arm_id: arm for arm in arms}
    settings = document.settings
    return Evidence(
        document=document,
        arms=arms,
        pairs=pairs,
        time_per_px=transform.time_per_px if transform else 0.0,
        survival_per_px=transform.survival_per_px if transform else 0.0,
        last_tick=transform.time.highest if transform else 0.0,
        residuals_px=transform.residuals_px if transform else (),
        pair=lambda arm, other: stages.pair_of(
            by_id[arm], by_id[other], settings.conf_level, at_once=at_once
        ),
        landmark=lambda arm, time: stages.landmark_of(by_id[arm], time, settings, at_once=at_once),
        restricted_mean=lambda arm, time: stages.restricted_mean_of(by_id[arm], time),
        events_without_total=lambda arm: _events_without_total(by_id[arm], document, at_once),
        log_rank_all=lambda: _log_rank_all(arms),
    )


def _events_without_total(arm: ArmResult, document: Document, at_once: bool) -> int | None:
    if arm.reconstruction is None or arm.arm_input is None:
        return None
    settings = replace(document.settings, use_total_events=False)
    try:
        together = _together(document)
        without = stages.reconstruction_of(arm.arm_input, settings, together, at_once=at_once)
        return without.patients.n_events
    except InputError:
        return None
