"""What a person may tell the automatic reading beforehand; nothing is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InputError


@dataclass(frozen=True, slots=True)
class Hints:
    """Known facts about a figure; None or empty leaves it to the reading.

    Attributes
    ----------
    x_range, y_range : tuple of float or None
        First and last labelled value of each axis.
    cumulative_incidence : bool or None
    n_curves : int or None
    labels : tuple of str
        Names of the arms.
    time_unit : str
    """

    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    cumulative_incidence: bool | None = None
    n_curves: int | None = None
    labels: tuple[str, ...] = ()
    time_unit: str = ""


def hints_from(values: Mapping[str, Any]) -> Hints:
    """Return the hints of one figure out of a JSON object.

    Raises
    ------
    InputError
        Code A3, where a value has the wrong form.
    """
    try:
        return Hints(
            _pair(values.get("x_range")),
            _pair(values.get("y_range")),
            None
            if values.get("cumulative_incidence") is None
            else bool(values["cumulative_incidence"]),
            None if values.get("n_curves") is None else int(values["n_curves"]),
            tuple(str(label) for label in values.get("labels") or ()),
            str(values.get("time_unit") or ""),
        )
    except (TypeError, ValueError) as error:
        raise InputError(
            f"The hints cannot be used ({error}): ranges are two numbers, n_curves a whole number.",
            code="A3",
        ) from error


def _pair(value: Any) -> tuple[float, float] | None:
    if value is None:
        return None
    low, high = (float(number) for number in value)
    return low, high
