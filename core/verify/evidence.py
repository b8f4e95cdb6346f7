"""Everything comparisons and checks look at, with the numbers they may still ask for."""

from collections.abc import Callable
from dataclasses import dataclass

from ..model.document import Arm, Document
from ..results import ArmResult, LandmarkEstimate, LogRank, PairEstimates, RestrictedMean


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What is known of a document when reported values are judged.

    Attributes
    ----------
    time_per_px, survival_per_px : float
        Data units in one pixel; 0 before the axes are set.
    last_tick : float
        Largest value set on the time axis, 0 before.
    residuals_px : tuple of float
        Distance of each axis point from the fitted axis.
    pair : callable
        Arm id and reference id to their estimates.
    landmark, restricted_mean : callable
        Arm id and time to the estimate, None where there is none.
    events_without_total : callable
        Arm id to the events found when the printed total is not used.
    log_rank_all : callable
        The test over all arms, None for fewer than three.
    """

    document: Document
    arms: tuple[ArmResult, ...]
    pairs: tuple[PairEstimates, ...]
    time_per_px: float
    survival_per_px: float
    last_tick: float
    residuals_px: tuple[float, ...]
    pair: Callable[[str, str], PairEstimates]
    landmark: Callable[[str, float], LandmarkEstimate | None]
    restricted_mean: Callable[[str, float], RestrictedMean | None]
    events_without_total: Callable[[str], int | None]
    log_rank_all: Callable[[], LogRank | None]

    def arm(self, arm_id: str | None) -> ArmResult | None:
        """Return the result of this arm."""
        return next((arm for arm in self.arms if arm.arm_id == arm_id), None)

    def name(self, arm_id: str | None) -> str:
        """Return the name of this arm for a sentence."""
        arm = self.entered(arm_id)
        return arm.name if arm else "?"

    def entered(self, arm_id: str | None) -> Arm | None:
        """Return what was entered of this arm."""
        return next((arm for arm in self.document.arms if arm.id == arm_id), None)
