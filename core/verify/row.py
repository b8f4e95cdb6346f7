"""A row of "Reported vs recomputed": its reported side and how a verdict enters it."""

from dataclasses import dataclass, replace
from typing import Final

from ..model.document import ReportedKind
from ..results import Comparison, Verdict
from .reported import Reported
from .wording import NOT_REACHED, interval


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the limit that led to it in words, and the calculation."""

    verdict: Verdict | None
    limit: str = ""
    arithmetic: str = ""


NOTHING: Final = Judgement(None)


def unjudged(sentence: str, reported: Reported | None) -> Judgement:
    """Return the judgement on what cannot be compared."""
    return Judgement(Verdict.NOT_COMPARABLE if reported else None, sentence)


def blank_row(
    kind: ReportedKind,
    measure: str,
    reported: Reported | None,
    arm_id: str | None = None,
    comparator_id: str | None = None,
) -> Comparison:
    """Return a row with only its reported side filled."""
    source = reported.source if reported else None
    return Comparison(
        kind=kind,
        measure=measure,
        arm_id=arm_id,
        comparator_id=comparator_id,
        reported_id=source.id if source else None,
        reported=_shown(reported),
        reported_interval=_shown_interval(reported),
        recomputed="",
        interval="",
        band="",
        difference="",
        verdict=None,
        limit="",
        arithmetic="",
        convention="",
        time=reported.time if reported else None,
        proposed=source.proposed if source else False,
        doubt=source.doubt if source else "",
    )


def _shown(reported: Reported | None) -> str:
    if reported is None:
        return ""
    if reported.value is None:
        return reported.source.text.strip()
    if reported.value.not_reached:
        return NOT_REACHED
    text = reported.source.text.strip()
    return text.removeprefix("P").removeprefix("p").lstrip(" =") or text


def _shown_interval(reported: Reported | None) -> str:
    if reported is None or reported.low is None or reported.high is None:
        return ""
    scale, off = (100, 2) if reported.low.percent else (1, 0)
    # Limits printed with unlike decimals ("0.6 to 0.95") lose none of theirs.
    decimals = max(reported.low.decimals, reported.high.decimals) - off
    return interval(reported.low.value * scale, reported.high.value * scale, decimals)


def judged(row: Comparison, found: Judgement, reported: Reported | None) -> Comparison:
    """Return the row with its verdict, or with what keeps it from having one."""
    if reported is not None and reported.value is None:
        found = Judgement(Verdict.NOT_COMPARABLE, reported.problem)
    return replace(row, verdict=found.verdict, limit=found.limit, arithmetic=found.arithmetic)
