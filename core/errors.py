"""What can go wrong with input, in sentences a person can act on.

``InputError`` stops one piece of work; a ``Finding`` stands beside a result.
Both say what is wrong, where, and what to do next.
"""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a finding weighs, lightest first."""

    NOTE = "note"
    FIXED = "fixed"
    WARNING = "warning"
    BLOCK = "block"


class PlaceKind(Enum):
    """The kind of thing a finding points at."""

    FIGURE = "figure"
    AXIS_POINT = "axis_point"
    ARM = "arm"
    POINT = "point"
    RISK_CELL = "risk_cell"
    RISK_TIME = "risk_time"
    REPORTED = "reported"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding belongs, so that a click can lead there.

    ``index`` counts from 0: the traced point, the risk-table column, the axis
    point. ``key`` is the id of the reported value where the place is one.
    """

    kind: PlaceKind
    arm_id: str | None = None
    index: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the input, with its code, weight and place."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None


class InputError(ValueError):
    """Input that cannot be used as it is; the message is for the user."""

    def __init__(self, message: str, *, code: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.place = place

    def as_finding(self) -> Finding:
        """Return the same sentence as a blocking finding."""
        return Finding(self.code, Severity.BLOCK, self.message, self.place)


class FileError(InputError):
    """A file that cannot be read, understood or written."""
