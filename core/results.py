"""Everything computed from a document: values only, made by `core.analysis.analyse`."""

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from .arrays import FloatArray
from .curve import CurveReading, StepCurve
from .errors import Finding, Place
from .model.document import Document, IntervalKind, ReportedKind
from .patients import PatientData
from .reconstruct.inputs import ArmInput, Reconstruction


@dataclass(frozen=True, slots=True)
class MedianEstimate:
    """Median survival with its confidence limits; ``inf`` is not reached.

    ``level_until`` is the end of the stretch where the curve is exactly one
    half, None where it steps across. ``value`` follows the document's rule,
    ``first`` and ``midpoint`` are both readings.
    """

    value: float
    ci_low: float
    ci_high: float
    interval_kind: IntervalKind
    first: float
    midpoint: float
    level_until: float | None = None


@dataclass(frozen=True, slots=True)
class LandmarkEstimate:
    """Survival at a chosen time with its confidence limits, all fractions."""

    time: float
    survival: float
    ci_low: float
    ci_high: float
    n_at_risk: int


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Restricted mean survival time up to ``horizon`` and its standard error."""

    horizon: float
    value: float
    se: float


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """Cox hazard ratio of an arm over the reference with Wald limits."""

    value: float
    ci_low: float
    ci_high: float
    log_hr: float
    se: float
    ties: str = "efron"


@dataclass(frozen=True, slots=True)
class LogRank:
    """Log-rank test: chi-square, degrees of freedom, two-sided P."""

    chi2: float
    dof: int
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class ArmEstimates:
    """What lifelines computes from one arm's patients."""

    n: int
    n_events: int
    n_censored: int
    last_time: float
    median: MedianEstimate
    follow_up: MedianEstimate
    curve: StepCurve


@dataclass(frozen=True, slots=True)
class PairEstimates:
    """An arm against the reference arm; ``message`` says why a number is missing."""

    arm_id: str
    reference_id: str
    hazard_ratio: HazardRatio | None
    log_rank: LogRank | None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """An estimate with what reading and sampling leave open, each as an interval.

    Attributes
    ----------
    value : float
        From the reconstruction itself.
    mean : float
        Mean over the draws (of the logarithm for a hazard ratio).
    reading_low, reading_high : float
        What the figure leaves open.
    sampling_low, sampling_high : float
        The usual confidence interval of ``value``; ``value`` itself for a P value.
    low, high : float
        Both together.
    """

    value: float
    mean: float
    reading_low: float
    reading_high: float
    sampling_low: float
    sampling_high: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class CurveBand:
    """What the draws leave open of a survival curve: between two step curves.

    ``low`` and ``high`` have shape (n_times,) and hold from each time to the next.
    """

    time: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True)
class PairSpread:
    """Hazard ratio and P value of an arm over the reference, None where there is none."""

    arm_id: str
    reference_id: str
    hazard_ratio: Spread | None
    p_value: Spread | None


