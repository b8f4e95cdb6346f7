"""What the automatic reading proposes: axes, arms, numbers, and its doubts."""

from dataclasses import dataclass

from ..arrays import FloatArray
from ..curve import CurveReading
from ..errors import Place
from ..figure.ocr import Word
from ..model.document import Axis, AxisPoint, Calibration, PixelPoint, ReportedKind


@dataclass(frozen=True, slots=True)
class PixelBox:
    """A rectangle of the figure, in its own pixels."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class AxisReading:
    """One calibrated mark of an axis.

    Attributes
    ----------
    axis : Axis
    at : PixelPoint
        Where the tick is.
    value : float
        As labelled (percent stays percent).
    text : str
        The value as it would be typed.
    confidence : float
        0 to 1.
    residual_px : float
        Distance from the fitted axis, in pixels.
    """

    axis: Axis
    at: PixelPoint
    value: float
    text: str
    confidence: float
    residual_px: float


@dataclass(frozen=True, slots=True)
class AxesProposal:
    """The axes as read; ``source`` says per axis whether ticks, grid lines or labels gave them."""

    marks: tuple[AxisReading, ...]
    time_unit: str
    percent: bool
    cumulative_incidence: bool
    source: tuple[str, str]
    time_title: str = ""
    survival_title: str = ""

    def calibration(self) -> Calibration:
        """Return these axes as the document keeps them, each mark with its confidence."""
        points = tuple(
            AxisPoint(mark.axis, mark.at, mark.text, mark.confidence) for mark in self.marks
        )
        return Calibration(points, self.time_unit, self.percent, self.cumulative_incidence)


@dataclass(frozen=True, slots=True)
class CensorMark:
    """A censor mark on the curve: its pixel, its time, and how sure it is (0 to 1)."""

    at: PixelPoint
    time: float
    confidence: float


@dataclass(frozen=True, slots=True)
class RiskCell:
    """One cell of the risk table.

    ``text`` is the number as read ("" where none was found), ``censored`` the
    count in brackets, ``possible`` is False where the number contradicts its
    neighbours or the curve, or where its row may as well be another curve's.
    """

    time: float
    text: str
    censored: str
    confidence: float
    possible: bool
    box: PixelBox

    @property
    def n_at_risk(self) -> int | None:
        """Return the number, None where the cell is empty."""
        return int(self.text) if self.text else None


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A row of the risk table and how well it goes with its curve (0 to 1)."""

    name: str
    cells: tuple[RiskCell, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at, numbered in the order to visit.

    ``code`` names the kind, ``weight`` its part in the whole (0 to 1), ``at``
    the pixel to go to and ``box`` the stretch, where there is one.
    """

    number: int
    code: str
    message: str
    weight: float
    at: PixelPoint | None = None
    box: PixelBox | None = None
    arm: int | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ArmProposal:
    """One curve and what belongs to it.

    Attributes
    ----------
    name : str
        "" where the figure does not say.
    colour : tuple of int
        sRGB.
    line_style : str
        "solid", "dashed", "dotted" or "dash-dot".
    width_px : float
    reading : CurveReading
        Kind PIXELS; corners of the steps.
    trace : tuple of PixelPoint
        The same corners on the figure.
    time_sd, survival_sd : ndarray, shape (n_steps,)
        Noise of each drop and each height, data units.
    censor_marks : tuple of CensorMark
    risk_row : RiskRow or None
    confidence : float
        0 to 1.
    name_confidence : float
        0 to 1; one half where the figure tells the name no better than by chance.
    n, n_events : int or None
        Patients and events printed behind the name.
    """

    name: str
    colour: tuple[int, int, int]
    line_style: str
    width_px: float
    reading: CurveReading
    trace: tuple[PixelPoint, ...]
    time_sd: FloatArray
    survival_sd: FloatArray
    censor_marks: tuple[CensorMark, ...] = ()
    risk_row: RiskRow | None = None
    confidence: float = 1.0
    name_confidence: float = 1.0
    n: int | None = None
    n_events: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """A result printed inside the figure: offered as a reported value."""

    kind: ReportedKind
    text: str
    ci: str
    arm: int | None
    unit: str
    sentence: str
    box: PixelBox


@dataclass(frozen=True, slots=True, eq=False)
class FigureProposal:
    """Everything read off one panel of a figure.

    ``panels`` lists every panel of the picture, ``panel`` which one this is;
    ``seconds`` holds (stage, seconds) pairs, ``words`` the text as read, to be
    handed to a later reading of the same figure.
    """

    axes: AxesProposal
    arms: tuple[ArmProposal, ...]
    printed: tuple[PrintedValue, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    confidence: float = 1.0
    plot: PixelBox = PixelBox(0, 0, 0, 0)
    panels: tuple[PixelBox, ...] = ()
    panel: int = 0
    risk_times: tuple[float, ...] = ()
    seconds: tuple[tuple[str, float], ...] = ()
    words: tuple[Word, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Return whether nothing needs a look."""
        return not self.doubts
