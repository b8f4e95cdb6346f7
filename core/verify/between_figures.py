"""What two figures of one trial say about each other.

Nobody can be alive without progression and not alive: wherever both curves are drawn, overall
survival lies above progression-free or disease-free survival, and as many or more are at risk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from ..arrays import FloatArray
from ..patients import number_at_risk
from ..results import Analysis, ArmResult, CheckState
from .claims import TextCheck
from .reported import DAYS
from .wording import number, short_unit

# Each endpoint counts every event of those behind it, and more besides.
INSIDE: Final = {
    **dict.fromkeys(("PFS", "EFS", "FFS", "PFS2"), ("OS",)),
    **dict.fromkeys(("DFS", "iDFS", "IDFS", "RFS"), ("OS", "DRFS", "DDFS", "DMFS", "MFS")),
    **dict.fromkeys(("DRFS", "DDFS", "DMFS", "MFS"), ("OS",)),
}
# Where fewer than so many are followed one more patient censored early moves a curve too far.
FEWEST_FOLLOWED: Final = 10
# So many standard deviations of its reading a height may be off.
SIGMAS: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Pair:
    """One arm in two figures; every event of ``upper`` is one of ``lower`` too."""

    name: str
    upper: ArmResult
    lower: ArmResult
    upper_name: str
    lower_name: str
    reading: float
    scale: float
    unit: str


def between_figures(analyses: Sequence[Analysis]) -> tuple[TextCheck, ...]:
    """Return the checks of figures of one study against each other.

    F10 compares curves, F11 the numbers at risk, F12 the sizes of arms. Arms belong together
    that have the same name.

    Parameters
    ----------
    analyses : sequence of Analysis
        One a figure, each with the endpoint of its document.
    """
    checks: list[TextCheck] = []
    for one, two in combinations(analyses, 2):
        checks += _sizes(one, two)
        for upper, lower in ((one, two), (two, one)):
            if upper.document.endpoint in INSIDE.get(lower.document.endpoint, ()):
                for pair in _pairs(upper, lower):
                    checks += _curves(pair)
                    checks += _at_risk(pair)
    return tuple(checks)


def _same_arms(one: Analysis, two: Analysis) -> Iterator[tuple[str, ArmResult, ArmResult]]:
    ids = {arm.name.strip().casefold(): arm.id for arm in two.document.arms}
    for arm in one.document.arms:
        other = ids.get(arm.name.strip().casefold())
        first, second = one.arm(arm.id), two.arm(other) if other is not None else None
        if arm.name.strip() and first is not None and second is not None:
            yield arm.name, first, second


def _label(analysis: Analysis) -> str:
    return analysis.document.endpoint or analysis.document.title or "a figure"


def _sizes(one: Analysis, two: Analysis) -> Iterator[TextCheck]:
    for name, first, second in _same_arms(one, two):
        n_first, n_second = (
            arm.arm_input.n if arm.arm_input is not None else None for arm in (first, second)
        )
        if n_first is None or n_second is None:
            continue
        arithmetic = f"{name}: {n_first} in {_label(one)}, {n_second} in {_label(two)}."
        if n_first == n_second:
            sentence = f"Both figures have {n_first} patients in {name}."
            yield TextCheck("F12", CheckState.CONSISTENT, (), sentence, arithmetic)
        else:
            sentence = (
                f"{name} has {n_first} patients in {_label(one)} and {n_second} in {_label(two)}. "
                "Check both tables, or whether the figures show other sets of patients."
            )
            yield TextCheck("F12", CheckState.NOT_REPRODUCIBLE, (), sentence, arithmetic)


def _pairs(upper: Analysis, lower: Analysis) -> Iterator[_Pair]:
    units = [short_unit(a.document.calibration.time_unit) for a in (upper, lower)]
    days = [DAYS.get(unit) for unit in units]
    same = units[0] == units[1]
    if not same and None in days:
        return
    scale = 1.0 if same else float(days[0] or 1.0) / float(days[1] or 1.0)
    reading = sum(SIGMAS * _survival_noise(analysis) for analysis in (upper, lower))
    for name, first, second in _same_arms(upper, lower):
        yield _Pair(name, first, second, _label(upper), _label(lower), reading, scale, units[0])


def _survival_noise(analysis: Analysis) -> float:
    noise = [arm.reading.survival_noise for arm in analysis.arms if arm.reading is not None]
    return max(noise, default=0.0)


def _curves(pair: _Pair) -> Iterator[TextCheck]:
    """F10: the curve that counts fewer events nowhere lies below the other."""
    upper, lower = pair.upper, pair.lower
    if upper.traced is None or lower.traced is None:
        return
    if upper.reconstruction is None or lower.reconstruction is None:
        return
    time = np.union1d(upper.traced.time, lower.traced.time / pair.scale)
    time = time[time <= min(upper.traced.end, lower.traced.end / pair.scale)]
    followed = np.minimum(
        number_at_risk(upper.reconstruction.patients, time),
        number_at_risk(lower.reconstruction.patients, time * pair.scale),
    )
    time, followed = time[followed >= FEWEST_FOLLOWED], followed[followed >= FEWEST_FOLLOWED]
    if time.size == 0:
        return
    high = _level(upper.traced.before(time), upper.traced.at(time))
    low = np.asarray(lower.traced.at(time * pair.scale))
    excess = low - high - pair.reading - high / followed
    worst = int(np.argmax(excess))
    when = f"{number(float(time[worst]), 1)} {pair.unit}".strip()
    words = f"{pair.name}: {pair.upper_name} against {pair.lower_name}"
    arithmetic = (
        f"{pair.name} at {when}: {pair.upper_name} {high[worst]:.3f}, {pair.lower_name} "
        f"{low[worst]:.3f}; reading and one patient explain "
        f"{pair.reading + float(high[worst]) / float(followed[worst]):.3f}."
    )
    if excess[worst] <= 0:
        sentence = f"{words}: nowhere below it where 10 or more are followed."
        yield TextCheck("F10", CheckState.CONSISTENT, (), sentence, arithmetic)
        return
    sentence = (
        f"{words}: at {when} it lies below, which cannot be: every death counts in both. "
        "Check the names of the arms, the axes and the endpoints of both figures."
    )
    yield TextCheck("F10", CheckState.NOT_REPRODUCIBLE, (), sentence, arithmetic)


def _level(before: FloatArray, after: FloatArray) -> FloatArray:
    """Return the height just before a drop where there is one: drops may be read a pixel off."""
    return np.maximum(before, after)


def _at_risk(pair: _Pair) -> Iterator[TextCheck]:
    """F11: nobody is at risk of the wider endpoint who is not at risk of the other."""
    tables = [
        arm.arm_input.risk_table if arm.arm_input else None for arm in (pair.upper, pair.lower)
    ]
    upper, lower = tables
    if upper is None or lower is None:
        return
    counts = {
        round(float(time), 6): int(n)
        for time, n in zip(lower.time / pair.scale, lower.n_at_risk, strict=True)
    }
    shared = [
        (float(time), int(n), counts[round(float(time), 6)])
        for time, n in zip(upper.time, upper.n_at_risk, strict=True)
        if round(float(time), 6) in counts
    ]
    if not shared:
        return
    words = f"Numbers at risk of {pair.name}, {pair.upper_name} against {pair.lower_name}"
    time, n_upper, n_lower = max(shared, key=lambda entry: entry[2] - entry[1])
    arithmetic = f"At {number(time)} {pair.unit}: {n_upper} and {n_lower}."
    if n_lower <= n_upper:
        sentence = f"{words}: never fewer, at {len(shared)} times."
        yield TextCheck("F11", CheckState.CONSISTENT, (), sentence, arithmetic)
        return
    sentence = (
        f"{words}: {n_upper} and {n_lower} at {number(time)} {pair.unit}, but nobody leaves "
        f"{pair.upper_name} before {pair.lower_name}. Check both tables."
    )
    yield TextCheck("F11", CheckState.NOT_REPRODUCIBLE, (), sentence, arithmetic)
