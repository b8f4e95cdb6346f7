"""Every panel of the window, made for one session; which place each finding leads to."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gui.errors import MessageStrip
from gui.figure.figure_view import FigureView
from gui.figure.magnifier import Magnifier
from gui.live_analysis import LiveAnalysis
from gui.panels.arms import ArmsPanel
from gui.panels.calibration import CalibrationPanel
from gui.panels.checks import ChecksPanel
from gui.panels.comparison import ComparisonPanel
from gui.panels.curve import CurvePanel
from gui.panels.log import LogPanel
from gui.panels.points import PointsPanel
from gui.panels.reported import ReportedPanel
from gui.panels.risk_table import RiskTablePanel
from gui.panels.steps import StepsPanel
from gui.session import Session


@dataclass(frozen=True, slots=True)
class Workspace:
    """The panels of one window."""

    figure: FigureView
    strip: MessageStrip
    magnifier: Magnifier
    steps: StepsPanel
    arms: ArmsPanel
    calibration: CalibrationPanel
    points: PointsPanel
    risk_table: RiskTablePanel
    reported: ReportedPanel
    comparison: ComparisonPanel
    checks: ChecksPanel
    curve: CurvePanel
    log: LogPanel

    def place_signals(self) -> tuple[SignalInstance, ...]:
        """Return the signals by which panels ask for a place."""
        panels = (
            self.calibration,
            self.points,
            self.risk_table,
            self.reported,
            self.comparison,
            self.checks,
            self.curve,
            self.log,
        )
        return tuple(panel.place_requested for panel in panels)


def make_workspace(session: Session, live: LiveAnalysis, parent: QWidget) -> Workspace:
    """Return a panel of every kind."""
    figure = FigureView(session, live, parent)
    return Workspace(
        figure=figure,
        strip=MessageStrip(parent),
        magnifier=Magnifier(session, figure, parent),
        steps=StepsPanel(session, live, parent),
        arms=ArmsPanel(session, live, parent),
        calibration=CalibrationPanel(session, live, parent),
        points=PointsPanel(session, live, parent),
        risk_table=RiskTablePanel(session, live, parent),
        reported=ReportedPanel(session, live, parent),
        comparison=ComparisonPanel(session, live, parent),
        checks=ChecksPanel(session, live, parent),
        curve=CurvePanel(session, live, parent),
        log=LogPanel(session, live, parent),
    )


def stacked(*panels: QWidget) -> QStackedWidget:
    """Return the panels one behind the other."""
    stack = QStackedWidget()
    for panel in panels:
        stack.addWidget(panel)
    return stack


def scrolled(panel: QWidget) -> QScrollArea:
    """Return the panel in an area that scrolls instead of asking for height."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(panel)
    area.setFocusProxy(panel)
    return area


def column(*widgets: QWidget) -> QWidget:
    """Return the widgets one above the other without gaps; the last takes the room."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is widgets[-1] else 0)
    return holder
