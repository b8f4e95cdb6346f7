"""What is done with the figure as a whole: its page, its box, reading it, following a curve."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from core.digitize.accept import Part
from core.errors import InputError
from core.figure.open import OpenedFigure, whole_pixels
from core.model.document import Calibration, Document, PixelPoint
from core.model.figure_box import Box, on_page, with_box
from gui.axes import transform_of
from gui.figure.colour_tool import Colour
from gui.figure.figure_view import FigureView
from gui.figure_source import FigureSource
from gui.other_figure import PUT_ASIDE, on_other_figure
from gui.proposals import Proposals
from gui.reader import FollowingJob
from gui.session import Session

# A box smaller than this, in figure pixels, holds no figure.
LEAST_BOX = 40.0
NO_INK = "There is only paper here. Click the line of the curve itself."
PICKED = "Colour picked. Once two values on each axis are set, a click follows the curve."
REGIONS = "Curves are looked for anew. Read the figure (Ctrl+R) to propose them all again."
NO_AXES = (
    "No curve can be followed before the axes are known. Set two values on each axis with the "
    "Axes tool, then click the curve again."
)


class FigureWork(QObject):
    """Verbs of the Figure menu that change what is shown or read it.

    Signals
    -------
    noted(str)
        Something was done, or cannot be, that the person should know.
    failed(InputError)
    """

    noted = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        source: FigureSource,
        proposals: Proposals,
        figure: FigureView,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._source, self._proposals = session, source, proposals
        self._figure = figure
        self._then: Callable[[OpenedFigure], None] | None = None
        # The reading failed once: asking for it again would say the same again.
        self._cannot_be_read = False
        self._regions = session.document.regions
        source.changed.connect(self._on_figure)
        figure.region_drawn.connect(self.set_box)
        figure.offer.curve_picked.connect(self.follow)
        figure.colour_picked.connect(self.follow_colour)
        session.document_changed.connect(self._on_document)
        figure.tool_changed.connect(self._on_tool)
        proposals.failed.connect(self._on_failed)
        proposals.put_aside.connect(lambda: self.noted.emit(PUT_ASIDE))

    def read(self) -> None:
        """Read the figure shown, again where it was read before."""
        if self._source.opened is not None:
            self._proposals.read(self._source.opened)

    def read_next_panel(self) -> None:
        """Read the next of several panels of the figure."""
        opened, reading = self._source.opened, self._proposals.reading
        if opened is not None and reading is not None and reading.panels:
            panel = (reading.panel + 1) % len(reading.panels)
            self._proposals.read(opened, panel=panel)

    def set_box(self, box: Box) -> None:
        """Make a box of the figure shown the figure, as one step, and read it."""
        opened, document = self._source.opened, self._session.document
        if opened is None or document.figure is None:
            return
        height, width = opened.pixels.shape[:2]
        kept = whole_pixels(box, width, height)
        if kept is None or min(kept[2] - kept[0], kept[3] - kept[1]) < LEAST_BOX:
            self.noted.emit("The box is too small for a figure. Drag it round the whole figure.")
            return
        self._figure.set_tool("select")
        self._change("Draw a box round the figure", with_box(document, on_page(document, kept)))

    def show_whole_page(self) -> None:
        """Take the box away, as one step, and read the page."""
        document = self._session.document
        if document.figure is not None and document.figure.box is not None:
            self._change("Show the whole page", with_box(document, None))

    def choose_page(self, number: int, *, is_step: bool = True) -> None:
        """Make another page of the file the figure and read it.

        What was set and traced on the page before goes with it; undo brings it
        back. Without ``is_step`` the page was never chosen otherwise.
        """
        figure = self._session.document.figure
        if figure is None or number == figure.page:
            return
        wanted = replace(figure, page=number, box=None)

        def show(opened: OpenedFigure) -> None:
            document = self._session.document
            if document.figure != figure:
                return
            file = replace(wanted, dots_per_inch=opened.dots_per_inch)
            self._source.remember(file, opened)
            if is_step:
                self._change(f"Choose page {number + 1}", on_other_figure(document, file))
                if document.arms or document.calibration.axis_points:
                    self.noted.emit(PUT_ASIDE)
            else:
                path = self._session.path
                self._then = self._proposals.read
                self._session.replace_all(on_other_figure(document, file), path)

        self._source.fetch(wanted, show)

    def follow(self, index: int, at: PixelPoint) -> None:
        """Propose the curve that the Auto tool was clicked on."""
        calibration, opened = self._axes(), self._source.opened
        if index >= 0:
            self._proposals.offer_curve(index)
        elif calibration is not None and opened is not None:
            self._proposals.follow(self._following(opened, calibration, at, self._line_colour))
        elif not self._proposals.is_reading:
            self.failed.emit(InputError(NO_AXES))

    def follow_colour(self, colour: Colour | None, at: PixelPoint) -> None:
        """Propose the curve of the colour that was picked, for the active arm."""
        calibration, opened = self._axes(), self._source.opened
        if colour is None:
            self.noted.emit(NO_INK)
        elif calibration is None or opened is None:
            self.noted.emit(PICKED)
        else:
            job = self._following(opened, calibration, at, colour)
            self._proposals.follow(job, again=self._session.active_arm_id)

    @property
    def _line_colour(self) -> Colour | None:
        """The colour picked for the active arm."""
        arm_id = self._session.active_arm_id
        return None if arm_id is None else self._session.document.arm(arm_id).line_colour

    def _following(
        self, opened: OpenedFigure, axes: Calibration, at: PixelPoint, colour: Colour | None
    ) -> FollowingJob:
        regions = self._session.document.regions
        return FollowingJob(opened.pixels, axes, at, colour, regions, opened=opened)

    def _axes(self) -> Calibration | None:
        """Return the axes a person set, else those that were read, None where there are none."""
        own = self._session.document.calibration
        if transform_of(own) is not None:
            return own
        reading = self._proposals.reading
        return None if reading is None else reading.axes.calibration()

    def _on_document(self, document: Document) -> None:
        """Read again what waited, or could be followed, once it may look elsewhere."""
        regions, self._regions = self._regions, document.regions
        opened, proposals = self._source.opened, self._proposals
        if document.regions == regions or self._then is not None or opened is None:
            return
        self._cannot_be_read = False
        if proposals.is_reading or proposals.left & Part.AXES:
            proposals.read(opened)
        elif proposals.reading is not None:
            proposals.drop()
            self._read_quietly()
            self.noted.emit(REGIONS)

    def _on_tool(self, name: str) -> None:
        busy = self._proposals.is_reading or self._cannot_be_read
        if name == "auto" and self._proposals.reading is None and not busy:
            self._read_quietly()

    def _on_failed(self, _error: InputError) -> None:
        self._cannot_be_read = self._proposals.reading is None

    def _read_quietly(self) -> None:
        """Read the figure so that its curves can be followed, proposing nothing yet."""
        if self._source.opened is not None:
            self._proposals.read(self._source.opened, done=lambda: None)

    def _change(self, words: str, after: Document) -> None:
        """Show another part of the file and read it once it is there."""
        self._then = self._proposals.read
        self._session.apply(words, after)

    def _on_figure(self, opened: OpenedFigure | None) -> None:
        self._cannot_be_read = False
        then, self._then = self._then, None
        if then is not None and opened is not None:
            then(opened)
