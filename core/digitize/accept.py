"""A proposal taken over into the document, whole or in parts, as one edit."""

import re
from dataclasses import replace
from enum import Flag, auto

from ..curve import ReadingKind
from ..model.document import (
    Arm,
    Document,
    ReportedValue,
    TraceKind,
)
from .axes import fit_axes
from .proposal import ArmProposal, FigureProposal, PrintedValue

# Names that trials give to the arm the others are compared with.
_REFERENCE = re.compile(
    r"\b(control|placebo|standard|usual care|observation|no treatment|chemotherapy|"
    r"best supportive|comparator|surgery alone|radiotherapy alone)\b",
    re.IGNORECASE,
)
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


def accepted(document: Document, proposal: FigureProposal, parts: Part = Part.ALL) -> Document:
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
    """
    if Part.AXES in parts:
        points = tuple(
            replace(point, confidence=None) for point in proposal.axes.calibration().axis_points
        )
        calibration = replace(proposal.axes.calibration(), axis_points=points)
        document = document.with_calibration(calibration)
    if Part.ARMS in parts:
        document = _with_arms(document, proposal)
    if Part.RISK_TABLE in parts and proposal.risk_times:
        document = _with_risk_table(document, proposal)
    if Part.REPORTED in parts:
        for value in proposal.printed:
            document = _with_printed(document, value)
    return document


def _with_arms(document: Document, proposal: FigureProposal) -> Document:
    kept = document.arms if len(document.arms) == len(proposal.arms) else ()
    arms: list[Arm] = []
    for index, proposed in enumerate(proposal.arms):
        name = proposed.name or f"Arm {index + 1}"
        draft = replace(document, arms=tuple(arms))
        arm = kept[index] if kept else Arm(draft.new_arm_id(), name)
        arms.append(
            replace(
                arm,
                name=arm.name if kept else name,
                trace=proposed.trace,
                censor_marks=tuple(mark.at for mark in proposed.censor_marks),
                trace_kind=_KINDS[proposed.reading.kind],
                trace_noise_px=_noise_px(proposed, proposal),
            )
        )
    document = replace(document, arms=tuple(arms))
    return document if kept else replace(document, reference_arm_id=_reference(arms))


def _reference(arms: list[Arm]) -> str | None:
    """The one arm whose name says that others are compared with it, if there is just one."""
    named = [arm.id for arm in arms if _REFERENCE.search(arm.name)]
    return named[0] if len(named) == 1 else None


def _noise_px(arm: ArmProposal, proposal: FigureProposal) -> float:
    """Standard deviation of one height, in pixels."""
    transform = fit_axes(proposal.axes.calibration())
    return arm.reading.survival_noise / transform.survival_per_px


def _with_risk_table(document: Document, proposal: FigureProposal) -> Document:
    document = replace(document, risk_times=tuple(f"{time:g}" for time in proposal.risk_times))
    for arm, proposed in zip(document.arms, proposal.arms, strict=False):
        if proposed.risk_row is None:
            continue
        cells = {cell.time: cell for cell in proposed.risk_row.cells}
        row = [cells.get(time) for time in proposal.risk_times]
        at_risk = tuple(cell.text if cell else "" for cell in row)
        censored = tuple(cell.censored if cell else "" for cell in row)
        document = document.with_arm_replaced(
            replace(arm, at_risk=at_risk, censored=censored if any(censored) else ())
        )
    return document


def _with_printed(document: Document, value: PrintedValue) -> Document:
    arm_id = None
    if value.arm is not None and value.arm < len(document.arms):
        arm_id = document.arms[value.arm].id
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
