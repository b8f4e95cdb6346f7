"""The traced curves against the reconstructed ones, their difference, the numbers at risk."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from core.arrays import FloatArray
from core.curve import StepCurve
from core.digitize.axes.transform import AxisTransform
from core.errors import InputError
from core.model.document import Document
from core.numbers import parse_number
from core.patients import number_at_risk
from core.results import Analysis, ArmResult, Check
from gui import theme
from gui.axes import transform_of
from gui.panels.widgets import (
    GUTTER,
    STALE_ALPHA,
    ElidedLabel,
    Live,
    Panel,
    fitting,
    label,
    lie_on_surface,
)
from gui.panels.words import brief_names, first_sentence
from gui.session import Session

EMPTY = "No curve yet. Trace an arm to see it beside its reconstruction."
_AXIS_WIDTH = 88
_ROW_HEIGHT = 18
_STRIP_HEIGHT = 40
# The least height of the curves with their time axis; room of a name is less the gap to its row.
_LEAST_CURVES = 96
_TICK_ROOM = 16
# The check whose sentence is shown: the rule for gaps is in one place.
GAP_CHECK, GAP_TITLE = "F8", "against its trace"


def polyline(curve: StepCurve, end: float) -> tuple[FloatArray, FloatArray]:
    """Return the corners of a step curve from time 0 to ``end``, shape (2 n_steps + 2,)."""
    edges = np.concatenate(([0.0], curve.time, [max(end, curve.end)]))
    heights = np.append(1.0, curve.survival)
    return np.repeat(edges, 2)[1:-1], np.repeat(heights, 2)


def difference(made: StepCurve, traced: StepCurve) -> tuple[FloatArray, FloatArray]:
    """Return corners of reconstructed minus traced survival, in percentage points."""
    edges = np.unique(np.concatenate(([0.0], made.time, traced.time, [traced.end])))
    gaps = 100.0 * (made.at(edges[:-1]) - traced.at(edges[:-1]))
    return np.repeat(edges, 2)[1:-1], np.repeat(gaps, 2)


class CurvePanel(Panel):
    """Thick line: traced, with its reading band. Thin line: reconstructed."""

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Curve view")
        lie_on_surface(self)
        self._words = ElidedLabel("secondary")
        self._words.setContentsMargins(GUTTER, 4, GUTTER, 2)
        self.graphics = pg.GraphicsLayoutWidget()
        self.graphics.setAccessibleName("Traced and reconstructed curves")
        self.curves = self.graphics.addPlot(row=0, col=0)
        self.strip = self.graphics.addPlot(row=1, col=0)
        self.table = self.graphics.addPlot(row=2, col=0)
        self._empty = label(EMPTY, "secondary")
        self._empty.setContentsMargins(GUTTER, 12, GUTTER, 12)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedLayout()
        self._n_rows = 0
        self._lay_out()
        self.follow()

    @property
    def words(self) -> str:
        """The largest gaps, in words."""
        return self._words.text()

    def start_over(self) -> None:
        self._stack.setCurrentIndex(0)

    def show_document(self, document: Document) -> None:
        if self.analysis is None:
            self._stack.setCurrentIndex(0)

    def show_analysis(self, analysis: Analysis) -> None:
        drawn = [arm for arm in analysis.arms if arm.traced is not None]
        self._stack.setCurrentIndex(1 if drawn else 0)
        self._words.setText(gap_words(analysis))
        self._words.setToolTip(self._words.text())
        self.graphics.setAccessibleDescription(self._words.text())
        if self.isVisible():
            self._draw(analysis, drawn)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.analysis is not None:
            self.show_analysis(self.analysis)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def show_stale(self) -> None:
        for plot in (self.curves, self.strip, self.table):
            plot.setOpacity(STALE_ALPHA if self.is_stale else 1.0)

    def show_theme(self) -> None:
        self._dress()
        if self.analysis is not None:
            self.show_analysis(self.analysis)

    def _lay_out(self) -> None:
        for plot in (self.curves, self.strip, self.table):
            plot.setMenuEnabled(False)
            plot.hideButtons()
            plot.setMouseEnabled(x=True, y=False)
            plot.getAxis("left").setWidth(theme.px(_AXIS_WIDTH))
        for plot in (self.strip, self.table):
            plot.setXLink(self.curves)
            plot.hideAxis("bottom")
        self.table.getAxis("left").setStyle(tickLength=0)
        self.graphics.ci.layout.setSpacing(0)
        self.graphics.ci.layout.setContentsMargins(GUTTER - 8, 6, GUTTER, 4)
        drawn = QWidget()
        column = QVBoxLayout(drawn)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._words)
        column.addWidget(self.graphics, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(drawn)
        self.setLayout(self._stack)
        self._dress()

    def _dress(self) -> None:
        self.graphics.setBackground(theme.token("surface"))
        for plot in (self.curves, self.strip, self.table):
            for name in ("left", "bottom"):
                axis = plot.getAxis(name)
                axis.setPen(QPen(theme.token("field"), 1))
                axis.setTextPen(theme.token("text2"))
                axis.setTickFont(theme.font("pill"))
        self.table.getAxis("left").setPen(QPen(Qt.PenStyle.NoPen))

    def _draw(self, analysis: Analysis, drawn: list[ArmResult]) -> None:
        for plot in (self.curves, self.strip, self.table):
            plot.clear()
        band = _band(analysis.document)
        ids = [arm.id for arm in analysis.document.arms]
        for arm in drawn:
            self._draw_arm(arm, ids.index(arm.arm_id), band)
        self._draw_table(analysis)
        self._set_range(drawn)

    def _draw_arm(self, arm: ArmResult, index: int, band: float) -> None:
        assert arm.traced is not None
        style = theme.arm_style(index)
        time, survival = polyline(arm.traced, arm.traced.end)
        if band > 0:
            self._draw_band(time, survival, band, style.swatch)
        pen = QPen(style.swatch, 2.5)
        pen.setCosmetic(True)
        if style.dash:
            pen.setDashPattern(list(style.dash))
        self.curves.plot(time, survival, pen=pen)
        if arm.estimates is None:
            return
        # As on the figure, a core in the arm's colour: two lines show where they part.
        is_dark = theme.scheme() == "dark"
        thin = QPen(style.swatch.lighter(165) if is_dark else style.swatch.darker(250), 1)
        thin.setCosmetic(True)
        self.curves.plot(*polyline(arm.estimates.curve, arm.traced.end), pen=thin)
        self.strip.plot(*difference(arm.estimates.curve, arm.traced), pen=pen)

    def _draw_band(self, time: FloatArray, survival: FloatArray, band: float, c: QColor) -> None:
        edges = [pg.PlotDataItem(time, survival + sign * band) for sign in (-1, 1)]
        ground = QColor(c)
        ground.setAlphaF(0.13)
        self.curves.addItem(pg.FillBetweenItem(*edges, brush=ground))

    def _draw_table(self, analysis: Analysis) -> None:
        times = _times(analysis.document)
        names = []
        briefs = brief_names([arm.name for arm in analysis.document.arms])
        metrics, room = QFontMetrics(theme.font("pill")), theme.px(_AXIS_WIDTH - _TICK_ROOM)
        for index, arm in enumerate(analysis.document.arms):
            result = analysis.arm(arm.id)
            names.append((-float(index), fitting(arm.name, briefs[index], metrics, room)))
            if result is None or result.reconstruction is None or times.size == 0:
                continue
            counts = number_at_risk(result.reconstruction.patients, times)
            for time, count in zip(times, counts, strict=True):
                item = pg.TextItem(str(count), theme.token("text2"), anchor=(0.5, 0.5))
                item.setFont(theme.font("pill"))
                item.setPos(time, -index)
                self.table.addItem(item)
        self.table.getAxis("left").setTicks([names])
        self._n_rows = len(names) if times.size else 0
        self._share_room()
        self.table.setYRange(0.5 - len(names), 0.5, padding=0)

    def _share_room(self) -> None:
        """Leave out the numbers at risk, then the difference, before the curves get too low."""
        room = self.graphics.height() - theme.px(_LEAST_CURVES)
        has_strip = room >= theme.px(_STRIP_HEIGHT)
        room -= theme.px(_STRIP_HEIGHT)
        has_table = bool(self._n_rows) and room >= theme.px(_ROW_HEIGHT) * self._n_rows
        self.strip.setVisible(has_strip)
        self.table.setVisible(has_table)
        self.strip.setFixedHeight(theme.px(_STRIP_HEIGHT) if has_strip else 0)
        self.table.setFixedHeight(theme.px(_ROW_HEIGHT) * self._n_rows if has_table else 0)

    def _set_range(self, arms: list[ArmResult]) -> None:
        if not arms:
            return
        end = max(arm.traced.end for arm in arms if arm.traced is not None)
        self.curves.setXRange(0, end, padding=0.02)
        lowest = lowest_shown(arms, transform_of(self.session.document.calibration))
        self.curves.setYRange(lowest, 1, padding=0.03)
        ticks = [(float(time), f"{time:g}") for time in _times(self.session.document)]
        self.curves.getAxis("bottom").setTicks([ticks] if ticks else None)
        self.strip.addItem(pg.InfiniteLine(0, angle=0, pen=pg.mkPen(theme.token("field"))))
        fits = [arm.reconstruction.fit.max_gap for arm in arms if arm.reconstruction is not None]
        reach = max([1.0, *(100.0 * gap for gap in fits)])
        self.strip.setYRange(-reach, reach, padding=0.1)
        self.strip.getAxis("left").setTicks(
            [[(-reach, f"−{reach:.0f}"), (reach, f"+{reach:.0f} pt")]]
        )


def gap_words(analysis: Analysis) -> str:
    """Return how far traced and reconstructed curve of each arm part, as the check says it."""
    parts = []
    for arm in analysis.document.arms:
        result = analysis.arm(arm.id)
        if result is None or result.traced is None:
            continue
        if result.reconstruction is None:
            parts.append(f"{arm.name}: {result.message or 'not reconstructed'}")
            continue
        check = _check_of(analysis, arm.id)
        if check is not None:
            words = first_sentence(check.sentence)[0].removesuffix(".")
            parts.append(f"{arm.name}: {words.replace('They', 'curves', 1)}")
    return "   ".join(parts)


def _check_of(analysis: Analysis, arm_id: str) -> Check | None:
    """Return the check that compares reconstructed curve and trace of an arm."""
    return next(
        (
            check
            for check in analysis.checks
            if check.id == GAP_CHECK
            and check.place is not None
            and check.place.arm_id == arm_id
            and check.title.endswith(GAP_TITLE)
        ),
        None,
    )


def lowest_shown(arms: Sequence[ArmResult], transform: AxisTransform | None) -> float:
    """Return where the survival axis begins: as low as the figure's, or the curves."""
    if transform is None:
        return 0.0
    axis = transform.survival
    lowest = 1.0 - axis.highest if transform.cumulative_incidence else axis.lowest
    ends = [arm.traced.survival[-1] for arm in arms if arm.traced and arm.traced.survival.size]
    return float(max(min(lowest, *ends), 0.0)) if ends else 0.0


def _band(document: Document) -> float:
    """One pixel, as survival; 0 where the axes are not set."""
    transform = transform_of(document.calibration)
    return 0.0 if transform is None else transform.survival_per_px


def _times(document: Document) -> FloatArray:
    times = []
    for text in document.risk_times:
        try:
            times.append(parse_number(text))
        except InputError:
            continue
    return np.array(times, dtype=float)
