"""The figure with everything drawn over it, and the tools that work on it.

Turns Qt events into `Pointer`, lets the tool of the moment edit the session,
and draws what document and analysis say.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QWidget

from core.errors import Place
from core.model.document import PixelPoint
from gui import theme
from gui.figure.axes_tool import AxisQuestion
from gui.figure.canvas import Canvas
from gui.figure.drawing import Drawing
from gui.figure.focus_frame import FocusFrame
from gui.figure.gesture_layer import GestureLayer
from gui.figure.items import Pixels
from gui.figure.keyboard import Keyboard
from gui.figure.looks import Looks
from gui.figure.mouse import Mouse
from gui.figure.offer import Offer
from gui.figure.painting import ACCENT
from gui.figure.places import lead_to
from gui.figure.pointer import Pointer
from gui.figure.questions import Questions
from gui.figure.readout import Readout, readout
from gui.figure.region_tool import Box
from gui.figure.scenery import Scenery
from gui.figure.session_focus import SessionFocus
from gui.figure.shapes import Shapes
from gui.figure.staleness import Staleness
from gui.figure.tool import Gesture, Tool
from gui.figure.toolbox import Toolbox
from gui.live_analysis import LiveAnalysis
from gui.session import Session

SHOW_ZOOM = 2.0


class FigureView(FocusFrame):
    """The canvas of the window.

    Signals
    -------
    tool_changed(str)
        select, trace, axes, censor, auto, region or colour.
    cursor_moved(PixelPoint or None)
        Where a click would act; None when the pointer is elsewhere.
    hint_changed(str)
        What to do next, for the status bar.
    zoom_changed(float)
        1 is a screen pixel to a figure pixel.
    snap_changed(bool)
    drawing_changed()
        What is drawn over the figure changed.
    figure_changed()
        Another figure is shown.
    region_drawn(tuple)
        A box was drawn round the figure: left, top, right, bottom in figure pixels.
    text_drawn(tuple)
        A box was drawn round text that is wanted, in figure pixels.
    colour_picked(tuple or None, PixelPoint)
        The colour tool was clicked: sRGB of the ink there, None on the paper.
    """

    tool_changed = Signal(str)
    cursor_moved = Signal(object)
    hint_changed = Signal(str)
    zoom_changed = Signal(float)
    snap_changed = Signal(bool)
    drawing_changed = Signal()
    figure_changed = Signal()
    region_drawn = Signal(object)
    text_drawn = Signal(object)
    colour_picked = Signal(object, object)

    def __init__(self, session: Session, live: LiveAnalysis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._live = live
        self._staleness = Staleness(live, self)
        self._scenery = Scenery(session, live)
        self.looks = Looks(self._scenery, self)
        self.canvas = Canvas(self._scenery.paint_under, self._scenery.paint_over, self)
        self._gestures = GestureLayer(self.canvas)
        self.questions = Questions(
            session,
            self.shapes,
            self,
            self._form_place,
            self._on_form_closed,
            self.region_drawn.emit,
            self.text_drawn.emit,
        )
        self.offer = Offer(self, self._scenery)
        self._tools = Toolbox(
            session,
            self.offer,
            ask_axis=self._ask_axis,
            ask_region=self._ask_region,
            figure_size=self._figure_size,
            figure_pixels=lambda: self.mouse.snapper.pixels,
            colour_found=self.colour_picked.emit,
        )
        self._dims = True
        self._hint = ""
        self._zoom = 0.0
        self._is_waiting = False
        self.mouse = Mouse(self)
        self._keyboard = Keyboard(self)
        self.canvas.setAccessibleName("Figure")
        self.frame(self.canvas)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.canvas.view_changed.connect(self._on_view_changed)
        for changed in (
            self.session.document_changed,
            self.session.preview_changed,
            self.session.active_arm_changed,
            self.session.selection_changed,
            self._live.ready,
        ):
            changed.connect(self._on_content_changed)
        self._staleness.changed.connect(self.refresh)
        self.looks.changed.connect(self.refresh)
        theme.changed.connect(self._follow_theme)
        self._follow_theme()

    @property
    def shapes(self) -> Shapes:
        """Arms and axes in figure pixels."""
        return self._scenery.shapes

    @property
    def drawing(self) -> Drawing:
        """What is drawn over the figure."""
        return self._scenery.drawing

    # --- for the window -------------------------------------------------------------------------

    @property
    def active_tool(self) -> Tool:
        """The tool in use."""
        return self._tools.active

    @property
    def tool(self) -> str:
        """Name of the tool in use."""
        return self.active_tool.name

    @property
    def hint(self) -> str:
        """What to do next."""
        return self._hint

    @property
    def is_snapping(self) -> bool:
        """Whether clicks move to the ink of the figure."""
        return self.mouse.snapper.is_on

    @property
    def zoom(self) -> float:
        """Screen pixels to a figure pixel."""
        return self.canvas.mapping.zoom

    def set_pixels(self, pixels: Pixels | None) -> None:
        """Show another figure, uint8 of shape (height, width, 3); nothing on it is selected."""
        self.cancel_gesture()
        self._tools.deselect()
        self.mouse.forget()
        self.hide_cursor()
        self.mouse.snapper.set_pixels(pixels)
        self._scenery.pills.set_pixels(pixels)
        self.canvas.set_pixels(pixels)
        self.figure_changed.emit()
        self.refresh()

    def start_over(self) -> None:
        """Another project comes: back to the tool and the overlays it begins with."""
        self.cancel_gesture()
        self.set_tool("select")
        self.looks.start_over()

    def set_has_words(self, has_words: bool) -> None:
        """Say whether the figure is a page whose words can be taken."""
        self.questions.region_form.has_words = has_words

    @property
    def has_proposal(self) -> bool:
        """Whether something waits to be accepted."""
        return self.offer.shapes is not None

    def set_tool(self, name: str) -> None:
        """Use the tool of this name: select, trace, axes, censor, auto, region or colour."""
        if not self._tools.has(name) or name == self.tool:
            return
        self.questions.close()
        self._tools.use(name)
        self.tool_changed.emit(name)
        self.refresh()

    def set_held_keys(self, keys: dict[Qt.Key, str]) -> None:
        """Set which keys hide the overlays, pan or zoom while they are held."""
        self._keyboard.let_go()
        self._keyboard.holds = keys

    def set_snap(self, is_on: bool) -> None:
        """Let clicks move to the ink of the figure, or not."""
        if is_on != self.mouse.snapper.is_on:
            self.mouse.snapper.is_on = is_on
            self.snap_changed.emit(is_on)
            self.refresh()

    def toggle_snap(self) -> None:
        """Switch snapping."""
        self.set_snap(not self.is_snapping)

    def set_dim(self, is_on: bool) -> None:
        """Dim the figure in the dark scheme, or never."""
        self._dims = is_on
        self._follow_theme()

    def delete_selected(self) -> None:
        """Remove the selected points, or the selected axis point."""
        self.active_tool.delete()
        self.refresh()

    def select_all(self) -> None:
        """Select every point of the active arm."""
        shape = self.shapes.arm(self.session.active_arm_id)
        if shape is not None:
            self.session.select(frozenset(range(len(shape.points))))

    def next_arm(self) -> None:
        """Trace the next arm."""
        self.set_tool("trace")
        self._tools.trace.next_arm()
        self.refresh()

    def show_place(self, place: Place) -> None:
        """Lead the eye to a traced point, an axis point, an arm or the figure."""
        lead_to(self, place)

    @property
    def selected_tick(self) -> int | None:
        """The axis point that is selected."""
        return self._tools.axes.selected

    def select_axis_point(self, index: int) -> None:
        """Select an axis point with the axes tool."""
        self.set_tool("axes")
        self._tools.axes.selected = index
        self.refresh()

    def flash(self, at: PixelPoint) -> None:
        """Bring a place to the middle and flash it once."""
        if self.canvas.has_figure:
            self.canvas.centre_on(at, min_zoom=SHOW_ZOOM)
            self._gestures.flash(at)
            self.cursor_moved.emit(at)

    def tick_at(self, place: QPointF) -> int | None:
        """Return the axis point whose value is printed on a pill at this place of the canvas."""
        if self.tool not in ("select", "axes"):
            return None
        scenery, canvas = self._scenery, self.canvas
        return scenery.pills.index_at(place, scenery.ticks, canvas.mapping, QSizeF(canvas.size()))

    # --- for menu, keyboard and loupe -------------------------------------------------------------

    def readout_at(self, at: PixelPoint) -> Readout:
        """Return time and survival at a place of the figure."""
        return readout(at, self.shapes.transform, self.session.shown.calibration.time_unit)

    @property
    def gesture(self) -> Gesture:
        """What the tool asks to be drawn."""
        return self.active_tool.gesture

    @property
    def gesture_colour(self) -> QColor:
        """Colour of the cursor."""
        return self._tools.cursor_colour()

    def ask_point(self, arm_id: str, index: int) -> None:
        """Open the form for a point's values."""
        SessionFocus(self.session).focus_on(arm_id, frozenset({index}))
        self.questions.ask_point(arm_id, index)

    def ask_axis_value(self, index: int) -> None:
        """Open the form for the value of an axis point."""
        self._tools.axes.selected = index
        self._tools.axes.ask_about(index)

    def ask_axis_at(self, at: PixelPoint) -> None:
        """Open the form for the value of a new axis point."""
        self._tools.axes.ask_at(at)

    def show_pointer(self, pointer: Pointer) -> None:
        """Show the cursor where a click would act, and what the tool asks for."""
        colour = self.gesture_colour
        if self.tool != "select" or self.mouse.crosshair is not None:
            words, is_filled = self.readout_at(pointer.at).short, pointer.snapped
            if self.tool == "colour":
                is_filled = self._tools.colour.colour is not None
                words = colour.name().upper() if is_filled else "paper"
            self._gestures.show_cursor(pointer.at, words, colour, is_snapped=is_filled)
        else:
            self._gestures.hide_cursor()
        self._gestures.show_gesture(self.gesture, colour)

    def show_gesture(self, gesture: Gesture | None = None) -> None:
        """Show what the tool asks for, or another gesture."""
        colour = self.gesture_colour if gesture is None else QColor(ACCENT)
        self._gestures.show_gesture(gesture or self.gesture, colour)

    def hide_cursor(self) -> None:
        """Hide the cursor and tell the loupe."""
        self._gestures.hide_cursor()
        self.cursor_moved.emit(None)

    def cancel_gesture(self) -> bool:
        """Drop what is being done; return whether there was something."""
        was_zooming = self.mouse.cancel_box()
        return self.questions.close() or self.active_tool.cancel() or was_zooming

    @contextmanager
    def one_refresh(self) -> Iterator[None]:
        """Draw anew once after several changes."""
        self._is_waiting = True
        try:
            yield
        finally:
            self._is_waiting = False
            self.refresh()

    def refresh(self) -> None:
        """Draw anew what document, analysis and tool say."""
        if self._is_waiting:
            return
        is_deep = self._scenery.renew(
            self.canvas.figure.size,
            tool=self.tool,
            selected_axis_point=self._tools.axes.selected,
            selected_region=self._tools.region.selected,
            is_stale=self._staleness.is_shown,
        )
        self.canvas.overlay.invalidate(under=is_deep)
        self.mouse.hover_again()
        self.show_gesture()
        self._update_hint()
        self.drawing_changed.emit()

    # --- keys, focus, paint -----------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the figure's keys from the window's shortcuts while the figure has the focus."""
        is_override = event.type() is QEvent.Type.ShortcutOverride and self.canvas.hasFocus()
        if is_override and isinstance(event, QKeyEvent) and self._keyboard.wants(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, place, delete, go on, hold."""
        if not self._keyboard.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what was held."""
        if not self._keyboard.release(event):
            super().keyReleaseEvent(event)

    def on_focus_lost(self) -> None:
        """Let go of what was held."""
        self._keyboard.let_go()

    def _follow_theme(self) -> None:
        self.canvas.follow_theme(dim=self._dims and theme.scheme() == "dark")
        self.update()

    def _update_hint(self) -> None:
        hint = self.offer.hint() or self.active_tool.hint() if self.canvas.has_figure else ""
        if hint != self._hint:
            self._hint = hint
            self.hint_changed.emit(hint)

    def _on_view_changed(self) -> None:
        if self.zoom != self._zoom:
            self._zoom = self.zoom
            self.zoom_changed.emit(self._zoom)
        self.questions.close()
        self.mouse.hover_again()
        self.show_gesture()

    def _on_content_changed(self, _what: object) -> None:
        self.refresh()

    def _on_form_closed(self) -> None:
        self.canvas.setFocus(Qt.FocusReason.PopupFocusReason)
        self.refresh()

    # --- places -----------------------------------------------------------------------------------

    def bring_into_view(self, at: PixelPoint) -> None:
        """Centre a place that is out of sight."""
        if not self.canvas.rect().contains(self.canvas.to_view(at).toPoint()):
            self.canvas.centre_on(at)

    def _figure_size(self) -> tuple[float, float]:
        return self.canvas.figure.size.width(), self.canvas.figure.size.height()

    def _ask_axis(self, question: AxisQuestion) -> None:
        self.questions.ask_axis_value(self._tools.axes, question)

    def _ask_region(self, box: Box) -> None:
        self.questions.ask_region(self._tools.region, box)

    def _form_place(self, at: PixelPoint) -> QPoint:
        return QPoint(self.canvas.pos() + self.canvas.to_view(at).toPoint())
