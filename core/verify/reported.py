"""Reported values as numbers: what a person typed, read and looked at for itself."""

import math
from dataclasses import dataclass, replace
from typing import Final

from ..errors import Finding, InputError, Place, PlaceKind, Severity
from ..model.document import Document, ReportedKind, ReportedValue
from ..numbers import (
    PrintedNumber,
    clean,
    parse_count,
    parse_interval,
    parse_number,
    parse_printed,
)
from .wording import number, short_unit

DAYS: Final = {"d": 1.0, "wk": 7.0, "mo": 30.4375, "yr": 365.25}
IN_TIME: Final = (ReportedKind.MEDIAN, ReportedKind.RMST, ReportedKind.FOLLOW_UP)
COUNTS: Final = (ReportedKind.N, ReportedKind.N_EVENTS)
LEAST_LEVEL: Final = 0.5  # journals print 80 % at least
UNLIKELY_RATIO: Final = 20.0
ASYMMETRY: Final = 0.05


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported value read: times in the axis unit, shares as fractions.

    ``low`` and ``high`` are None where no interval is printed; ``level`` is
    its confidence level as a fraction. ``problem`` says why there is no value.
    """

    source: ReportedValue
    value: PrintedNumber | None
    low: PrintedNumber | None = None
    high: PrintedNumber | None = None
    level: float = 0.95
    time: float | None = None
    problem: str = ""

    @property
    def has_interval(self) -> bool:
        """Whether both limits are printed and finite."""
        return all(
            limit is not None and math.isfinite(limit.value) for limit in (self.low, self.high)
        )


def read_reported(document: Document) -> tuple[tuple[Reported, ...], tuple[Finding, ...]]:
    """Read every reported value that is not blank, with what is odd about it.

    Returns
    -------
    tuple of Reported, tuple of Finding
    """
    findings: list[Finding] = []
    values = tuple(
        _read(value, document, findings) for value in document.reported if value.text.strip()
    )
    return values, tuple(findings)


def unit_factor(unit: str, axis_unit: str) -> float:
    """Return what a time in ``unit`` is multiplied by to be in the axis unit."""
    shown, axis = DAYS.get(short_unit(unit)), DAYS.get(short_unit(axis_unit))
    return shown / axis if shown and axis else 1.0


def _read(value: ReportedValue, document: Document, findings: list[Finding]) -> Reported:
    place = Place(PlaceKind.REPORTED, value.arm_id, key=value.id)
    try:
        printed = _printed(value, place)
        level = parse_number(value.conf_level or "95", place=place)
        time = parse_number(value.time, place=place) if value.time.strip() else None
    except InputError as error:
        findings.append(error.as_finding())
        return Reported(value, None, problem=error.message)
    if value.unit.strip() and short_unit(value.unit) not in DAYS:
        unknown = _unknown_unit(value, place)
        findings.append(unknown)
        return Reported(value, None, problem=unknown.message)
    low, high = _interval(value, findings, place)
    factor = unit_factor(value.unit, document.calibration.time_unit)
    if value.kind in IN_TIME:
        printed = _scaled(printed, factor)
        low, high = (part and _scaled(part, factor) for part in (low, high))
    if value.kind in (ReportedKind.LANDMARK, ReportedKind.RMST) and time is not None:
        time *= factor
    level = level / 100 if level > 1 else level
    if not LEAST_LEVEL <= level < 1:
        findings.append(_odd_level(value, place))
        low = high = None
    read = Reported(value, printed, low, high, level, time)
    finding = _odd(read, place)
    if finding is None:
        return read
    findings.append(finding)
    if finding.severity is Severity.BLOCK:
        return replace(read, value=None, problem=finding.message)
    return read


def _unknown_unit(value: ReportedValue, place: Place) -> Finding:
    message = (
        f"The unit “{value.unit.strip()}” of {value.text.strip()} is not known. "
        "Choose days, weeks, months or years."
    )
    return Finding("V15", Severity.BLOCK, message, place)


def _odd_level(value: ReportedValue, place: Place) -> Finding:
    message = (
        f"A confidence level of {value.conf_level.strip()} % is not one an interval is printed "
        f"with; the interval of {value.text.strip()} is left out. Type 95, or the level printed."
    )
    return Finding("V6", Severity.WARNING, message, place)


def _printed(value: ReportedValue, place: Place) -> PrintedNumber:
    if value.kind in COUNTS:
        return PrintedNumber(parse_count(value.text, place=place), 0, 0.5)
    printed = _fraction(value, parse_printed(value.text, place=place))
    if value.kind is ReportedKind.P_VALUE and printed.value == 0:
        return replace(printed, value=2 * printed.half_unit, operator="<")
    return printed


def _interval(
    value: ReportedValue, findings: list[Finding], place: Place
) -> tuple[PrintedNumber | None, PrintedNumber | None]:
    if not value.ci.strip():
        return None, None
    try:
        low, high = parse_interval(value.ci, place=place)
    except InputError as error:
        findings.append(error.as_finding())
        return None, None
    return _fraction(value, low) if low else None, _fraction(value, high) if high else None


def _fraction(value: ReportedValue, printed: PrintedNumber) -> PrintedNumber:
    """Return survival as a fraction; "62" without a sign can only be percent."""
    if value.kind is not ReportedKind.LANDMARK or printed.percent or not printed.value > 1:
        return printed
    return replace(_divided(printed, 100.0), percent=True, decimals=printed.decimals + 2)


def _divided(printed: PrintedNumber, by: float) -> PrintedNumber:
    return replace(printed, value=printed.value / by, half_unit=printed.half_unit / by)


def _scaled(printed: PrintedNumber, factor: float) -> PrintedNumber:
    return printed if factor == 1.0 else _divided(printed, 1.0 / factor)


def _odd(read: Reported, place: Place) -> Finding | None:
    """Return what is impossible or odd about a value on its own."""
    kind, printed = read.source.kind, read.value
    assert printed is not None
    if kind is ReportedKind.HAZARD_RATIO:
        return _odd_ratio(read, printed, place)
    if kind is ReportedKind.P_VALUE:
        return _odd_p(read.source.text.strip(), printed, place)
    if kind is ReportedKind.LANDMARK and not 0 <= printed.value <= 1:
        message = f"Survival of {read.source.text.strip()} is outside 0 to 100 %. Check the value."
        return Finding("V14", Severity.BLOCK, message, place)
    if kind in IN_TIME and printed.value < 0:
        message = f"A time of {read.source.text.strip()} is before 0. Check the value."
        return Finding("V12", Severity.BLOCK, message, place)
    if _outside(read):
        return _outside_interval(read, place)
    return None


def _odd_ratio(read: Reported, printed: PrintedNumber, place: Place) -> Finding | None:
    text = read.source.text.strip()
    if not 0 < printed.value < math.inf:
        message = f"A hazard ratio must be above 0. “{text}” cannot be one; check the value."
        return Finding("V8", Severity.BLOCK, message, place)
    if printed.value > UNLIKELY_RATIO:
        message = f"A hazard ratio of {text}? Perhaps a decimal point is missing; check the value."
        return Finding("V8", Severity.WARNING, message, place)
    if _outside(read):
        return _outside_interval(read, place)
    return _lopsided(read, printed, place)


def _outside(read: Reported) -> bool:
    value, low, high = read.value, read.low, read.high
    if value is None or value.not_reached:
        return False
    too_low = low is not None and value.high < low.low
    return too_low or (high is not None and not high.not_reached and value.low > high.high)


def _outside_interval(read: Reported, place: Place) -> Finding:
    message = (
        f"{read.source.text.strip()} is outside its interval {read.source.ci.strip()}. "
        "Check the three numbers."
    )
    return Finding("V6", Severity.WARNING, message, place)


def _lopsided(read: Reported, printed: PrintedNumber, place: Place) -> Finding | None:
    """Note a ratio that no rounding makes the middle of its interval on the log scale."""
    if not read.has_interval or read.low is None or read.high is None or read.low.low <= 0:
        return None
    least, most = (
        math.sqrt(read.low.low * read.high.low),
        math.sqrt(read.low.high * read.high.high),
    )
    middle = math.sqrt(read.low.value * read.high.value)
    too_low = printed.high < least * (1 - ASYMMETRY)
    if not too_low and not printed.low > most * (1 + ASYMMETRY):
        return None
    message = (
        f"{read.source.text.strip()} is not the middle of {read.source.ci.strip()} on the log "
        f"scale (expected {number(middle, printed.decimals)}). Rounding, or another method?"
    )
    return Finding("V7", Severity.NOTE, message, place)


def _odd_p(text: str, printed: PrintedNumber, place: Place) -> Finding | None:
    if printed.not_reached or printed.value > 1 or printed.value < 0:
        message = f"P lies between 0 and 1; “{text}” does not. Check the value."
        return Finding("V11", Severity.BLOCK, message, place)
    if printed.operator == "<" and "<" not in clean(text):
        below = number(printed.value, printed.decimals)
        message = f"A P of exactly 0 is a rounding; {text} is read as below {below}."
        return Finding("V11", Severity.FIXED, message, place)
    return None
