"""Composition root: makes the window, wires commands to it, runs it."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from gui import recovery, theme
from gui.background import Background
from gui.choices import Choices
from gui.errors import as_input_error
from gui.file_commands import FileCommands
from gui.find_command import FindCommand, ShortcutSheet
from gui.ink_watch import InkWatch
from gui.key_settings import KeySettings
from gui.keymap import KeyMap
from gui.live_analysis import LiveAnalysis
from gui.main_window import MainWindow
from gui.memory import keep_small
from gui.panels.step_list import KEYS as STEPS
from gui.recovery import Recovered, Recovery
from gui.session import Session
from gui.settings import Settings
from gui.start_page import sample_paths
from gui.tool_bar import OVERLAYS, TOOLS

if TYPE_CHECKING:
    from core.digitize.proposal import FigureProposal
    from core.figure.open import OpenedFigure
    from gui.figure_desk import FigureDesk
    from gui.opened import Opened
    from gui.reading_process import ReadingProcess

SWITCH_S = 0.0005
VERSION_WORDS = "KMTrace reads published Kaplan–Meier figures and checks what the paper reports."


class App:
    """One window with everything it needs; `close` leaves nothing running.

    The workspace is built at once unless ``builds_later``: then the start page shows
    first, and `MainWindow.build` follows.
    """

    desk: "FigureDesk"

    def __init__(
        self,
        session: Session | None = None,
        live: LiveAnalysis | None = None,
        *,
        keeps_settings: bool = True,
        builds_later: bool = False,
    ) -> None:
        # A thread that computes hands the interpreter over sooner than every 5 ms.
        sys.setswitchinterval(SWITCH_S)
        self.settings = Settings()
        self.session = session or Session()
        self.live = live or LiveAnalysis()
        self._reader: ReadingProcess | None = None
        self.ink = InkWatch()
        self.live.amend = self.ink.amend
        self.window = MainWindow(self.session, self.live, self.settings, keeps_state=keeps_settings)
        self.keymap = KeyMap(self.window.acts, self.settings, self.window)
        self.commands = FileCommands(self.session, self.live, self.settings, self.window)
        self.recovery = Recovery(self.session, Background(self.window), self.window)
        self._is_closed = False
        self._connect_session()
        self._connect_window()
        self._connect_verbs(self._verbs())
        self.choices = Choices(self.session, self.window.acts, self.window)
        self._show_choices()
        self.window.built.connect(self._connect_workspace)
        if self.window.is_built:
            self._connect_workspace()
        elif not builds_later:
            self.window.build()

    def close(self) -> None:
        """Stop workers and remove the recovery copy; safe to call twice."""
        if not self._is_closed:
            self._is_closed = True
            self.live.shutdown()
            self.recovery.close()
            if self.window.is_built:
                self.desk.shutdown()
            if self._reader is not None:
                self._reader.close()
            self.commands.shutdown()
            # The stack tells of its own end, when those who listen may be gone.
            self.session.undo_stack.blockSignals(True)

    def reader(self) -> "ReadingProcess":
        """Return what reads pictures; made when first asked for, as its imports take time."""
        if self._reader is None:
            from gui.reading_process import ReadingProcess

            self._reader = ReadingProcess()
        return self._reader

    # --- wiring

    def _connect_session(self) -> None:
        self.session.document_changed.connect(self.live.request)
        self.live.failed.connect(self._on_analysis_failed)
        if self.session.document.figure is not None:
            self.live.request(self.session.document)

    def _connect_window(self) -> None:
        window, commands, start = self.window, self.commands, self.window.start_page
        commands.failed.connect(window.show_failure)
        commands.noted.connect(window.status_line.show_note)
        commands.saved.connect(window.status_line.show_saved)
        commands.background.busy_changed.connect(window.status_line.show_note)
        commands.opened.connect(self._show_opened)
        window.close_requested.connect(lambda: commands.leave(window.close_now))
        window.mime_dropped.connect(commands.open_mime)
        window.closed.connect(self.close)
        start.open_figure_requested.connect(commands.choose_figure)
        start.open_project_requested.connect(commands.choose_project)
        start.sample_requested.connect(commands.open_sample)
        start.project_requested.connect(commands.open_path)
        start.saved_version_requested.connect(commands.open_path)
        start.recover_requested.connect(self._on_recover)
        start.locate_requested.connect(self._on_locate)

    def _connect_workspace(self) -> None:
        """Wire what there is only once the workspace is built."""
        from gui.figure_desk import FigureDesk

        window, figure = self.window, self.window.panels.figure
        self.desk = FigureDesk(
            self.session, self.reader(), figure, window.offer, window.acts, window
        )
        window.add_above_figure(self.desk.pages.strip)
        self.desk.source.changed.connect(self._watch_ink)
        self.desk.proposals.changed.connect(self._show_offered)
        self.desk.noted.connect(window.status_line.show_note)
        self.desk.failed.connect(window.show_failure)
        self.desk.text_taken.connect(self._show_text)
        take_text = window.acts["take_text"]
        window.panels.paper.text_wanted.connect(take_text.trigger)
        take_text.changed.connect(
            lambda: window.panels.paper.offer_text(is_there=take_text.isEnabled())
        )
        self.commands.figure_opened.connect(self.desk.begin)
        self._connect_verbs(self._figure_verbs())
        window.acts[f"tool_{figure.tool}"].setChecked(True)
        window.acts[f"overlay_{figure.looks.mode}"].setChecked(True)
        figure.set_dim(self.settings.is_figure_dimmed)
        self._show_held_keys()
        self.keymap.changed.connect(self._show_held_keys)

    def _show_held_keys(self) -> None:
        self.window.panels.figure.set_held_keys(self.keymap.held())

    def _connect_verbs(self, verbs: dict[str, Callable[[], object]]) -> None:
        for name, act in verbs.items():
            self.window.acts[name].triggered.connect(lambda _on=False, act=act: act())

    def _verbs(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do that need no figure."""
        window, commands = self.window, self.commands
        verbs: dict[str, Callable[[], object]] = {
            "new": commands.new,
            "open_figure": commands.choose_figure,
            "open_project": commands.choose_project,
            "open_sample": self._open_sample,
            "sample_again": self._open_sample,
            "save": commands.save,
            "save_as": commands.save_as,
            "export_patients": commands.export_patients,
            "export_report": commands.export_report,
            "export_draws": commands.export_draws,
            "quit": window.close,
            "undo": self.session.undo_stack.undo,
            "redo": self.session.undo_stack.redo,
            "paste": self._paste,
            "find_command": self._find_command,
            "key_settings": lambda: KeySettings(self.keymap, window).show(),
            "help": window.show_help,
            "shortcuts": lambda: ShortcutSheet(self.keymap, window).show(),
            "about": self._about,
            "dim_figure": self._toggle_dim,
            "full_screen": self._toggle_full_screen,
            "remove_arm": self._remove_arm,
        }
        for scheme in ("system", "light", "dark"):
            verbs[f"scheme_{scheme}"] = partial(self._set_scheme, scheme)
        return verbs

    def _figure_verbs(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do that act on panels."""
        window, figure = self.window, self.window.panels.figure
        verbs: dict[str, Callable[[], object]] = {
            "delete": figure.delete_selected,
            "select_all": figure.select_all,
            "zoom_in": figure.canvas.zoom_in,
            "zoom_out": figure.canvas.zoom_out,
            "fit": figure.canvas.fit,
            "actual_size": figure.canvas.actual_size,
            "cycle_overlay": figure.looks.cycle,
            "toggle_snap": figure.toggle_snap,
            "toggle_guides": figure.looks.toggle_guides,
            "show_loupe": window.docks.docks["loupe"].toggleViewAction().trigger,
            "move_panels": self._toggle_movable,
            "reset_layout": window.reset_layout,
            "next_panel": lambda: window.focus_panel(1),
            "previous_panel": lambda: window.focus_panel(-1),
            "new_arm": window.panels.arms.add_arm,
            "rename_arm": window.panels.arms.rename_active,
            **self.desk.verbs(),
        }
        for name in TOOLS:
            verbs[f"tool_{name}"] = partial(figure.set_tool, name)
        for mode in OVERLAYS:
            verbs[f"overlay_{mode}"] = partial(figure.looks.set_mode, mode)
        for key in STEPS:
            verbs[f"step_{key}"] = partial(window.guide.show_step, key)
        return verbs

    def _show_choices(self) -> None:
        acts = self.window.acts
        acts[f"scheme_{self.settings.scheme}"].setChecked(True)
        acts["dim_figure"].setChecked(self.settings.is_figure_dimmed)
        acts["open_sample"].setEnabled(bool(sample_paths()))
        acts["sample_again"].setEnabled(bool(sample_paths()))

    def _show_opened(self, opened: "Opened") -> None:
        self.window.start_over()
        if opened.pixels is not None:
            self.window.build()
        if self.window.is_built:
            self.desk.adopt(opened)

    def _show_offered(self, proposal: "FigureProposal | None") -> None:
        self.window.panels.show_offered(proposal is not None)

    def _show_text(self, text: str, place: str) -> None:
        """Put words of the PDF into the Paper tab, and show it."""
        self.window.results.show_tab("paper")
        self.window.panels.paper.add_text(text, place)

    def _watch_ink(self, opened: "OpenedFigure | None") -> None:
        """Look for points off the ink on the figure that is shown now."""
        file, document = self.desk.source.file, self.session.document
        self.ink.show(file, None if opened is None else opened.pixels)
        if file == document.figure and any(arm.trace for arm in document.arms):
            self.live.request(document)

    # --- verbs that need more than one part

    def _open_sample(self) -> None:
        samples = list(sample_paths().values())
        if samples:
            self.commands.open_sample(samples[0])

    def _paste(self) -> None:
        """Paste into a table that has the focus, else a figure."""
        focus = QApplication.focusWidget()
        is_elsewhere = (
            focus is not None
            and self.window.is_working
            and not self.window.panels.figure.isAncestorOf(focus)
        )
        if focus is not None and is_elsewhere:
            control = Qt.KeyboardModifier.ControlModifier
            event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_V, control)
            event.ignore()
            # Sent through the application, it would find this very shortcut again.
            focus.event(event)
            if event.isAccepted():
                return
        self.commands.paste()

    def _remove_arm(self) -> None:
        arm_id = self.session.active_arm_id
        if arm_id is not None:
            name = self.session.document.arm(arm_id).name
            self.session.apply(f"Remove arm {name}", self.session.document.without_arm(arm_id))

    def _toggle_dim(self) -> None:
        self.settings.is_figure_dimmed = self.window.acts["dim_figure"].isChecked()
        if self.window.is_built:
            self.window.panels.figure.set_dim(self.settings.is_figure_dimmed)

    def _toggle_movable(self) -> None:
        self.window.docks.set_movable(self.window.acts["move_panels"].isChecked())

    def _toggle_full_screen(self) -> None:
        is_full = self.window.isFullScreen()
        self.window.showNormal() if is_full else self.window.showFullScreen()

    def _set_scheme(self, scheme: str) -> None:
        self.settings.scheme = scheme
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, scheme)

    def _find_command(self) -> None:
        finder = FindCommand(self.window.acts, self.window)
        top = self.window.mapToGlobal(self.window.rect().topLeft())
        left = top.x() + (self.window.width() - finder.width()) // 2
        finder.move(left, top.y() + theme.px(80))
        finder.show()
        finder.line.setFocus()

    def _about(self) -> None:
        self.window.strip.show_note(VERSION_WORDS)

    def _on_recover(self, item: Recovered) -> None:
        def opened() -> None:
            self.recovery.write(discard)

        def discard() -> None:
            item.discard()
            self.window.start_page.offer_recovered(recovery.left_behind())

        self.commands.open_recovered(item.file, opened)

    def _on_locate(self, path: str) -> None:
        self.settings.forget(path)
        self.window.start_page.refresh()
        self.commands.choose_project()

    def _on_analysis_failed(self, error: Exception) -> None:
        self.window.status_line.show_live("failed")
        self.window.show_failure(as_input_error(error))


def make_window(session: Session | None = None, live: LiveAnalysis | None = None) -> App:
    """Return the program without its event loop, as tests and screenshots need it."""
    keep_small()
    app = QApplication.instance()
    if isinstance(app, QApplication) and not app.property("kmtraceThemed"):
        theme.apply(app, Settings().scheme)
    return App(session, live)


def screenshot(
    project_path: Path,
    out_png: Path,
    size: tuple[int, int] = (1440, 900),
    scheme: str = "light",
) -> None:
    """Draw the window with a project opened and its numbers ready into a PNG file.

    Raises
    ------
    InputError
        When the project cannot be opened.
    """
    from gui.snapshot import draw

    draw(project_path, out_png, size, scheme)
