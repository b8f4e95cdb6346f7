"""Where the window leads: to a step, to what belongs to a tool, to the place of a finding."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget

from core.errors import Place, PlaceKind
from gui.docks import Docks
from gui.ledger import Ledger
from gui.results_pane import ResultsPane
from gui.status_line import StatusLine
from gui.workspace import Workspace

# Where the results tab and the tool go when a step is asked for.
_STEP_TOOLS = {"axes": "axes", "arms": "trace"}
_STEP_TABS = {"at_risk": "at_risk", "reported": "comparison", "check": "comparison"}
_STEP_HINTS = {
    "at_risk": "At risk: type the number, Tab goes to the next time.",
    "reported": "Reported: paste the sentence from the abstract, or type beside each measure.",
    "check": "Check: Why? beside a value that differs looks for the cause.",
}
_TOOL_STEPS = {"axes": "axes", "trace": "arms", "censor": "arms"}


class Guide:
    """Brings panels to the front; decides nothing about the document."""

    def __init__(
        self,
        panels: Workspace,
        docks: Docks,
        results: ResultsPane,
        ledger: Ledger,
        detail: QStackedWidget,
        status_line: StatusLine,
        acts: dict[str, QAction],
    ) -> None:
        self._panels, self._docks, self._results = panels, docks, results
        self._ledger, self._detail, self._status_line = ledger, detail, status_line
        self._acts = acts

    def start_over(self) -> None:
        """Show of every place what a project begins with."""
        self._results.show_tab("comparison")
        self.show_reported(False)
        self._detail.setCurrentIndex(0)

    def show_step(self, key: str) -> None:
        """Show the place of one of the six steps and mark it."""
        panels = self._panels
        panels.steps.set_current(key)
        if key in _STEP_TABS:
            self._docks.raise_("results")
            self._results.show_tab(_STEP_TABS[key])
        self.show_reported(key == "reported")
        if key in _STEP_TOOLS:
            panels.figure.set_tool(_STEP_TOOLS[key])
            panels.figure.setFocus(Qt.FocusReason.OtherFocusReason)
        elif key == "reported":
            panels.reported.setFocus(Qt.FocusReason.OtherFocusReason)
        elif key == "at_risk":
            panels.risk_table.focus_next()
        self._detail.setCurrentIndex(int(key == "axes"))
        if key in _STEP_HINTS:
            self._status_line.show_hint(_STEP_HINTS[key])

    def show_reported(self, is_shown: bool) -> None:
        """Show what the paper reports for typing, or the comparison."""
        self._ledger.show_reported(is_shown)
        self._results.set_legend_shown(not is_shown)

    def show_tool(self, name: str) -> None:
        """Check the tool's button; the axes tool brings the axis table."""
        self._acts[f"tool_{name}"].setChecked(True)
        self._detail.setCurrentIndex(int(name == "axes"))
        step = _TOOL_STEPS.get(name)
        if step is not None:
            self._panels.steps.set_current(step)

    def show_place(self, place: Place) -> None:
        """Lead to where a finding belongs, on the figure and in the panels."""
        panels = self._panels
        if place.kind in (PlaceKind.RISK_CELL, PlaceKind.RISK_TIME):
            self._results.show_tab("at_risk")
            panels.risk_table.show_place(place)
        elif place.kind is PlaceKind.REPORTED:
            self.show_step("reported")
        else:
            if place.kind is PlaceKind.AXIS_POINT:
                panels.figure.set_tool("axes")
            panels.figure.show_place(place)
