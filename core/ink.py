"""Doubts traced points that lie off any line of the figure, beside what was computed of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from .digitize.by_hand.off_ink import points_off_ink
from .errors import Finding, InputError, Place, PlaceKind, Severity
from .model.document import Arm, TraceKind
from .results import Analysis, ArmResult
from .verify.badge import overall
from .verify.wording import short_unit

CODE: Final = "T17"


def with_figure_seen(analysis: Analysis) -> Analysis:
    """Open the figure of the document and doubt the points off its ink.

    An analysis of a document without a figure, with one that cannot be opened, or
    traced from its drawn lines only, is returned as it is. Takes up to a second.
    """
    from .figure.open import open_figure

    file = analysis.document.figure
    if file is None or not any(map(_is_clicked, analysis.document.arms)):
        return analysis
    try:
        pixels = open_figure(file).pixels
    except InputError:
        return analysis
    return with_off_ink(analysis, lambda arm: points_off_ink(pixels, arm.trace))


def with_off_ink(analysis: Analysis, off: Callable[[Arm], tuple[int, ...]]) -> Analysis:
    """Return the analysis with a finding for each arm that has points off the ink.

    Parameters
    ----------
    analysis : Analysis
    off : callable
        Gives the indices of an arm's traced points that lie off the ink, ascending;
        it is not asked about arms read from drawn lines, which are exact.
    """
    document = analysis.document
    arms = tuple(_seen(document.arm(arm.arm_id), arm, analysis, off) for arm in analysis.arms)
    made = tuple(finding for arm in arms for finding in arm.findings if finding.code == CODE)
    if not made:
        return analysis
    others = (finding for finding in analysis.findings if finding.code != CODE)
    findings = (*others, *made)
    badge, sentence = overall(document, arms, analysis.comparisons, analysis.checks, findings)
    return replace(analysis, arms=arms, findings=findings, badge=badge, badge_sentence=sentence)


def _is_clicked(arm: Arm) -> bool:
    return bool(arm.trace) and arm.trace_kind is not TraceKind.EXACT


def _seen(
    arm: Arm, result: ArmResult, analysis: Analysis, find: Callable[[Arm], tuple[int, ...]]
) -> ArmResult:
    off = find(arm) if _is_clicked(arm) else ()
    if not off:
        return result
    words = sentence(arm, result, off, analysis.document.calibration.time_unit)
    finding = Finding(CODE, Severity.WARNING, words, Place(PlaceKind.POINT, arm.id, off[0]))
    others = (known for known in result.findings if known.code != CODE)
    return replace(result, off_ink=off, findings=(*others, finding))


def sentence(arm: Arm, result: ArmResult, off: tuple[int, ...], unit: str) -> str:
    """Say how many points lie off the ink, where the first is and what to do."""
    first = off[0]
    has_time = first < result.time.size and np.isfinite(result.time[first])
    where = f"{result.time[first]:.1f} {short_unit(unit)}" if has_time else f"point {first + 1}"
    where = where.rstrip()
    if len(off) == 1:
        at = f"at {where}" if has_time else f"({where})"
        return f"1 point of {arm.name} lies off any line of the figure, {at}. Move or delete it."
    return (
        f"{len(off)} points of {arm.name} lie off any line of the figure, the first at {where}. "
        "Move or delete them."
    )
