"""A place on the figure in words: time and survival, or pixels while there are no axes; no Qt."""

from dataclasses import dataclass
from math import floor, log10

from core.digitize.axes.transform import AxisTransform
from core.model.document import PixelPoint
from gui.figure.drawing import unit_text


@dataclass(frozen=True, slots=True)
class Readout:
    """Two names with their values; ``unit`` follows the first."""

    first: str
    first_value: str
    unit: str
    second: str
    second_value: str

    @property
    def short(self) -> str:
        """Return what the pill beside the cursor says."""
        return f"{self.first} {self.first_value}   {self.second} {self.second_value}"

    @property
    def spoken(self) -> str:
        """Return what a screen reader is told."""
        value = f"{self.first_value} {self.unit}".rstrip()
        return f"{self.first} {value}, {self.second} {self.second_value}"


def readout(at: PixelPoint, transform: AxisTransform | None, time_unit: str) -> Readout:
    """Return what there is to read at this place."""
    if transform is None:
        return Readout("x", f"{at.x:.0f}", "px", "y", f"{at.y:.0f}")
    time, survival = (float(value) for value in transform.to_data([at])[0])
    decimals = min(max(-floor(log10(transform.time_per_px)), 0), 4)
    return Readout("t", _printed(time, decimals), unit_text(time_unit), "S", _printed(survival, 3))


def _printed(value: float, decimals: int) -> str:
    """Return a number with the true minus sign, and no minus before zero."""
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")
