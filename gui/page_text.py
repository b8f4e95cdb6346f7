"""The words of an opened PDF for the Paper tab: those of a box, or of all pages."""

from threading import Event

from PySide6.QtCore import QObject, Signal

from core.figure.open import OpenedFigure
from core.figure.page_text import has_text, text_of_pages, text_within
from core.model.document import FigureFile
from gui.background import Background
from gui.errors import as_input_error
from gui.figure.region_tool import Box

TAKING = "Taking the text of the PDF"
NO_WORDS = "There are no words in that box. Drag it round printed text of the page."
NO_TEXT = (
    "This PDF holds no text, only pictures of it. Copy the sentences by hand into the Paper tab."
)
# As much as the Paper tab reads at once.
LONGEST = 290_000


class PageText(QObject):
    """Takes text off the pages, a whole file off the GUI thread.

    Signals
    -------
    taken(str, str)
        The text, and its place in the paper in words; empty where it is the whole paper.
    noted(str)
        There was none, or it is being taken.
    failed(InputError)
    """

    taken = Signal(str, str)
    noted = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._background.busy_changed.connect(self.noted)
        self._stop = Event()

    def take_box(self, file: FigureFile, opened: OpenedFigure, box: Box) -> None:
        """Take the words in a box of the page, in pixels of what is shown."""
        assert opened.drawing is not None
        points = 72 / opened.dots_per_inch
        left, top, right, bottom = (edge * points for edge in box)
        text = text_within(opened.drawing, (left, top, right, bottom))
        if text:
            place = f"page {file.page + 1}" if opened.n_pages > 1 else ""
            self.taken.emit(text, place)
        else:
            self.noted.emit(NO_WORDS)

    def take_all(self, file: FigureFile) -> None:
        """Take the words of every page."""
        stop = self._renewed()

        def done(text: str) -> None:
            if stop.is_set():
                return
            if text:
                self.taken.emit(text, "")
            else:
                self.noted.emit(NO_TEXT)

        def failed(error: Exception) -> None:
            if not stop.is_set():
                self.failed.emit(as_input_error(error))

        self._background.run(
            TAKING,
            lambda: text_of_pages(file, LONGEST, should_stop=stop.is_set),
            done=done,
            failed=failed,
        )

    def forget(self) -> None:
        """Give up what is being taken: another file comes."""
        self._stop.set()

    def shutdown(self) -> None:
        """Stop the worker."""
        self.forget()
        self._background.shutdown()

    def _renewed(self) -> Event:
        self.forget()
        self._stop = Event()
        return self._stop


def can_take_all(file: FigureFile | None) -> bool:
    """Return whether the file that is open may have text."""
    return file is not None and has_text(file)
