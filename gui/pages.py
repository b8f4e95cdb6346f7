"""The pages of the PDF that is open: which one shows the figure, and what each looks like."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock

from PySide6.QtCore import QObject, Signal

from core.errors import FileError
from core.figure.vector_worker import VectorFile
from core.model.document import FigureFile
from gui.background import Background
from gui.errors import as_input_error
from gui.opened import Pixels

# A letter page becomes 136 x 176 pixels.
THUMBNAIL_DPI = 16.0
# Thumbnails asked for longer ago than this many others were scrolled away.
MOST_WANTED = 40


class Pages(QObject):
    """Looks at pages off the GUI thread, in one worker process while it is asked.

    Signals
    -------
    looked_at(int)
        The search for the figure came to this page.
    drawn(int, ndarray)
        The thumbnail of a page, uint8 of shape (height, width, 3).
    busy_changed(str)
        Whether the search runs; empty when it does not.
    """

    looked_at = Signal(int)
    drawn = Signal(int, object)
    busy_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._searching, self._drawing = Background(self), Background(self)
        self._searching.busy_changed.connect(self.busy_changed)
        self._stop = Event()
        self._book = _Book(None)
        self._wanted: list[int] = []

    @property
    def is_searching(self) -> bool:
        """Whether the figure is looked for."""
        return self._searching.is_busy

    def open(self, figure: FigureFile | None) -> None:
        """Turn to another file, or to none; what was asked about the last is dropped."""
        self.stop()
        self._wanted.clear()
        old, self._book = self._book, _Book(figure)
        # What is wished for while the old file closes is drawn after it.
        self._drawing.run(
            "", old.close, done=lambda _: self._draw_next(), failed=lambda _: self._draw_next()
        )

    def find(self, done: Callable[[int | None], None], failed: Callable[[FileError], None]) -> None:
        """Look for the first page with a step curve; ``done`` is told it unless stopped."""
        self.stop()
        stop, book = Event(), self._book
        self._stop = stop

        def work() -> int | None:
            from core.digitize.pages import first_figure_page

            file = book.file()
            return first_figure_page(file, should_stop=stop.is_set, progress=self.looked_at.emit)

        def deliver(number: int | None) -> None:
            if not stop.is_set():
                done(number)

        def fail(error: Exception) -> None:
            if not stop.is_set():
                failed(FileError(as_input_error(error).message))

        self._searching.run("Looking for the figure", work, done=deliver, failed=fail)

    def stop(self) -> None:
        """Give up the search."""
        self._stop.set()

    def want(self, number: int) -> None:
        """Ask for a thumbnail; the newest wish is drawn first."""
        if number not in self._wanted:
            self._wanted.append(number)
            del self._wanted[:-MOST_WANTED]
            if not self._drawing.is_busy:
                self._draw_next()

    def shutdown(self) -> None:
        """Stop everything and end the worker process."""
        self.stop()
        self._wanted.clear()
        self._searching.shutdown()
        self._drawing.shutdown()
        self._book.close()

    def _draw_next(self) -> None:
        if not self._wanted:
            return
        number, book = self._wanted[-1], self._book

        def deliver(pixels: Pixels | None) -> None:
            if number in self._wanted:
                self._wanted.remove(number)
            if book is self._book and pixels is not None:
                self.drawn.emit(number, pixels)
            self._draw_next()

        self._drawing.run(
            "", lambda: book.thumbnail(number), done=deliver, failed=lambda _: deliver(None)
        )


class _Book:
    """One file, opened when first asked; safe for two threads."""

    def __init__(self, figure: FigureFile | None) -> None:
        self._figure = figure
        self._lock = Lock()
        self._file: VectorFile | None = None
        self._is_closed = False

    def file(self) -> VectorFile:
        with self._lock:
            if self._figure is None or self._is_closed:
                raise FileError("The file was closed.")
            if self._file is None:
                self._file = VectorFile(self._figure.data, self._figure.name)
            return self._file

    def thumbnail(self, number: int) -> Pixels | None:
        with suppress(FileError):
            return self.file().render(number, THUMBNAIL_DPI)
        return None

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            if self._file is not None:
                self._file.close()
                self._file = None
