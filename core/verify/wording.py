"""How numbers stand in sentences and tables: true minus, en dash, short units."""

import math
from typing import Final

from ..model.document import Engine, ReportedKind, Settings
from ..results import Analysis

NOT_REACHED: Final = "not reached"
_SHORT: Final = {
    "month": "mo",
    "mo": "mo",
    "mth": "mo",
    "week": "wk",
    "wk": "wk",
    "year": "yr",
    "yr": "yr",
    "day": "d",
    "d": "d",
}


def short_unit(unit: str) -> str:
    """Return the short form of a time unit, the unit itself if unknown."""
    name = unit.strip().casefold().rstrip(".")
    return _SHORT.get(name, _SHORT.get(name.removesuffix("s"), unit.strip()))


def reconstruction_words(settings: Settings) -> str:
    """Return how patients are reconstructed, to stand in a sentence on a number."""
    if settings.engine is Engine.KMTRACE:
        words = "KMTrace reconstruction"
    else:
        words = "Guyot 2012 reconstruction"
        words += " with plateau points" if settings.plateau_at_table_times else ""
    return words if settings.has_leavers_at_risk else f"{words}, at risk counted after the time"


def number(value: float, decimals: int | None = None) -> str:
    """Return a number with a true minus; without decimals as short as exact to 4 digits."""
    if math.isinf(value):
        return NOT_REACHED if value > 0 else "−∞"
    text = f"{value:.4g}" if decimals is None else f"{value:.{max(decimals, 0)}f}"
    if "e" in text:
        text = f"{value:.0f}" if abs(value) >= 1 else f"{value:.6f}"
    if text.startswith("-") and not text.strip("-0."):
        text = text[1:]
    return text.replace("-", "−")


def median_words(analysis: Analysis, arm_id: str) -> str:
    """Return the median of an arm as everything shows it, with its unit; "" where there is none.

    It is what the comparison table says: from the patients, else from the trace;
    "12.0–13.4 mo" where the curve is level at one half within its reading band.
    """
    shown = next(
        (
            row.recomputed
            for row in analysis.comparisons
            if row.kind is ReportedKind.MEDIAN and row.arm_id == arm_id and row.recomputed
        ),
        "",
    )
    unit = short_unit(analysis.document.calibration.time_unit)
    return shown if shown in ("", NOT_REACHED) else f"{shown} {unit}".rstrip()


def signed(value: float, decimals: int) -> str:
    """Return a difference with its sign; a rounded zero has none."""
    text = number(value, decimals)
    return text if text.startswith("−") or not text.strip("0.") else f"+{text}"


def p_value(value: float) -> str:
    """Return a P value: two significant digits below 0.1, two decimals above."""
    if value < 0.0001:
        return "<0.0001"
    if value >= 0.0995:
        return f"{value:.2f}" if value < 0.995 else ">0.99"
    return f"{value:.{1 - math.floor(math.log10(value * 1.005))}f}"


def interval(low: float, high: float, decimals: int, brackets: str = "()") -> str:
    """Return both limits with an en dash, in these brackets."""
    return f"{brackets[0]}{limit(low, decimals)}–{limit(high, decimals)}{brackets[1]}"


def limit(value: float, decimals: int) -> str:
    """Return one limit; "NR" where it is not reached."""
    return "NR" if math.isinf(value) else number(value, decimals)


def listed(names: list[str], most: int = 3) -> str:
    """Return names with commas; beyond ``most`` how many more there are."""
    shown = "; ".join(names[:most])
    return shown if len(names) <= most else f"{shown}; and {len(names) - most} more"
