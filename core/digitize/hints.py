"""What a person may tell the automatic reading beforehand; nothing is needed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from ..errors import InputError

_UNITS: Final = ("days", "weeks", "months", "years")
_MOST_CURVES: Final = 6
_ROOM, _PART = 0.02, 0.5


@dataclass(frozen=True, slots=True)
class Hints:
    """Known facts about a figure; None or empty leaves it to the reading.

    Attributes
    ----------
    x_range, y_range : tuple of float or None
        First and last labelled value of each axis, the smaller one first: labels
        beyond them are not taken for the axis where others fit.
    cumulative_incidence : bool or None
    n_curves : int or None
    labels : tuple of str
        Names of the arms.
    time_unit : str
        "days", "weeks", "months", "years" or another.
    """

    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    cumulative_incidence: bool | None = None
    n_curves: int | None = None
    labels: tuple[str, ...] = ()
    time_unit: str = ""

    def n_outside(self, x: Sequence[float], y: Sequence[float]) -> int:
        """Return how many of the two axes have labels outside their range, or on a part of it."""
        n = 0
        for values, known in ((x, self.x_range), (y, self.y_range)):
            if known is not None:
                low, high = min(values), max(values)
                span = known[1] - known[0]
                outside = low < known[0] - _ROOM * span or high > known[1] + _ROOM * span
                n += outside or high - low < _PART * span
        return n


HINT_NAMES: Final = frozenset(field.name for field in fields(Hints))


def hints_from(values: Mapping[str, Any]) -> Hints:
    """Return the hints of one figure out of a JSON object; null leaves a hint open.

    Values under other names than ``HINT_NAMES`` are left alone.

    Raises
    ------
    InputError
        Code A3, where a value has the wrong form.
    """
    return Hints(
        _pair("x_range", values.get("x_range")),
        _pair("y_range", values.get("y_range")),
        _yes_or_no(values.get("cumulative_incidence")),
        _number_of_curves(values.get("n_curves")),
        _labels(values.get("labels")),
        _unit(values.get("time_unit")),
    )


def _unusable(name: str, why: str) -> InputError:
    return InputError(f'The hint "{name[:60]}" cannot be used: it {why}.', code="A3")


def _pair(name: str, value: Any) -> tuple[float, float] | None:
    if value is None:
        return None
    if isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value)):
        low, high = float(value[0]), float(value[1])
        if low < high:
            return low, high
    raise _unusable(name, "must be two numbers, the smaller one first")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _yes_or_no(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise _unusable("cumulative_incidence", "must be true or false")


def _number_of_curves(value: Any) -> int | None:
    if value is None:
        return None
    if _is_number(value) and value == int(value) and 1 <= value <= _MOST_CURVES:
        return int(value)
    raise _unusable("n_curves", f"must be a whole number from 1 to {_MOST_CURVES}")


def _labels(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list | tuple) and all(isinstance(label, str) for label in value):
        return tuple(value)
    raise _unusable("labels", "must be a list of names")


def _unit(value: Any) -> str:
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        raise _unusable("time_unit", f"must be a word, as {_UNITS[0]} or {_UNITS[-1]}")
    word = value.strip().lower()
    return next((unit for unit in _UNITS if unit.rstrip("s") == word.rstrip("s")), value.strip())
