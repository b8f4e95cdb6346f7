"""The values typed at the ticks of an axis, and where the ticks are."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from ...arrays import FloatArray
from ...errors import Finding, InputError, Place, PlaceKind, Severity
from ...model.document import Axis, AxisPoint, Calibration, PixelPoint
from ...numbers import clean, parse_number

# Any value above this cannot be a fraction with room for a stray tick at 1.2.
PERCENT_ABOVE = 1.5
# Two clicks nearer than this are one place: a hand does not aim better.
SAME_PLACE_PX = 1.0
LARGEST_VALUE = 1e15


@dataclass(frozen=True, slots=True, eq=False)
class Ticks:
    """The axis points of one axis that have a value."""

    axis: Axis
    x: FloatArray
    y: FloatArray
    value: FloatArray
    labels: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[int, ...]

    def place(self, row: int) -> Place:
        return Place(PlaceKind.AXIS_POINT, index=self.places[row])


def is_percent(calibration: Calibration) -> bool:
    """Say whether survival is labelled 0 to 100: as chosen, else as the values look."""
    if calibration.percent is not None:
        return calibration.percent
    texts = [point.value for point in calibration.on_axis(Axis.SURVIVAL) if point.value.strip()]
    if any(_has_percent_sign(text) for text in texts):
        return True
    values = [_value_or_nan(text) for text in texts]
    return any(abs(value) > PERCENT_ABOVE for value in values)


def read_ticks(
    calibration: Calibration, axis: Axis, percent: bool, findings: list[Finding]
) -> Ticks:
    """Return the points of one axis that have a value; those without are named in ``findings``.

    Raises
    ------
    InputError
        C2 fewer than two values, C16 and C17 impossible numbers, or what `parse_number` says.
    """
    letter = "X" if axis is Axis.TIME else "Y"
    rows: list[tuple[AxisPoint, float, str, int]] = []
    number = 0
    for index, point in enumerate(calibration.axis_points):
        if point.axis is not axis:
            continue
        number += 1
        place = Place(PlaceKind.AXIS_POINT, index=index)
        name = f"{letter}{number}"
        if not point.value.strip():
            message = f"{name} has no value and is not used. Type the number printed at this tick."
            findings.append(Finding("C2", Severity.WARNING, message, place))
            continue
        _check_pixel(point.at, name, place)
        rows.append((point, _tick_value(point, axis, percent, name, place), name, index))
    _check_count(rows, axis)
    return Ticks(
        axis=axis,
        x=np.array([point.at.x for point, *_ in rows], dtype=float),
        y=np.array([point.at.y for point, *_ in rows], dtype=float),
        value=np.array([value for _, value, *_ in rows], dtype=float),
        labels=tuple(point.value.strip() for point, *_ in rows),
        names=tuple(name for *_, name, _ in rows),
        places=tuple(index for *_, index in rows),
    )


def is_labelled_percent(ticks: Ticks) -> bool:
    """Whether the labels are 100 times the values."""
    values = [_value_or_nan(label) for label in ticks.labels]
    return any(value > PERCENT_ABOVE for value in values)


def _has_percent_sign(text: str) -> bool:
    return "%" in clean(text)


def _value_or_nan(text: str) -> float:
    """Return the value of a text, NaN where it has none (the reader of ticks says why)."""
    try:
        return parse_number(text)
    except InputError:
        return float("nan")


def _check_pixel(at: PixelPoint, name: str, place: Place) -> None:
    if not (isfinite(at.x) and isfinite(at.y)) or min(at) < -SAME_PLACE_PX:
        message = f"{name} is outside the picture. Put it on a tick of the axis."
        raise InputError(message, code="C17", place=place)


def _tick_value(point: AxisPoint, axis: Axis, percent: bool, name: str, place: Place) -> float:
    """Return the value of a tick: the time, or survival as a fraction."""
    try:
        value = parse_number(point.value)
    except InputError as error:
        raise InputError(f"{name}: {error.message}", code=error.code, place=place) from error
    if abs(value) > LARGEST_VALUE:
        message = f"{name} says {point.value.strip()}, which no axis shows. Type the printed value."
        raise InputError(message, code="C16", place=place)
    if axis is Axis.SURVIVAL and percent and not _has_percent_sign(point.value):
        return value / 100
    return value


def _check_count(rows: list[tuple[AxisPoint, float, str, int]], axis: Axis) -> None:
    what = f"The {axis.value} axis"
    if len(rows) < 2:
        count = "one point with a value" if rows else "no point with a value"
        message = f"{what} has {count}. Click two ticks of it and type their values."
        raise InputError(message, code="C2", place=Place(PlaceKind.FIGURE))
    if len({value for _, value, *_ in rows}) < 2:
        (first, _, name, _), (_, _, other, index) = rows[:2]
        message = (
            f"{name} and {other} both say {first.value.strip()}. "
            "Two different tick values are needed."
        )
        raise InputError(message, code="C2", place=Place(PlaceKind.AXIS_POINT, index=index))
