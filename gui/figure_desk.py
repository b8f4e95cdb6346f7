"""Everything about the figure as a whole, put together for one window."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.figure.open import OpenedFigure
from core.model.document import Document
from gui.errors import MessageStrip
from gui.figure.figure_view import FigureView
from gui.figure.region_tool import Box
from gui.figure.vertex_snap import Vertices
from gui.figure_source import FigureSource
from gui.figure_work import FigureWork
from gui.opened import Opened
from gui.page_desk import PageDesk
from gui.page_text import PageText, can_take_all
from gui.proposals import Proposals
from gui.reading_process import ReadingProcess
from gui.reading_strip import ReadingStrip
from gui.session import Session


class FigureDesk(QObject):
    """Owns what shows, reads and cuts the figure; made when the workspace is there.

    Signals
    -------
    noted(str)
        Something was done, or cannot be, that the person should know.
    failed(InputError)
    text_taken(str, str)
        Words of the page for the Paper tab, and their place in the paper.
    """

    noted = Signal(str)
    failed = Signal(object)
    text_taken = Signal(str, str)

    def __init__(
        self,
        session: Session,
        reader: ReadingProcess,
        figure: FigureView,
        strip: MessageStrip,
        acts: dict[str, QAction],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._figure, self._acts = session, figure, acts
        self.source = FigureSource(session, self)
        self.proposals = Proposals(session, reader, self)
        # Before the work, which starts to read what the source has changed to.
        self.source.changed.connect(self._show)
        self.work = FigureWork(session, self.source, self.proposals, figure, self)
        self.strip = ReadingStrip(self.proposals, figure, strip, self.work.read_next_panel)
        self.pages = PageDesk(strip)
        self.pages.chosen.connect(self.work.choose_page)
        # The page is found: its figure needs the room. Figure, Page… brings the others back.
        self.proposals.taken.connect(self.pages.strip.hide)
        self.text = PageText(self)
        self.text.taken.connect(self.text_taken)
        figure.text_drawn.connect(self._take_text)
        self.work.noted.connect(self.noted)
        self.text.noted.connect(self.noted)
        for part in (self.source, self.work, self.pages, self.text):
            part.failed.connect(self.failed)
        session.document_changed.connect(self._enable)
        self.proposals.reading_changed.connect(lambda _: self._enable(session.document))

    def adopt(self, opened: Opened) -> None:
        """Show what was opened; called before it becomes the document."""
        self.text.forget()
        self.pages.turn_to(opened.document.figure, opened.figure)
        self.source.adopt(opened.document.figure, opened.figure)

    def begin(self, opened: OpenedFigure) -> None:
        """Read a figure on which nothing has been set yet, on the page that shows one."""
        if opened.n_pages <= 1:
            self.proposals.read(opened)
            return
        before = self._session.document

        def found(number: int) -> None:
            if self._session.document is not before:
                return
            if before.figure is not None and number == before.figure.page:
                self.proposals.read(opened)
            else:
                self.work.choose_page(number, is_step=False)

        self.show_pages()
        self.pages.find(found)

    def show_pages(self) -> None:
        """Show the pages of the file to choose from."""
        figure = self._session.document.figure
        if figure is not None:
            self.pages.offer(figure.page)

    def verbs(self) -> dict[str, Callable[[], object]]:
        """Return what the actions of the Figure menu do."""
        return {
            "read_figure": self.work.read,
            "read_panel": self.work.read_next_panel,
            "choose_page": self._choose_page,
            "whole_page": self.work.show_whole_page,
            "take_text": self._take_all_text,
        }

    def shutdown(self) -> None:
        """Stop every worker."""
        self.pages.shutdown()
        self.text.shutdown()
        self.proposals.shutdown()
        self.source.shutdown()

    def _show(self, opened: OpenedFigure | None) -> None:
        self.strip.forget()
        self._figure.set_pixels(None if opened is None else opened.pixels)
        if opened is not None and opened.drawing is not None:
            lines = Vertices(opened.drawing, opened.dots_per_inch)
            self._figure.mouse.snapper.set_lines(lines)
        self._figure.set_has_words(
            opened is not None and opened.drawing is not None and bool(opened.drawing.words)
        )
        if self.source.file is not None:
            self.pages.strip.set_current(self.source.file.page)
        self._enable(self._session.document)

    def _choose_page(self) -> None:
        self.show_pages()
        self.pages.strip.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_text(self, box: Box) -> None:
        file, opened = self._session.document.figure, self.source.opened
        if file is not None and opened is not None and opened.drawing is not None:
            self.text.take_box(file, opened, box)

    def _take_all_text(self) -> None:
        file = self._session.document.figure
        if file is not None and can_take_all(file):
            self.text.take_all(file)

    def _enable(self, document: Document) -> None:
        """Let only those verbs be chosen that would do something."""
        figure, acts, reading = document.figure, self._acts, self.proposals.reading
        opened = self.source.opened
        acts["whole_page"].setEnabled(figure is not None and figure.box is not None)
        acts["take_text"].setEnabled(can_take_all(figure))
        acts["choose_page"].setEnabled(opened is not None and opened.n_pages > 1)
        acts["read_panel"].setEnabled(reading is not None and len(reading.panels) > 1)
        acts["read_figure"].setEnabled(opened is not None)
