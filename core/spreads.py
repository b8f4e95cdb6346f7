"""Many draws of patients, and what they leave open of every number: remembered by the arms."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Final

from .curve import ReadingKind
from .errors import InputError
from .model.document import Settings
from .patients import PatientData
from .reconstruct.draws import draw_patients
from .reconstruct.inputs import ArmInput
from .results import ArmResult, ArmSpread, PairSpread, Spread
from .stages import known_of
from .survival.ensemble import (
    band_of_curve,
    spread_of_hazard_ratio,
    spread_of_median,
    spread_of_p_value,
    spread_of_restricted_mean,
    spread_of_survival,
)

N_DRAWS: Final = 100
# With so many draws an interval can be shown; a slow machine stops there after so many seconds.
FEWEST_DRAWS: Final = 20
PATIENCE_S: Final = 4.0
_SEED: Final = 0
_REMEMBERED: Final = 4
_NOISIEST_LAST: Final = (ReadingKind.EXACT, ReadingKind.PIXELS, ReadingKind.CLICKS)
_Draws = tuple[tuple[PatientData, ...], ...]
_Key = tuple[tuple[ArmInput, ...], bool, int]
_known: dict[_Key, _Draws] = {}


def draws_of(
    arms: tuple[ArmInput, ...],
    settings: Settings,
    n_draws: int,
    should_stop: Callable[[], bool],
    *,
    patience_s: float | None,
) -> _Draws:
    """Return draws of all arms together; fewer where stopped or out of patience.

    Raises
    ------
    InputError
        Where an arm's size is not known.
    """
    used, _, _ = key = _key(arms, settings, n_draws)
    if key in _known:
        return _known[key]
    asked, until = 0, None if patience_s is None else time.monotonic() + patience_s

    def is_enough() -> bool:
        nonlocal asked
        asked += 1
        is_late = until is not None and asked > FEWEST_DRAWS and time.monotonic() > until
        return is_late or should_stop()

    draws = tuple(
        draw_patients(
            used, n_draws, _SEED, counts_leavers=settings.counts_leavers, should_stop=is_enough
        )
    )
    if not should_stop():
        while len(_known) >= _REMEMBERED:
            _known.pop(next(iter(_known)), None)
        _known[key] = draws
    return draws


def has_draws(arms: tuple[ArmInput, ...], settings: Settings, n_draws: int) -> bool:
    """Whether the draws of these arms are remembered."""
    return _key(arms, settings, n_draws) in _known


def _key(arms: tuple[ArmInput, ...], settings: Settings, n_draws: int) -> _Key:
    used = tuple(known_of(arm, settings.use_total_events) for arm in arms)
    return (used, settings.counts_leavers, n_draws)


class Spreads:
    """The intervals of one trial, from its draws.

    Parameters
    ----------
    ids : tuple of str
        The arms in the order of the draws.
    kinds : tuple of ReadingKind
        How each was read.
    best : tuple of PatientData
        The reconstruction of each.
    draws : sequence of tuple of PatientData
    conf_level : float
    """

    def __init__(
        self,
        ids: tuple[str, ...],
        kinds: tuple[ReadingKind, ...],
        best: tuple[PatientData, ...],
        draws: _Draws,
        conf_level: float = 0.95,
    ) -> None:
        self._place = {arm_id: index for index, arm_id in enumerate(ids)}
        self._kinds, self._best, self._draws, self._level = kinds, best, draws, conf_level
        self._pairs: dict[tuple[str, str], PairSpread] = {}
        self._arms: dict[str, ArmSpread] = {}

    @classmethod
    def of(cls, arms: tuple[ArmResult, ...], draws: _Draws, conf_level: float) -> "Spreads":
        """Return the intervals of these reconstructed arms, remembered."""
        kinds = (arm.reading.kind if arm.reading else ReadingKind.CLICKS for arm in arms)
        best = tuple(arm.reconstruction.patients for arm in arms if arm.reconstruction)
        ids = tuple(arm.arm_id for arm in arms)
        return _remembered(ids, tuple(kinds), best, draws, conf_level)

    def kind(self, *places: int) -> ReadingKind:
        """Return the noisiest way in which one of these arms was read."""
        return max((self._kinds[place] for place in places), key=_NOISIEST_LAST.index)

    def pair(self, arm_id: str, reference_id: str) -> PairSpread | None:
        """Return hazard ratio and P value of two arms, None where one was not drawn."""
        if arm_id not in self._place or reference_id not in self._place:
            return None
        if (arm_id, reference_id) in self._pairs:
            return self._pairs[arm_id, reference_id]
        arm, reference = self._place[arm_id], self._place[reference_id]
        kind = self.kind(arm, reference)
        known = (self._best, self._draws, arm, reference)
        ratio: Spread | None = None
        with suppress(InputError):
            ratio = spread_of_hazard_ratio(*known, kind=kind, conf_level=self._level)
        p_value = spread_of_p_value(*known, kind=kind, conf_level=self._level)
        made = self._pairs[arm_id, reference_id] = PairSpread(arm_id, reference_id, ratio, p_value)
        return made

    def arm(self, arm_id: str) -> ArmSpread | None:
        """Return median, events and curve of an arm, None where it was not drawn."""
        if arm_id not in self._place:
            return None
        if arm_id in self._arms:
            return self._arms[arm_id]
        place = self._place[arm_id]
        kind = self.kind(place)
        median = spread_of_median(self._best, self._draws, place, kind=kind, conf_level=self._level)
        own = [draw[place] for draw in self._draws]
        events = [patients.n_events for patients in own]
        band = band_of_curve(self._best[place], own, kind=kind, conf_level=self._level)
        made = self._arms[arm_id] = ArmSpread(arm_id, median, min(events), max(events), band)
        return made

    def survival(self, arm_id: str, at: float) -> Spread | None:
        """Return survival at a time."""
        return self._of_arm(spread_of_survival, arm_id, at)

    def restricted_mean(self, arm_id: str, horizon: float) -> Spread | None:
        """Return the restricted mean up to a horizon."""
        return self._of_arm(spread_of_restricted_mean, arm_id, horizon)

    def _of_arm(self, of: Callable[..., Spread], arm_id: str, at: float) -> Spread | None:
        if arm_id not in self._place:
            return None
        place = self._place[arm_id]
        kind = self.kind(place)
        try:
            return of(self._best, self._draws, place, at, kind=kind, conf_level=self._level)
        except InputError:
            return None


@lru_cache(_REMEMBERED)
def _remembered(
    ids: tuple[str, ...],
    kinds: tuple[ReadingKind, ...],
    best: tuple[PatientData, ...],
    draws: _Draws,
    conf_level: float,
) -> Spreads:
    return Spreads(ids, kinds, best, draws, conf_level)
