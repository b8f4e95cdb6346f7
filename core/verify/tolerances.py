"""How far a recomputed value may lie from a reported one: every threshold, in one place.

*h* is half a unit of the last printed digit, δT and δS are 1.5 pixels in data
units, *step* is the drop one patient makes (S over the number at risk). The
start values come from simulated trials: no false "differs" for hazard ratios
and medians, 1 to 3 % for P.
"""

from dataclasses import dataclass
from typing import Final

from ..results import Verdict


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Two limits on one scale: up to ``agrees``, up to ``close``, beyond it differs."""

    agrees: float
    close: float

    def judge(self, distance: float) -> Verdict:
        """Return the verdict on a distance that is not negative."""
        if distance <= self.agrees + ROUNDING:
            return Verdict.AGREES
        return Verdict.CLOSE if distance <= self.close + ROUNDING else Verdict.DIFFERS

    def scaled(self, unit: float, plus: float = 0.0) -> "Tolerance":
        """Return the limits times a unit, both widened by ``plus``."""
        return Tolerance(self.agrees * unit + plus, self.close * unit + plus)


ROUNDING: Final = 1e-9  # of binary fractions, far below any printed digit

READING_PX: Final = 1.5
HAZARD_RATIO_SE: Final = Tolerance(0.25, 0.5)  # standard errors of the log hazard ratio
BAND: Final = Tolerance(1.0, 2.0)  # reading bands, for medians and survival
P_FACTOR: Final = Tolerance(2.0, 4.0)
EVENTS_SHARE: Final = Tolerance(0.03, 0.06)
EVENTS_COUNT: Final = Tolerance(2.0, 4.0)
RMST_SHARE: Final = Tolerance(0.015, 0.03)
# Not in the simulated table: the reverse estimate rests on the reconstructed censorings.
FOLLOW_UP_SHARE: Final = Tolerance(0.05, 0.10)
WIDTH_AGREES: Final = (0.90, 1.10)
WIDTH_CLOSE: Final = (0.80, 1.25)

FEWEST_EVENTS: Final = 10  # in each arm, for a hazard ratio or P
FEWEST_STEPS: Final = 20  # where no total of events is printed
LEVEL_SHARE: Final = 0.25  # of the drawn time, level within one step of 0.5
END_SHARE: Final = 0.01  # of the table's last time: a broken line may end in a gap


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table as it stands in reports."""

    measure: str
    agrees: str
    close: str


TABLE: Final = (
    Rule("Hazard ratio", "|ln ratio| ≤ 0.25 SE + h", "≤ 0.5 SE + h"),
    Rule("Width of its interval", "ratio 0.90–1.10", "0.80–1.25"),
    Rule("Median", "trace ± (δS + step) crosses 0.5 within ± (h + δT)", "within twice the band"),
    Rule("Median not reached", "trace stays above 0.5 − (δS + step)", "–"),
    Rule("Survival at a time", "|Δ| ≤ δS + step + h", "twice that"),
    Rule("P", "factor ≤ 2", "≤ 4"),
    Rule("Events", "|Δ| ≤ max(2, 3 %)", "≤ max(4, 6 %)"),
    Rule("Patients", "equal", "–"),
    Rule("Restricted mean", "≤ 1.5 %", "≤ 3 %"),
    Rule("Median follow-up", "≤ 5 % + h", "≤ 10 % + h"),
)


def events(n_reported: int) -> Tolerance:
    """Return the limits on a difference in events."""
    return Tolerance(
        max(EVENTS_COUNT.agrees, EVENTS_SHARE.agrees * n_reported),
        max(EVENTS_COUNT.close, EVENTS_SHARE.close * n_reported),
    )


def width(ratio: float) -> Verdict:
    """Return the verdict on the ratio of two interval widths."""
    if WIDTH_AGREES[0] - ROUNDING <= ratio <= WIDTH_AGREES[1] + ROUNDING:
        return Verdict.AGREES
    inside = WIDTH_CLOSE[0] - ROUNDING <= ratio <= WIDTH_CLOSE[1] + ROUNDING
    return Verdict.CLOSE if inside else Verdict.DIFFERS
