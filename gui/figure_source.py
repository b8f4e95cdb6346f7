"""The document's figure, opened: follows the page and the box through undo and redo."""

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.figure.open import OpenedFigure, cropped, open_figure
from core.model.document import Document, FigureFile
from gui.background import Background
from gui.errors import as_input_error
from gui.session import Session

# Pages kept opened for undo and for going back, in bytes of their pixels.
MOST_BYTES = 200_000_000

_Key = tuple[str, int, float, tuple[float, float, float, float] | None]


class FigureSource(QObject):
    """Holds what the document's figure looks like.

    Signals
    -------
    changed(OpenedFigure or None)
        Another figure, page or part of it is to be shown.
    busy_changed(str)
        What is being done; empty when idle.
    failed(InputError)
    """

    changed = Signal(object)
    busy_changed = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._background.busy_changed.connect(self.busy_changed)
        self._file: FigureFile | None = None
        self._opened: OpenedFigure | None = None
        self._kept: OrderedDict[_Key, OpenedFigure] = OrderedDict()
        session.document_changed.connect(self._follow)

    @property
    def file(self) -> FigureFile | None:
        """The figure shown."""
        return self._file

    @property
    def opened(self) -> OpenedFigure | None:
        """What it looks like."""
        return self._opened

    def adopt(self, file: FigureFile | None, opened: OpenedFigure | None) -> None:
        """Show a figure that was opened elsewhere; those from before are forgotten."""
        self._kept.clear()
        self._show(file, opened)

    def fetch(self, file: FigureFile, done: Callable[[OpenedFigure], None]) -> None:
        """Open a page of the same file off the GUI thread and keep it for when it is shown."""
        known = self._known(file)
        if known is not None:
            done(known)
            return

        def keep(opened: OpenedFigure) -> None:
            self._keep(file, opened)
            done(opened)

        self._background.run(
            f"Opening page {file.page + 1}", lambda: open_figure(file), done=keep, failed=self._fail
        )

    def remember(self, file: FigureFile, opened: OpenedFigure) -> None:
        """Keep what a page looks like for when the document names it."""
        self._keep(file, opened)

    def shutdown(self) -> None:
        """Stop the worker."""
        self._background.shutdown()

    def _follow(self, document: Document) -> None:
        """Show the page and box the document names now, as after an undo."""
        file = document.figure
        if file is None or self._file is None or file.sha256 != self._file.sha256:
            return
        if _key(file) == _key(self._file):
            return
        self.fetch(file, lambda opened: self._arrive(file, opened))

    def _arrive(self, file: FigureFile, opened: OpenedFigure) -> None:
        if self._session.document.figure == file:
            self._show(file, opened)

    def _show(self, file: FigureFile | None, opened: OpenedFigure | None) -> None:
        self._file, self._opened = file, opened
        if file is not None and opened is not None:
            self._keep(file, opened)
        self.changed.emit(opened)

    def _keep(self, file: FigureFile, opened: OpenedFigure) -> None:
        key = _key(file)
        self._kept[key] = opened
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and _size(self._kept) > MOST_BYTES:
            self._kept.popitem(last=False)

    def _known(self, file: FigureFile) -> OpenedFigure | None:
        """Return the figure where it, or a larger part of its page, is still open."""
        wanted = _key(file)
        if wanted in self._kept:
            return self._kept[wanted]
        for (*page, box), opened in self._kept.items():
            if tuple(page) == wanted[:3] and file.box is not None and _contains(box, file.box):
                left, top = (0.0, 0.0) if box is None else box[:2]
                x0, y0, x1, y1 = file.box
                return cropped(opened, (x0 - left, y0 - top, x1 - left, y1 - top))
        return None

    def _fail(self, error: Exception) -> None:
        self.failed.emit(as_input_error(error))


def _key(file: FigureFile) -> _Key:
    return file.sha256, file.page, file.dots_per_inch, file.box


def _size(kept: OrderedDict[_Key, OpenedFigure]) -> int:
    return sum(opened.pixels.nbytes for opened in kept.values())


def _contains(
    outer: tuple[float, float, float, float] | None, inner: tuple[float, float, float, float]
) -> bool:
    if outer is None:
        return True
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )
