"""Doubts traced points that lie off any line of the figure; works on the analysis thread."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.digitize.by_hand.off_ink import points_off_ink
from core.errors import Finding, Place, PlaceKind, Severity
from core.model.document import Arm, FigureFile, TraceKind
from core.results import Analysis, ArmResult
from gui.panels.words import with_unit

CODE = "T17"
Pixels = NDArray[np.uint8]
_Seen = tuple[object, Pixels | None]


class InkWatch:
    """Knows the pixels of the figure and what it found of each trace.

    `show` is called by the window, `amend` by the worker; each replaces whole values only.
    """

    def __init__(self) -> None:
        self._figure: tuple[FigureFile | None, Pixels | None] = (None, None)
        self._found: dict[str, tuple[_Seen, tuple[int, ...]]] = {}

    def show(self, file: FigureFile | None, pixels: Pixels | None) -> None:
        """Watch another figure."""
        self._figure = file, pixels

    def amend(self, analysis: Analysis) -> Analysis:
        """Return the analysis with a finding for each arm that has points off the ink."""
        from core.verify.badge import overall

        file, pixels = self._figure
        document = analysis.document
        if pixels is None or file != document.figure:
            return analysis
        arms = tuple(
            self._amended(document.arm(arm.arm_id), arm, pixels, document.calibration.time_unit)
            for arm in analysis.arms
        )
        made = tuple(finding for arm in arms for finding in arm.findings if finding.code == CODE)
        if not made:
            return analysis
        others = (finding for finding in analysis.findings if finding.code != CODE)
        findings = (*others, *made)
        badge, sentence = overall(document, arms, analysis.comparisons, analysis.checks, findings)
        return replace(analysis, arms=arms, findings=findings, badge=badge, badge_sentence=sentence)

    def _amended(self, arm: Arm, result: ArmResult, pixels: Pixels, unit: str) -> ArmResult:
        if arm.trace_kind is TraceKind.EXACT or not arm.trace:
            return result
        off = self._off(arm, pixels)
        if not off:
            return result
        finding = Finding(
            CODE, Severity.WARNING, sentence(arm, result, off, unit), _place(arm, off)
        )
        others = (known for known in result.findings if known.code != CODE)
        return replace(result, off_ink=off, findings=(*others, finding))

    def _off(self, arm: Arm, pixels: Pixels) -> tuple[int, ...]:
        known = self._found.get(arm.id)
        if known is None or known[0][0] is not arm.trace or known[0][1] is not pixels:
            known = (arm.trace, pixels), points_off_ink(pixels, arm.trace)
            self._found[arm.id] = known
        return known[1]


def sentence(arm: Arm, result: ArmResult, off: tuple[int, ...], unit: str) -> str:
    """Say how many points lie off the ink, where the first is and what to do."""
    first = off[0]
    has_time = first < result.time.size and np.isfinite(result.time[first])
    where = with_unit(f"{result.time[first]:.1f}", unit) if has_time else f"point {first + 1}"
    if len(off) == 1:
        at = f"at {where}" if has_time else f"({where})"
        return f"1 point of {arm.name} lies off any line of the figure, {at}. Move or delete it."
    return (
        f"{len(off)} points of {arm.name} lie off any line of the figure, the first at {where}. "
        "Move or delete them."
    )


def _place(arm: Arm, off: tuple[int, ...]) -> Place:
    return Place(PlaceKind.POINT, arm.id, off[0])
