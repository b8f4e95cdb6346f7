"""The document: everything a person entered or accepted, and every edit of it.

Numbers that a person types are kept as the text they typed; `core.numbers`
reads them when they are used, so that nothing typed is ever lost. Edits return
a new value and share what they did not touch.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import NamedTuple

from .claims import Claim
from .region import Region, RegionKind


class PixelPoint(NamedTuple):
    """A place on the figure: origin top left, first pixel's centre (0.5, 0.5)."""

    x: float
    y: float


class Axis(Enum):
    """The two axes of a survival figure."""

    TIME = "time"
    SURVIVAL = "survival"


class ReportedKind(Enum):
    """What a reported value measures."""

    HAZARD_RATIO = "hazard_ratio"
    P_VALUE = "p_value"
    MEDIAN = "median"
    LANDMARK = "landmark"
    N = "n"
    N_EVENTS = "n_events"
    RMST = "rmst"
    FOLLOW_UP = "follow_up"


class Model(Enum):
    """How a reported hazard ratio or P value was computed, as the paper says."""

    UNADJUSTED = "unadjusted"
    STRATIFIED = "stratified"
    ADJUSTED = "adjusted"


class Engine(Enum):
    """Which reconstruction is used."""

    GUYOT = "guyot"
    KMTRACE = "kmtrace"


class MedianRule(Enum):
    """Where the median lies when the curve is level at exactly one half."""

    FIRST = "first"
    MIDPOINT = "midpoint"


class IntervalKind(Enum):
    """Transformation behind the confidence limits of a survival curve."""

    LOG_LOG = "log-log"
    LOG = "log"


class TraceKind(Enum):
    """How the points of a trace were found, which decides their noise."""

    CLICKS = "clicks"
    PIXELS = "pixels"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class FigureFile:
    """The figure as it came: its name and its original bytes.

    Of a PDF one page is shown, ``page`` counted from 0, drawn at
    ``dots_per_inch``; ``box`` is the part of the page that is the figure, in
    pixels of that drawing (left, top, right, bottom). A bitmap has its own
    pixels and ``dots_per_inch`` 0.
    """

    name: str
    sha256: str
    data: bytes = field(repr=False, compare=False)
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    dots_per_inch: float = 0.0


@dataclass(frozen=True, slots=True)
class AxisPoint:
    """A pixel whose axis value is known, with the value as typed.

    ``confidence`` is None once a person entered or accepted it, else the
    doubt of the machine's guess: 0 (none) to 1 (certain).
    """

    axis: Axis
    at: PixelPoint
    value: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """The axis points and how the axes are labelled.

    ``percent`` says that survival is labelled 0 to 100; None leaves it to the
    values (any above 1.5 means percent). ``cumulative_incidence`` says the
    figure shows 1 - S.
    """

    axis_points: tuple[AxisPoint, ...] = ()
    time_unit: str = ""
    percent: bool | None = None
    cumulative_incidence: bool = False

    def on_axis(self, axis: Axis) -> tuple[AxisPoint, ...]:
        """Return the points of one axis, in the order entered."""
        return tuple(point for point in self.axis_points if point.axis is axis)

    def with_point(self, point: AxisPoint) -> "Calibration":
        """Return this calibration with one more point."""
        return replace(self, axis_points=(*self.axis_points, point))

    def with_point_replaced(self, index: int, point: AxisPoint) -> "Calibration":
        """Return this calibration with one point changed."""
        points = self.axis_points
        return replace(self, axis_points=(*points[:index], point, *points[index + 1 :]))

    def without_point(self, index: int) -> "Calibration":
        """Return this calibration without one point."""
        points = self.axis_points
        return replace(self, axis_points=points[:index] + points[index + 1 :])


