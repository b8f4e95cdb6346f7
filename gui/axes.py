"""The axes of a calibration, where it is complete; no Qt."""

from core.digitize.axes.transform import AxisTransform, fit_axes
from core.errors import InputError
from core.model.document import Calibration


def transform_of(calibration: Calibration) -> AxisTransform | None:
    """Return the mapping to data, None while the axes are not complete."""
    try:
        return fit_axes(calibration)
    except InputError:
        return None
