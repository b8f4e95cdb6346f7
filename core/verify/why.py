"""Computed reasons for a disagreement, the person's own trace and axes first."""

from collections.abc import Callable, Iterator
from typing import Final

from ..model.document import Document
from ..results import Analysis, Comparison, Reason
from .question import RANK, Question, question_about
from .reasons_figure import axis, risk_table, tail, trace
from .reasons_report import (
    arm_order,
    confidence_level,
    digit,
    information,
    median_rule,
    model,
    population,
    sides,
    ties,
    unit,
)

NO_CAUSE: Final = "No simple cause found. Both values are shown in the report without a judgement."
# In the order in which they are offered where they help equally.
CANDIDATES: Final[tuple[tuple[str, Callable[[Question], Iterator[Reason]]], ...]] = (
    ("trace", trace),
    ("axis", axis),
    ("unit", unit),
    ("arm order", arm_order),
    ("at-risk table", risk_table),
    ("model", model),
    ("ties", ties),
    ("sides", sides),
    ("median rule", median_rule),
    ("population", population),
    ("tail", tail),
    ("information", information),
    ("confidence level", confidence_level),
    ("digit", digit),
)


def explain(
    analysis: Analysis,
    comparison: Comparison,
    analyse: Callable[[Document], Analysis],
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[Reason, ...]:
    """Return the reasons that remove or clearly reduce a disagreement.

    Every candidate is computed. Those that lead to agreement come first, then
    those that bring the value close, then those that only inform; within each
    the order of `CANDIDATES`, the person's own actions first.

    Parameters
    ----------
    analysis : Analysis
    comparison : Comparison
        One of its rows.
    analyse : callable
        Analyses a changed document.
    should_stop : callable
        Asked between candidates; once true, what was found so far is returned.

    Returns
    -------
    tuple of Reason
        Empty where the row agrees, reports nothing, or nothing helps.
    """
    question = question_about(analysis, comparison, analyse)
    if question is None:
        return ()
    found: list[Reason] = []
    for _, candidate in CANDIDATES:
        if should_stop():
            break
        found.extend(candidate(question))
    return tuple(sorted(found, key=lambda reason: -RANK[reason.verdict] if reason.verdict else 1))
