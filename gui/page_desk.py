"""Choosing the page of a PDF: the search for the figure, the strip of pages, their messages."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import FileError
from core.figure.open import OpenedFigure
from core.model.document import FigureFile
from gui.errors import MessageStrip, Verb
from gui.page_strip import PageStrip
from gui.pages import Pages
from gui.reading_strip import PATIENCE_MS

NO_PAGE = (
    "No page draws a survival figure as lines. Choose its page, then drag a box round the figure "
    "with Region (M)."
)


class PageDesk(QObject):
    """Shows the pages of the file that is open and finds the first with a figure.

    Signals
    -------
    chosen(int)
        A person chose this page, counted from 0.
    failed(InputError)
    """

    chosen = Signal(int)
    failed = Signal(object)

    def __init__(self, strip: MessageStrip) -> None:
        super().__init__(strip)
        self._messages = strip
        self._n_pages = 1
        self._at = 0
        self._says = False
        self.pages = Pages(self)
        self.strip = PageStrip()
        self.strip.model.wanted.connect(self.pages.want)
        self.strip.chosen.connect(self._on_chosen)
        self.pages.drawn.connect(self.strip.model.show_drawn)
        self.pages.looked_at.connect(self._on_looked_at)
        self.pages.busy_changed.connect(self._on_busy)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_search)

    def turn_to(self, figure: FigureFile | None, opened: OpenedFigure | None) -> None:
        """Another file was opened; its pages are shown when asked for."""
        self._n_pages = 1 if opened is None else opened.n_pages
        self.strip.clear()
        self.pages.open(figure if self._n_pages > 1 else None)

    def offer(self, page: int) -> None:
        """Show the pages to choose from."""
        if self._n_pages > 1:
            self.strip.offer(self._n_pages, page)

    def find(self, done: Callable[[int], None]) -> None:
        """Look for the figure; ``done`` is told its page."""

        def found(number: int | None) -> None:
            self._take_away()
            if number is None:
                self._says = True
                self._messages.show_note(NO_PAGE)
            else:
                done(number)

        def failed(error: FileError) -> None:
            self.failed.emit(error)

        self.pages.find(found, failed)

    def shutdown(self) -> None:
        """Stop looking and drawing."""
        self.pages.shutdown()

    def _on_chosen(self, number: int) -> None:
        self._cancel()
        self.chosen.emit(number)

    def _on_looked_at(self, number: int) -> None:
        self._at = number
        if self._says and self.pages.is_searching:
            self._show_search()

    def _on_busy(self, words: str) -> None:
        if words:
            self._patience.start()
        else:
            self._patience.stop()
            self._take_away()

    def _show_search(self) -> None:
        if self.pages.is_searching:
            self._says = True
            words = f"Looking for the figure: page {self._at + 1} of {self._n_pages}."
            self._messages.show_note(words, Verb("Cancel", self._cancel))

    def _cancel(self) -> None:
        self.pages.stop()
        self._take_away()

    def _take_away(self) -> None:
        if self._says:
            self._says = False
            self._messages.dismiss()
