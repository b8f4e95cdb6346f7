"""A proposal taken over into the document, whole or in parts, as one edit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Flag, auto

import numpy as np

from ..curve import ReadingKind
from ..errors import InputError
from ..model.document import (
    Arm,
    Document,
    PixelPoint,
    ReportedValue,
    TraceKind,
)
from .axes.transform import fit_axes
from .legend.reference import reference_of
from .proposal import ArmProposal, FigureProposal, PrintedValue

_PLAIN_NAME = re.compile(r"Arm \d+")
_MOST_ARMS = 6
# A trace this close to a proposed curve, in pixels of height, is that curve traced before.
_SAME_CURVE_PX = 4.0
_KINDS = {
    ReadingKind.CLICKS: TraceKind.CLICKS,
    ReadingKind.PIXELS: TraceKind.PIXELS,
    ReadingKind.EXACT: TraceKind.EXACT,
}


class Part(Flag):
    """What of a proposal is taken over."""

    AXES = auto()
    ARMS = auto()
    RISK_TABLE = auto()
    REPORTED = auto()
    ALL = AXES | ARMS | RISK_TABLE | REPORTED


def accepted(
    document: Document,
    proposal: FigureProposal,
    parts: Part = Part.ALL,
    *,
    arm_ids: Mapping[int, str] | None = None,
) -> Document:
    """Return the document with the proposed parts in place.

    Axis points and arms of the proposal replace those of the document; arms
    that a person had named or sized keep name, size and events where the
    proposal has as many curves. An arm named as control becomes the reference.
    Values read off the figure stay marked as
    proposed until they are looked at one by one.

    Parameters
    ----------
    document : Document
    proposal : FigureProposal
    parts : Part
    arm_ids : mapping of int to str, optional
        Which arm each proposed curve has become; by default in their order.
    """
    if Part.AXES in parts:
        points = tuple(
            replace(point, confidence=None) for point in proposal.axes.calibration().axis_points
        )
        calibration = replace(proposal.axes.calibration(), axis_points=points)
        document = document.with_calibration(calibration)
    if Part.ARMS in parts:
        document = _with_arms(document, proposal)
    if arm_ids is None:
        arm_ids = {index: arm.id for index, arm in enumerate(document.arms)}
    if Part.RISK_TABLE in parts and proposal.risk_times:
        document = _with_risk_table(document, proposal, arm_ids)
    if Part.REPORTED in parts:
        for value in proposal.printed:
            document = _with_printed(document, value, arm_ids)
    return document


def with_curve(
    document: Document, proposal: FigureProposal, index: int, active_id: str | None = None
) -> tuple[Document, str]:
    """Return the document with just one proposed curve taken over, and the arm it became.

    That is the arm traced along the same curve before, else the active arm if
    it is empty, else the first empty one, else a new arm.

    Parameters
    ----------
    document : Document
    proposal : FigureProposal
    index : int
        Which of its arms.
    active_id : str or None

    Raises
    ------
    InputError
        T20 where all six arms have other curves.
    """
    proposed = proposal.arms[index]
    arm = _arm_for(document, proposed, active_id)
    if arm is None:
        if len(document.arms) >= _MOST_ARMS:
            raise InputError(
                "All six arms are traced. Remove an arm before you take over another curve.",
                code="T20",
            )
        arm = Arm(document.new_arm_id(), f"Arm {len(document.arms) + 1}")
        document = document.with_arm(arm)
    if proposed.name and _PLAIN_NAME.fullmatch(arm.name):
        arm = replace(arm, name=proposed.name)
    document = document.with_arm_replaced(_traced(arm, proposed, proposal))
    if document.reference_arm_id is None:
        document = replace(document, reference_arm_id=_reference(document.arms))
    return document, arm.id


def _arm_for(document: Document, proposed: ArmProposal, active_id: str | None) -> Arm | None:
    for arm in document.arms:
        if arm.trace and _is_same_curve(arm.trace, proposed.trace):
            return arm
    empty = [arm for arm in document.arms if not arm.trace]
    active = [arm for arm in empty if arm.id == active_id]
    return next(iter(active + empty), None)


def _is_same_curve(one: Sequence[PixelPoint], other: Sequence[PixelPoint]) -> bool:
    """Whether two traces run along one curve over most of the shorter one."""
    a, b = np.array(one), np.array(other)
    low, high = max(a[0, 0], b[0, 0]), min(a[-1, 0], b[-1, 0])
    if high - low <= 0.5 * min(np.ptp(a[:, 0]), np.ptp(b[:, 0])):
        return False
    at = np.linspace(low, high, 200)
    rows = [
        trace[np.maximum(np.searchsorted(trace[:, 0], at, side="right") - 1, 0), 1]
        for trace in (a, b)
    ]
    return bool(np.quantile(np.abs(rows[0] - rows[1]), 0.8) < _SAME_CURVE_PX)


def _with_arms(document: Document, proposal: FigureProposal) -> Document:
    kept = document.arms if len(document.arms) == len(proposal.arms) else ()
    arms: list[Arm] = []
    for index, proposed in enumerate(proposal.arms):
        name = proposed.name or f"Arm {index + 1}"
        draft = replace(document, arms=tuple(arms))
        arm = kept[index] if kept else Arm(draft.new_arm_id(), name)
        named = replace(arm, name=arm.name if kept else name)
        arms.append(_traced(named, proposed, proposal))
    document = replace(document, arms=tuple(arms))
    return document if kept else replace(document, reference_arm_id=_reference(arms))


def _traced(arm: Arm, proposed: ArmProposal, proposal: FigureProposal) -> Arm:
    return replace(
        arm,
        trace=proposed.trace,
        censor_marks=tuple(mark.at for mark in proposed.censor_marks),
        trace_kind=_KINDS[proposed.reading.kind],
        trace_noise_px=_noise_px(proposed, proposal),
        n=arm.n or _printed(proposed.n),
        n_events=arm.n_events or _printed(proposed.n_events),
    )


def _printed(count: int | None) -> str:
    return "" if count is None else str(count)


def _reference(arms: Sequence[Arm]) -> str | None:
    """The arm whose name says that others are compared with it, if there is just one."""
    index = reference_of([arm.name for arm in arms])
    return None if index is None else arms[index].id


def _noise_px(arm: ArmProposal, proposal: FigureProposal) -> float:
    """Standard deviation of one height, in pixels."""
    transform = fit_axes(proposal.axes.calibration())
    return arm.reading.survival_noise / transform.survival_per_px


def _with_risk_table(
    document: Document, proposal: FigureProposal, arm_ids: Mapping[int, str]
) -> Document:
    document = replace(document, risk_times=tuple(f"{time:g}" for time in proposal.risk_times))
    arms = {arm.id: arm for arm in document.arms}
    for index, proposed in enumerate(proposal.arms):
        arm = arms.get(arm_ids.get(index, ""))
        if arm is None or proposed.risk_row is None:
            continue
        cells = {cell.time: cell for cell in proposed.risk_row.cells}
        row = [cells.get(time) for time in proposal.risk_times]
        at_risk = tuple(cell.text if cell else "" for cell in row)
        censored = tuple(cell.censored if cell else "" for cell in row)
        document = document.with_arm_replaced(
            replace(arm, at_risk=at_risk, censored=censored if any(censored) else ())
        )
    return document


def _with_printed(document: Document, value: PrintedValue, arm_ids: Mapping[int, str]) -> Document:
    arm_id = None if value.arm is None else arm_ids.get(value.arm)
    reported = ReportedValue(
        id=document.new_reported_id(),
        kind=value.kind,
        text=value.text,
        ci=value.ci,
        arm_id=arm_id,
        unit=value.unit,
        proposed=True,
        sentence=value.sentence,
    )
    same = (reported.kind, reported.arm_id, reported.time)
    if any((old.kind, old.arm_id, old.time) == same for old in document.reported):
        return document
    return document.with_reported(reported)
