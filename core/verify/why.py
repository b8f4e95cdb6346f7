"""Computed reasons for a disagreement, the person's own trace first."""

from collections.abc import Callable

from ..model.document import Document
from ..results import Analysis, Comparison, Reason


def explain(
    analysis: Analysis, comparison: Comparison, analyse: Callable[[Document], Analysis]
) -> tuple[Reason, ...]:
    """Return reasons that remove or clearly reduce a disagreement, most plausible first."""
    return ()
