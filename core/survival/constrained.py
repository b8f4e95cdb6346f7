"""Choosing among draws by the hazard ratio, interval and P value a paper reports.

Only on request, and never instead of the unconstrained result: reported
hazard ratios are often stratified or adjusted, and then the patients of the
figure need not agree with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

import numpy as np

from ..arrays import FloatArray, IntArray
from ..errors import InputError
from ..patients import PatientData
from .kernels import count_two_arms, cox_efron, log_rank_2

# A P value this far off on its z scale weighs as one rounding unit of a hazard ratio.
P_TOLERANCE_Z = 0.01
# The best draw farther than this many rounding units away does not agree.
AGREES_WITHIN = 3.0


@dataclass(frozen=True, slots=True)
class ReportedPair:
    """What a paper reports of two arms; None where it does not.

    ``half_unit`` is half the last printed decimal of the hazard ratio and its
    limits (0.005 for "0.72"); ``arm`` and ``reference`` count the arms from 0.
    """

    arm: int
    reference: int
    hazard_ratio: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    conf_level: float = 0.95
    half_unit: float = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Constrained:
    """The draws in order of agreement.

    Attributes
    ----------
    order : ndarray of int, shape (n_draws,)
        Draws, best first.
    distance : ndarray, shape (n_draws,)
        Largest difference of each draw from what is reported, in rounding units, by draw.
    weight : ndarray, shape (n_draws,)
        Weights of the draws, adding up to 1.
    agrees : bool
        Whether the best draw agrees within a few rounding units.
    """

    order: IntArray
    distance: FloatArray
    weight: FloatArray
    agrees: bool

    @property
    def best(self) -> int:
        """Index of the draw that agrees best."""
        return int(self.order[0])


def constrain(draws: Sequence[tuple[PatientData, ...]], reported: ReportedPair) -> Constrained:
    """Rank draws by how well they give back reported hazard ratio, limits and P value.

    Raises
    ------
    InputError
        Without draws, or where nothing is reported.
    """
    if not draws:
        raise InputError("There are no draws to choose from: draw first.")
    values = (reported.hazard_ratio, reported.ci_low, reported.ci_high, reported.p_value)
    if all(value is None for value in values):
        raise InputError("Nothing is reported to choose by: type the hazard ratio or P value.")
    distance = np.array([_distance(draw, reported) for draw in draws])
    order = np.argsort(distance, kind="stable")
    weight = np.exp(-0.5 * (distance**2 - distance.min() ** 2))
    agrees = bool(distance[order[0]] <= AGREES_WITHIN)
    return Constrained(order, distance, weight / weight.sum(), agrees)


def _distance(draw: tuple[PatientData, ...], reported: ReportedPair) -> float:
    counts = count_two_arms(draw[reported.arm], draw[reported.reference])
    try:
        fit = cox_efron(counts)
    except InputError:
        return 1e3
    z = NormalDist().inv_cdf((1.0 + reported.conf_level) / 2.0)
    ours = (fit.log_hr, fit.log_hr - z * fit.se, fit.log_hr + z * fit.se)
    theirs = (reported.hazard_ratio, reported.ci_low, reported.ci_high)
    off = [
        abs(mine - log(printed)) / (reported.half_unit / printed)
        for mine, printed in zip(ours, theirs, strict=True)
        if printed is not None and printed > 0
    ]
    if reported.p_value is not None and 0 < reported.p_value < 1:
        test = log_rank_2(counts)
        wanted = -NormalDist().inv_cdf(reported.p_value / 2.0)
        mine = abs(test.difference) / sqrt(test.variance) if test.variance > 0 else 0.0
        off.append(abs(mine - wanted) / P_TOLERANCE_Z)
    return max(off, default=1e3)
