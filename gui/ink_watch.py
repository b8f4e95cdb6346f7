"""Remembers the pixels of the figure and which traced points lie off its ink, for each analysis."""

import numpy as np
from numpy.typing import NDArray

from core.digitize.by_hand.off_ink import points_off_ink
from core.model.document import Arm, FigureFile
from core.results import Analysis

Pixels = NDArray[np.uint8]
_Seen = tuple[object, Pixels]


class InkWatch:
    """Looks at a trace once, however often its numbers are computed.

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
        from core.ink import with_off_ink

        file, pixels = self._figure
        if pixels is None or file != analysis.document.figure:
            return analysis
        return with_off_ink(analysis, lambda arm: self._off(arm, pixels))

    def _off(self, arm: Arm, pixels: Pixels) -> tuple[int, ...]:
        known = self._found.get(arm.id)
        if known is None or known[0][0] is not arm.trace or known[0][1] is not pixels:
            known = (arm.trace, pixels), points_off_ink(pixels, arm.trace)
            self._found[arm.id] = known
        return known[1]
