"""Every panel of the window, made for one session; which place each finding leads to."""

from dataclasses import dataclass

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from gui.figure.figure_view import FigureView
from gui.figure.magnifier import Magnifier
from gui.live_analysis import LiveAnalysis
from gui.panels.arms import ArmsPanel
from gui.panels.calibration import CalibrationPanel
from gui.panels.checks import ChecksPanel
from gui.panels.comparison import ComparisonPanel
from gui.panels.curve import CurvePanel
from gui.panels.log import LogPanel
from gui.panels.paper import PaperPanel
from gui.panels.points import PointsPanel
from gui.panels.reported import ReportedPanel
from gui.panels.risk_table import RiskTablePanel
from gui.panels.steps import StepsPanel
from gui.session import Session


@dataclass(frozen=True, slots=True)
class Workspace:
    """The panels of one window."""

    figure: FigureView
    magnifier: Magnifier
    steps: StepsPanel
    arms: ArmsPanel
    calibration: CalibrationPanel
    points: PointsPanel
    risk_table: RiskTablePanel
    reported: ReportedPanel
    comparison: ComparisonPanel
    checks: ChecksPanel
    paper: PaperPanel
    curve: CurvePanel
    log: LogPanel

    def start_over(self) -> None:
        """Forget what belongs to the project that was open."""
        self.figure.start_over()
        panels = (
            self.steps,
            self.arms,
            self.calibration,
            self.points,
            self.risk_table,
            self.reported,
            self.comparison,
            self.checks,
            self.paper,
            self.curve,
            self.log,
        )
        for panel in panels:
            panel.start_over()

    def show_offered(self, is_offered: bool) -> None:
        """Say in what is still empty that curves wait to be accepted, or no longer."""
        for panel in (self.arms, self.points, self.comparison):
            panel.show_offered(is_offered)

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
        magnifier=Magnifier(session, figure, parent),
        steps=StepsPanel(session, live, parent),
        arms=ArmsPanel(session, live, parent),
        calibration=CalibrationPanel(session, live, parent),
        points=PointsPanel(session, live, parent),
        risk_table=RiskTablePanel(session, live, parent),
        reported=ReportedPanel(session, live, parent),
        comparison=ComparisonPanel(session, live, parent),
        checks=ChecksPanel(session, live, parent),
        paper=PaperPanel(session, live, parent),
        curve=CurvePanel(session, live, parent),
        log=LogPanel(session, live, parent),
    )
