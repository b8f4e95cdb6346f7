"""The window: where docks, menus, tool bar and pages lie. What commands do is wired in app."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from core.errors import InputError
from core.model.document import Document
from core.results import Analysis
from gui import images, recent
from gui.actions import bind_canvas, make_actions
from gui.docks import Docks
from gui.errors import MessageStrip, Verb
from gui.export_commands import NOT_YET
from gui.focus_ring import move_focus
from gui.help_card import HelpCard
from gui.ledger import Ledger
from gui.live_analysis import LiveAnalysis
from gui.menus import add_panel_toggles, fill_menus, needing_a_figure
from gui.results_pane import ResultsPane
from gui.session import Session
from gui.settings import Settings, WindowState
from gui.start_page import StartPage
from gui.status_line import EMPTY_HINT, StatusLine
from gui.tool_bar import ToolBar
from gui.widgets import column, stacked

if TYPE_CHECKING:
    from gui.guide import Guide
    from gui.room import Room
    from gui.workspace import Workspace

FIRST_SIZE = (1440, 900)
SMALLEST = (1024, 640)
NO_STATE = WindowState(None, False, None)


class MainWindow(QMainWindow):
    """One document in one window.

    Signals
    -------
    close_requested()
        The person wants to leave; `close_now` does it.
    mime_dropped(QMimeData)
        Something was dropped on the window.
    closed()
    built()
        The workspace is there: panels, tool bar and docks can be asked for.
    """

    close_requested = Signal()
    mime_dropped = Signal(object)
    closed = Signal()
    built = Signal()

    panels: "Workspace"
    tool_bar: ToolBar
    results: ResultsPane
    docks: Docks
    room: "Room"
    guide: "Guide"

    def __init__(
        self,
        session: Session,
        live: LiveAnalysis,
        settings: Settings,
        *,
        keeps_state: bool = True,
    ) -> None:
        super().__init__()
        self._keeps_state = keeps_state
        self.session, self.live, self.settings = session, live, settings
        self.is_built = False
        self._may_close = False
        self._is_working: bool | None = None
        self._kept_docks: QByteArray | None = None
        self._is_not_yet = False
        self.setWindowIcon(images.app_icon())
        self.setAcceptDrops(True)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks)
        self.acts = make_actions(self)
        self.strip = MessageStrip(self)
        # Of its own, so that an offer never takes the place of what went wrong.
        self.offer = MessageStrip(self)
        self.start_page = StartPage(settings)
        self.status_line = StatusLine()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self._centre = column(self.strip, self.offer, self._pages)
        self.setCentralWidget(self._centre)
        self.setStatusBar(self.status_line)
        self.help_card = HelpCard(self)
        self._needs_figure = needing_a_figure()
        fill_menus(self.menuBar(), self.acts)
        self._connect_session()
        self._restore()
        self.show_document(session.document)
        self.show_title()

    def build(self) -> None:
        """Make the workspace; the start page can be used before, so this may come later."""
        if self.is_built:
            return
        from gui.guide import Guide
        from gui.result_tabs import make_results
        from gui.room import Room
        from gui.workspace import make_workspace

        self.is_built = True
        self.panels = make_workspace(self.session, self.live, self)
        self.tool_bar = ToolBar(self.acts)
        self.tool_bar.setVisible(self.is_working)
        self.ledger = Ledger(self.panels.comparison, self.panels.reported)
        self.results = make_results(self.panels, self.ledger)
        self.results.tabs.tabBarClicked.connect(self._on_tab_clicked)
        self.detail = stacked(self.panels.points, self.panels.calibration)
        self.docks = self._make_docks()
        comparison = self.panels.comparison
        self.room = Room(self, self._centre, self.docks, self.tool_bar, self.results, comparison)
        self.guide = Guide(
            self.panels,
            self.docks,
            self.results,
            self.ledger,
            self.detail,
            self.status_line,
            self.acts,
        )
        self._pages.addWidget(self.panels.figure)
        self.addToolBar(self.tool_bar)
        self._connect_workspace()
        self.guide.show_reported(False)
        self._lay_out()
        self.built.emit()

    # --- what is shown

    @property
    def is_working(self) -> bool:
        """Whether a figure is open: docks and tool bar show, the start page does not."""
        return self._is_working is True

    def show_document(self, document: Document) -> None:
        """Show the start page while there is no figure, the workspace else."""
        is_working = document.figure is not None
        for spec in self._needs_figure:
            self.acts[spec].setEnabled(is_working)
        if is_working == self._is_working:
            return
        self._is_working = is_working
        if is_working:
            self.build()
        if self.is_built:
            self.tool_bar.setVisible(is_working)
        self._pages.setCurrentIndex(int(is_working))
        if is_working:
            self.room.show_docks(self._kept_docks)
            self._kept_docks = None
            self.panels.figure.setFocus(Qt.FocusReason.OtherFocusReason)
            self.status_line.show_hint(self.panels.figure.hint)
        else:
            if self.is_built:
                self.docks.hide()
                self.start_page.refresh()
            self.status_line.show_hint(EMPTY_HINT)
            self.status_line.show_live("")
            self.status_line.show_saved(None)

    def show_title(self) -> None:
        """Name the project and say whether it has changes."""
        path, document = self.session.path, self.session.document
        name = path.name if path else document.title
        self.setWindowTitle(f"{name}[*] – KMTrace" if name else "KMTrace[*]")
        self.setWindowModified(self.session.is_modified)

    def show_analysis(self, analysis: Analysis) -> None:
        """Show badge and counts of a new analysis."""
        if self._is_not_yet:
            self.strip.dismiss()
            self._is_not_yet = False
        state, words = recent.badge(analysis)
        for place in (self.tool_bar, self.results):
            place.show_badge(state, words)
        self._show_counts()
        self.room.fit_rows()
        self.tool_bar.badge.setToolTip(analysis.badge_sentence)
        self.results.badge.setToolTip(analysis.badge_sentence)
        self.status_line.show_live("live" if self._is_working else "")

    def show_stale(self, is_stale: bool) -> None:
        """Say whether the numbers are current."""
        if self._is_working:
            self.status_line.show_live("updating" if is_stale else "live")

    def show_failure(self, error: InputError, verbs: tuple[Verb, ...] = ()) -> None:
        """Put a message above the canvas."""
        self.strip.show_error(error, *verbs)
        self._is_not_yet = error.code in NOT_YET

    def show_help(self) -> None:
        """Show how the step at hand is done, or take that away."""
        key = self.panels.steps.current if self.is_working else "start"
        self.help_card.toggle(key, self._pages)

    def focus_panel(self, step: int) -> None:
        """Give the focus to the next panel, or with -1 to the one before."""
        panels: tuple[QWidget, ...] = (
            self.panels.figure.canvas,
            self.panels.steps,
            self.panels.arms,
            self.panels.magnifier,
            self.detail,
            self.results.tabs,
            self.results.panel,
        )
        move_focus(self.focusWidget(), panels, step)

    def start_over(self) -> None:
        """Another file comes: nothing that was said or open of the last one stays."""
        self.strip.dismiss()
        self.help_card.close_card()
        self.status_line.show_note("")
        self.status_line.show_saved(None)
        self.live.start_over()
        if self.is_built:
            self.room.start_over()
            self.panels.start_over()
            self.guide.start_over()

    def reset_layout(self) -> None:
        """Put every panel back."""
        self.docks.reset()

    def add_above_figure(self, widget: QWidget) -> None:
        """Put something between the messages and the figure."""
        layout = self._centre.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.count() - 1, widget)

    # --- leaving

    def close_now(self) -> None:
        """Close without asking."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close and self.session.is_modified:
            event.ignore()
            self.close_requested.emit()
            return
        self._keep()
        event.accept()
        self.hide()
        self.closed.emit()

    # --- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.acts["full_screen"].setChecked(self.isFullScreen())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if mime.hasUrls() or mime.hasImage():
            event.acceptProposedAction()
            self.start_page.set_hovered(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.start_page.set_hovered(False)

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.start_page.set_hovered(False)
        self.mime_dropped.emit(event.mimeData())

    # --- how

    def _make_docks(self) -> Docks:
        panels = {
            "steps": self.panels.steps,
            "arms": self.panels.arms,
            "loupe": self.panels.magnifier,
            "points": self.detail,
            "results": self.results,
        }
        docks = Docks(self, panels)
        docks.reset()
        return docks

    def _connect_session(self) -> None:
        session = self.session
        session.document_changed.connect(self.show_document)
        # Methods, not lambdas: they are let go of when the window is gone before the session.
        session.document_changed.connect(self._on_session_changed)
        session.modified_changed.connect(self._on_session_changed)
        session.modified_changed.connect(self.status_line.show_modified)
        session.path_changed.connect(self._on_session_changed)
        stack = session.undo_stack
        for name, can in (("undo", stack.can_undo_changed), ("redo", stack.can_redo_changed)):
            self.acts[name].setEnabled(False)
            can.connect(self.acts[name].setEnabled)
        stack.undo_text_changed.connect(self._show_undo_text)
        stack.redo_text_changed.connect(self._show_redo_text)

    def _connect_workspace(self) -> None:
        live, figure = self.live, self.panels.figure
        add_panel_toggles(self.acts["move_panels"], self.docks.docks.values(), self)
        live.ready.connect(self.show_analysis)
        live.stale_changed.connect(self.show_stale)
        figure.tool_changed.connect(self.guide.show_tool)
        figure.hint_changed.connect(self.status_line.show_hint)
        figure.zoom_changed.connect(self.tool_bar.show_zoom)
        figure.looks.mode_changed.connect(self._show_overlay)
        for asks in (self.panels.steps, self.ledger):
            asks.step_requested.connect(self.guide.show_step)
        self.results.current_changed.connect(self.room.follow_tab)
        self.panels.checks.grouped.connect(self._show_counts)
        self.panels.paper.flags_changed.connect(partial(self.results.show_number, "paper"))
        bind_canvas(self.acts, figure)
        for number in range(9):
            shortcut = QShortcut(QKeySequence(str(number + 1)), figure)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._activate_arm, number))
        for signal in self.panels.place_signals():
            signal.connect(self.guide.show_place)

    def _on_tab_clicked(self, index: int) -> None:
        if index == 0 and self.results.current == "comparison":
            self.guide.show_reported(False)

    def _on_session_changed(self, _value: object) -> None:
        self.show_title()

    def _show_undo_text(self, text: str) -> None:
        self.acts["undo"].setText(f"&Undo {text}".strip())

    def _show_redo_text(self, text: str) -> None:
        self.acts["redo"].setText(f"&Redo {text}".strip())

    def _show_counts(self) -> None:
        if self.live.latest is not None:
            self.results.show_counts(self.live.latest, self.panels.checks.n_grouped)

    def _show_overlay(self, mode: str) -> None:
        self.acts[f"overlay_{mode}"].setChecked(True)

    def _activate_arm(self, index: int) -> None:
        arms = self.session.document.arms
        if index < len(arms):
            self.session.activate_arm(arms[index].id)

    def _lay_out(self) -> None:
        if self.is_built:
            self.room.share_out(is_working=self.is_working)

    def _restore(self) -> None:
        screen = QGuiApplication.primaryScreen().availableSize()
        self.setMinimumSize(min(SMALLEST[0], screen.width()), min(SMALLEST[1], screen.height()))
        state = self.settings.window_state() if self._keeps_state else NO_STATE
        if state.rect is not None:
            self.setGeometry(state.rect)
        else:
            self.resize(min(FIRST_SIZE[0], screen.width()), min(FIRST_SIZE[1], screen.height()))
        if state.is_maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self._kept_docks = state.docks

    def _keep(self) -> None:
        if not self._keeps_state:
            return
        docks = self.docks.state() if self.is_working else self._kept_docks
        self.settings.keep_window_state(
            WindowState(self.normalGeometry(), self.isMaximized(), docks)
        )