@dataclass(frozen=True, slots=True, eq=False)
class ArmSpread:
    """What the draws leave open of one arm; events are the fewest and the most drawn."""

    arm_id: str
    median: Spread
    fewest_events: int
    most_events: int
    band: CurveBand | None


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The draw that agrees best with what is reported of a pair, and how well.

    ``agrees`` says whether it does within a few units of the last printed digit.
    """

    arm_id: str
    reference_id: str
    arm_ids: tuple[str, ...]
    patients: tuple[PatientData, ...]
    agrees: bool
    used: str


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """Intervals from many draws of patients that agree with everything known.

    ``chosen`` is made only on request, by the reported values.
    """

    n_draws: int
    pairs: tuple[PairSpread, ...]
    arms: tuple[ArmSpread, ...]
    chosen: Chosen | None = None

    def pair(self, arm_id: str | None, reference_id: str | None) -> PairSpread | None:
        """Return the intervals of this pair of arms."""
        ids = (arm_id, reference_id)
        return next((pair for pair in self.pairs if (pair.arm_id, pair.reference_id) == ids), None)

    def arm(self, arm_id: str | None) -> ArmSpread | None:
        """Return the intervals of this arm."""
        return next((arm for arm in self.arms if arm.arm_id == arm_id), None)


class Verdict(Enum):
    """How a reported value stands to the recomputed one."""

    AGREES = "agrees"
    CLOSE = "close"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not comparable"


class Badge(Enum):
    """The whole document in one phrase."""

    CONSISTENT = "Consistent"
    NOTES = "Consistent with notes"
    INCONSISTENT = "Inconsistencies found"
    NOT_ENOUGH = "Not enough information"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of the table "Reported vs recomputed", in words ready to show.

    ``recomputed`` is the value; ``interval`` the confidence interval in round
    brackets, ``band`` the reading band of the figure in square brackets, both
    empty where there is none. ``verdict`` is None while nothing is reported.
    ``limit`` is the tolerance applied or the sentence saying what is missing,
    ``arithmetic`` the whole calculation, ``convention`` how it was computed.
    ``band_low`` to ``band_high`` and ``value`` are numbers for code, None where absent.
    ``band_words`` says what the band rests on. ``doubt`` says why the reported value, while
    proposed, is less sure than others. ``chosen`` marks a row about the draw
    chosen by the reported values.
    """

    kind: ReportedKind
    measure: str
    arm_id: str | None
    comparator_id: str | None
    reported_id: str | None
    reported: str
    reported_interval: str
    recomputed: str
    interval: str
    band: str
    difference: str
    verdict: Verdict | None
    limit: str
    arithmetic: str
    convention: str
    value: float | None = None
    band_low: float | None = None
    band_high: float | None = None
    time: float | None = None
    proposed: bool = False
    band_words: str = ""
    chosen: bool = False
    doubt: str = ""


class CheckState(Enum):
    """What a check says, of the figure or of printed numbers against each other."""

    CONSISTENT = "consistent"
    NOT_REPRODUCIBLE = "not reproducible"
    IMPOSSIBLE = "arithmetically impossible"
    NOT_COMPARABLE = "not comparable"

    @property
    def is_flag(self) -> bool:
        """Whether something does not fit."""
        return self in (CheckState.NOT_REPRODUCIBLE, CheckState.IMPOSSIBLE)


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its id in the catalogue, what it says and the whole calculation.

    ``title`` names it in a list, ``would_fit`` is the smallest change that
    would make it consistent, empty where there is none.
    """

    id: str
    state: CheckState
    title: str
    sentence: str
    arithmetic: str
    place: Place | None = None
    would_fit: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A computed explanation of a disagreement.

    ``would_give`` is the recomputed (or reported) value it leads to, as shown,
    ``verdict`` how that value would stand; None where it only informs.
    """

    title: str
    sentence: str
    would_give: str = ""
    verdict: Verdict | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ArmResult:
    """Everything computed for one arm, as far as the document reaches.

    Attributes
    ----------
    time, survival : ndarray, shape (n_points,)
        Each traced point in data units, in trace order, before any levelling.
    held : ndarray of bool, shape (n_points,)
        Points that were levelled or reordered to make a survival curve.
    message : str
        Why there is no reconstruction; empty where there is one.
    off_ink : tuple of int
        Traced points that lie off any line of the figure, where its pixels are at hand.
    """

    arm_id: str
    time: FloatArray
    survival: FloatArray
    held: NDArray[np.bool_]
    reading: CurveReading | None = None
    traced: StepCurve | None = None
    arm_input: ArmInput | None = None
    reconstruction: Reconstruction | None = None
    estimates: ArmEstimates | None = None
    findings: tuple[Finding, ...] = ()
    message: str = ""
    off_ink: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All results for one document. ``findings`` holds those of every arm too.

    ``is_refined`` says that the table was audited and, where the engine has
    draws, the intervals of ``uncertainty`` were made.
    """

    document: Document
    arms: tuple[ArmResult, ...] = ()
    pairs: tuple[PairEstimates, ...] = ()
    log_rank_all: LogRank | None = None
    comparisons: tuple[Comparison, ...] = ()
    findings: tuple[Finding, ...] = ()
    badge: Badge = Badge.NOT_ENOUGH
    badge_sentence: str = ""
    axis_residual_px: tuple[float, ...] = field(default=())
    checks: tuple[Check, ...] = ()
    uncertainty: Uncertainty | None = None
    is_refined: bool = False

    def arm(self, arm_id: str) -> ArmResult | None:
        """Return the result of this arm, None if the document had none."""
        return next((arm for arm in self.arms if arm.arm_id == arm_id), None)