@dataclass(frozen=True, slots=True)
class Arm:
    """One curve of the figure with what was read off beside it.

    ``trace`` holds the raw points in the order entered, never corrected;
    ``trace_kind`` and ``trace_noise_px`` (standard deviation of one point, in
    pixels) say how they were found.
    ``n`` and ``n_events`` are texts as typed; ``at_risk`` and ``censored``
    follow `Document.risk_times` and may be shorter (missing cells are blank).
    ``censored`` counts are cumulative, as tables print them in brackets.
    ``line_colour`` is the sRGB of the printed line as a person picked it.
    """

    id: str
    name: str
    trace: tuple[PixelPoint, ...] = ()
    censor_marks: tuple[PixelPoint, ...] = ()
    n: str = ""
    n_events: str = ""
    at_risk: tuple[str, ...] = ()
    censored: tuple[str, ...] = ()
    trace_kind: TraceKind = TraceKind.CLICKS
    trace_noise_px: float = 1.0
    line_colour: tuple[int, int, int] | None = None

    def with_point_added(self, at: PixelPoint) -> "Arm":
        """Return this arm with one more traced point at the end."""
        return replace(self, trace=(*self.trace, at))

    def with_point_inserted(self, index: int, at: PixelPoint) -> "Arm":
        """Return this arm with a traced point before ``index``."""
        return replace(self, trace=(*self.trace[:index], at, *self.trace[index:]))

    def with_point_moved(self, index: int, to: PixelPoint) -> "Arm":
        """Return this arm with one traced point somewhere else."""
        return replace(self, trace=(*self.trace[:index], to, *self.trace[index + 1 :]))

    def with_points_moved(self, indices: frozenset[int], dx: float, dy: float) -> "Arm":
        """Return this arm with several traced points shifted together."""
        moved = tuple(
            PixelPoint(point.x + dx, point.y + dy) if index in indices else point
            for index, point in enumerate(self.trace)
        )
        return replace(self, trace=moved)

    def without_points(self, indices: frozenset[int]) -> "Arm":
        """Return this arm without these traced points."""
        kept = tuple(point for index, point in enumerate(self.trace) if index not in indices)
        return replace(self, trace=kept)

    def with_risk_cell(self, column: int, text: str, *, censored: bool = False) -> "Arm":
        """Return this arm with one cell of its risk-table row as typed."""
        cells = list(self.censored if censored else self.at_risk)
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text
        if censored:
            return replace(self, censored=tuple(cells))
        return replace(self, at_risk=tuple(cells))


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """A number the paper prints, as typed.

    ``text`` is the value ("0.80", "<0.001", "NR"), ``ci`` its interval
    ("0.68-0.94"), ``time`` the landmark time. ``arm_id`` is the arm it is
    about (None: the whole trial or every arm); for a hazard ratio
    ``comparator_id`` is the denominator (None: the document's reference arm).
    ``proposed`` marks a machine's guess until a person accepts it, ``doubt`` says
    in one sentence why it is less sure than others ("" is sure); ``sentence`` is
    where it was read.
    """

    id: str
    kind: ReportedKind
    text: str
    ci: str = ""
    conf_level: str = "95"
    arm_id: str | None = None
    comparator_id: str | None = None
    time: str = ""
    unit: str = ""
    model: Model = Model.UNADJUSTED
    one_sided: bool = False
    proposed: bool = False
    sentence: str = ""
    doubt: str = ""

    def accepted(self) -> "ReportedValue":
        """Return the value as a person accepted or typed it."""
        return replace(self, proposed=False, doubt="")


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices that change results, saved with the document.

    ``level_rising_points`` is the monotone hold of the trace;
    ``plateau_at_table_times`` adds a curve point at each table time before
    Guyot's algorithm. ``counts_leavers`` says that numbers at risk count those
    who leave at that very time. ``choose_by_reported`` shows beside the result
    the draw that agrees best with what is reported.
    """

    engine: Engine = Engine.KMTRACE
    plateau_at_table_times: bool = False
    level_rising_points: bool = True
    use_total_events: bool = True
    interval_kind: IntervalKind = IntervalKind.LOG_LOG
    median_rule: MedianRule = MedianRule.FIRST
    conf_level: float = 0.95
    counts_leavers: bool = True
    choose_by_reported: bool = False

    @property
    def has_leavers_at_risk(self) -> bool:
        """Whether the engine takes those who leave at a table time as at risk there."""
        return self.counts_leavers or self.engine is Engine.GUYOT


@dataclass(frozen=True, slots=True)
class Document:
    """Everything saved; compares by value, safe to hand to a thread.

    ``reported`` is what the figure is compared with, ``claims`` the ledger of
    the whole paper: every endpoint, arm and subgroup, checked against each other.
    ``regions`` say where the automatic reading looks. ``beside`` are the projects
    that hold the other figures of the study, as paths seen from this project's folder.
    """

    figure: FigureFile | None = None
    title: str = ""
    citation: str = ""
    endpoint: str = ""
    calibration: Calibration = Calibration()
    arms: tuple[Arm, ...] = ()
    reference_arm_id: str | None = None
    risk_times: tuple[str, ...] = ()
    reported: tuple[ReportedValue, ...] = ()
    settings: Settings = Settings()
    claims: tuple[Claim, ...] = ()
    regions: tuple[Region, ...] = ()
    beside: tuple[str, ...] = ()

    def arm(self, arm_id: str) -> Arm:
        """Return the arm with this id; KeyError if there is none."""
        for arm in self.arms:
            if arm.id == arm_id:
                return arm
        raise KeyError(arm_id)

    @property
    def reference_arm(self) -> Arm | None:
        """The denominator of hazard ratios: the chosen arm, else the first."""
        for arm in self.arms:
            if arm.id == self.reference_arm_id:
                return arm
        return self.arms[0] if self.arms else None

    def new_arm_id(self) -> str:
        """Return an id no arm has: "a", "b", ... then "a1"."""
        taken = {arm.id for arm in self.arms}
        letters = "abcdefghijklmnopqrstuvwxyz"
        names = (*letters, *(f"a{number}" for number in range(1, len(taken) + 2)))
        return str(next(name for name in names if name not in taken))

    def with_arm(self, arm: Arm) -> "Document":
        """Return this document with one more arm."""
        return replace(self, arms=(*self.arms, arm))

    def with_arm_replaced(self, arm: Arm) -> "Document":
        """Return this document with the arm of the same id changed."""
        arms = tuple(arm if old.id == arm.id else old for old in self.arms)
        return replace(self, arms=arms)

    def without_arm(self, arm_id: str) -> "Document":
        """Return this document without an arm and what was reported of it."""
        reported = tuple(
            value for value in self.reported if arm_id not in (value.arm_id, value.comparator_id)
        )
        reference = None if self.reference_arm_id == arm_id else self.reference_arm_id
        arms = tuple(arm for arm in self.arms if arm.id != arm_id)
        return replace(self, arms=arms, reported=reported, reference_arm_id=reference)

    def with_calibration(self, calibration: Calibration) -> "Document":
        """Return this document with other axes."""
        return replace(self, calibration=calibration)

    def with_reported(self, value: ReportedValue) -> "Document":
        """Return this document with a reported value added, or changed if its id is known."""
        if any(old.id == value.id for old in self.reported):
            values = tuple(value if old.id == value.id else old for old in self.reported)
        else:
            values = (*self.reported, value)
        return replace(self, reported=values)

    def without_reported(self, value_id: str) -> "Document":
        """Return this document without one reported value."""
        kept = tuple(value for value in self.reported if value.id != value_id)
        return replace(self, reported=kept)

    def new_reported_id(self) -> str:
        """Return an id no reported value has: "r1", "r2", ..."""
        taken = {value.id for value in self.reported}
        names = (f"r{number}" for number in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

    def with_claims(self, claims: Iterable[Claim]) -> "Document":
        """Return this document with more claims in its ledger, none of them twice."""
        merged = dict.fromkeys((*self.claims, *claims))
        return replace(self, claims=tuple(merged))

    def with_claim_replaced(self, index: int, claim: Claim) -> "Document":
        """Return this document with one claim changed."""
        claims = (*self.claims[:index], claim, *self.claims[index + 1 :])
        return replace(self, claims=claims)

    def without_claims(self, indices: Collection[int]) -> "Document":
        """Return this document without the claims at these places of the ledger."""
        kept = (claim for index, claim in enumerate(self.claims) if index not in indices)
        return replace(self, claims=tuple(kept))

    def with_region(self, region: Region) -> "Document":
        """Return this document with one more region; there is one place at most to look inside."""
        is_inside = region.kind is RegionKind.LOOK_INSIDE
        kept = (old for old in self.regions if not (is_inside and old.kind is region.kind))
        return replace(self, regions=(*kept, region))

    def with_region_replaced(self, index: int, region: Region) -> "Document":
        """Return this document with one region changed."""
        regions = (*self.regions[:index], region, *self.regions[index + 1 :])
        return replace(self, regions=regions)

    def without_region(self, index: int) -> "Document":
        """Return this document without one region."""
        return replace(self, regions=self.regions[:index] + self.regions[index + 1 :])
