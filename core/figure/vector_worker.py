"""Vector files are read in a process of their own, with memory and time limits.

The worker holds one file at a time and answers requests; when it dies or takes
too long it is ended and started again, and the caller gets a sentence. Answers
travel as MessagePack, never as pickles, so a captured worker gains nothing.
"""

import contextlib
import multiprocessing
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from ..errors import FileError
from .drawing import Box, Colour, Drawing, Stroke, Word
from .svg_encoding import encoding_of

MEMORY_LIMIT_BYTES = 2_000_000_000
START_SECONDS = 20.0  # for the process itself, on a busy machine
OPEN_SECONDS = 7.0
PAGE_SECONDS = 7.0


class _Request(msgspec.Struct):
    do: str
    name: str = ""
    data: bytes = b""
    page: int = 0
    dots_per_inch: float = 72.0


class _StrokeData(msgspec.Struct, array_like=True):
    points: bytes
    colour: Colour | None
    fill: Colour | None
    width: float
    dash: tuple[float, ...]
    group: int
    closed: bool
    curved: bool


class _Answer(msgspec.Struct):
    error: str = ""
    code: str = ""
    n_pages: int = 0
    width: float = 0.0
    height: float = 0.0
    grid: float = 0.0
    strokes: list[_StrokeData] = []
    words: list[tuple[str, Box, float, Colour]] = []
    images: list[Box] = []
    shape: tuple[int, int] = (0, 0)
    pixels: bytes = b""


class VectorFile:
    """An opened PDF or SVG, read page by page in the worker process.

    Use as a context manager, or call `close`.

    Raises
    ------
    FileError
        From every method: the file cannot be read, or the reader stopped.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._lock = threading.Lock()
        self._deadline = np.inf  # on the monotonic clock
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        try:
            self.n_pages = self._ask(_Request("open", name, data), OPEN_SECONDS).n_pages
        except FileError:
            self.close()
            raise

    def page(self, number: int = 0) -> Drawing:
        """Return the strokes and words of a page, counted from 0."""
        return _drawing_of(self._ask(_Request("page", page=number), PAGE_SECONDS))

    def render(self, number: int = 0, dots_per_inch: float = 150.0) -> NDArray[np.uint8]:
        """Return a page as sRGB pixels, shape (height, width, 3)."""
        request = _Request("render", page=number, dots_per_inch=dots_per_inch)
        answer = self._ask(request, PAGE_SECONDS)
        return np.frombuffer(answer.pixels, dtype=np.uint8).reshape(*answer.shape, 3)

    def picture(self, number: int = 0) -> NDArray[np.uint8] | None:
        """Return the picture a scanned page consists of in its own pixels, None for other pages."""
        answer = self._ask(_Request("picture", page=number), PAGE_SECONDS)
        if not answer.pixels:
            return None
        return np.frombuffer(answer.pixels, dtype=np.uint8).reshape(*answer.shape, 3)

    @contextlib.contextmanager
    def within(self, seconds: float = PAGE_SECONDS) -> Iterator[None]:
        """Let everything asked in the block take so long together, the last of it the less."""
        before, self._deadline = self._deadline, time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = before

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._end()

    def __enter__(self) -> "VectorFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, request: _Request, seconds: float) -> _Answer:
        with self._lock:
            fresh = self._connection is None
            if fresh:
                self._start()
                self._exchange(_Request("start", self._name), START_SECONDS)
                if request.do != "open":
                    self._exchange(_Request("open", self._name, self._data), OPEN_SECONDS)
            answer = self._exchange(request, seconds)
        if answer.error:
            raise FileError(answer.error, code=answer.code)
        return answer

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def _exchange(self, request: _Request, seconds: float) -> _Answer:
        connection = self._connection
        assert connection is not None
        left = self._deadline - time.monotonic()
        try:
            connection.send_bytes(msgspec.msgpack.encode(request))
            if connection.poll(max(min(seconds, left), 0.0)):
                return msgspec.msgpack.decode(connection.recv_bytes(), type=_Answer)
        except (OSError, EOFError, msgspec.DecodeError):
            pass
        self._end()
        if request.do in {"start", "open"}:
            raise FileError(
                f"{self._name} took too long or too much memory to open. "
                "Paste a screenshot of the figure instead.",
                code="P6",
            )
        raise FileError(
            f"The reader of {self._name} stopped on page {request.page + 1}. "
            "Other pages still work; or paste a screenshot of the figure.",
            code="P6",
        )

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._connection = self._process = None


def is_pdf(data: bytes) -> bool:
    """Whether these bytes look like a PDF."""
    return b"%PDF-" in data[:1024]


def is_svg(data: bytes) -> bool:
    """Whether these bytes look like an SVG."""
    start = data[:65536]
    if encoding_of(data).startswith(("utf-16", "utf-32")):
        start = start.replace(b"\0", b"").lstrip(b"\xff\xfe")
    head = start[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<svg" in start


def _drawing_of(answer: _Answer) -> Drawing:
    strokes = tuple(
        Stroke(
            np.frombuffer(s.points).reshape(-1, 2),
            s.colour,
            s.fill,
            s.width,
            s.dash,
            s.group,
            s.closed,
            s.curved,
        )
        for s in answer.strokes
    )
    words = tuple(Word(*word) for word in answer.words)
    size = answer.width, answer.height
    return Drawing(*size, strokes, words, tuple(answer.images), answer.grid)


def _serve(connection: Connection) -> None:
    """The worker: answers until the other side hangs up."""
    _limit_memory()
    reader: _Reader | None = None
    while True:
        try:
            request = msgspec.msgpack.decode(connection.recv_bytes(), type=_Request)
        except (EOFError, OSError):
            return
        try:
            if request.do == "start":
                from . import pdf, svg  # noqa: F401 - loaded before the file's own time begins

                connection.send_bytes(msgspec.msgpack.encode(_Answer()))
                continue
            if request.do == "open":
                reader = _Reader(request.data, request.name)
            if reader is None:
                raise FileError("The file could not be opened.", code="P6")
            answer = reader.answer(request)
        except FileError as error:
            answer = _Answer(error=error.message, code=error.code)
        except MemoryError:
            answer = _Answer(
                error="This page needs more memory than allowed (2 GB). "
                "Paste a screenshot of the figure.",
                code="P6",
            )
        except Exception as error:  # whatever a hostile file provokes is told, not thrown
            kind = type(error).__name__
            answer = _Answer(
                error=f"This file holds something the reader cannot take ({kind}). "
                "Paste a screenshot of the figure.",
                code="P6",
            )
        with contextlib.suppress(OSError):
            connection.send_bytes(msgspec.msgpack.encode(answer))


class _Reader:
    def __init__(self, data: bytes, name: str) -> None:
        from . import pdf, svg

        self._pdf: Any = pdf.open_pdf(data, name) if is_pdf(data) else None
        self._svg = None if is_pdf(data) else svg.read_svg(data, name)
        self._read: tuple[int, Drawing] | None = None

    def answer(self, request: _Request) -> _Answer:
        from . import pdf

        n_pages = len(self._pdf) if self._pdf is not None else 1
        if request.do == "open":
            return _Answer(n_pages=min(n_pages, pdf.MAX_PAGES))
        if not 0 <= request.page < n_pages:
            raise FileError(
                f"There is no page {request.page + 1}: the file has {n_pages}.", code="P2"
            )
        if request.do in {"render", "picture"}:
            return self._rendered(request)
        if self._svg is not None:
            return _answer_of(self._svg)
        drawing = self._page(request.page)
        return _answer_of(drawing.turned(drawing.quarter_turns))

    def _page(self, number: int) -> Drawing:
        """The page as filed, read once for all that is asked of it."""
        from . import pdf

        if self._read is None or self._read[0] != number:
            self._read = number, pdf.page_as_filed(self._pdf, number)
        return self._read[1]

    def _rendered(self, request: _Request) -> _Answer:
        from . import pdf
        from .draw import render_drawing

        pixels: NDArray[np.uint8] | None
        if self._svg is not None:
            if request.do == "picture":
                return _Answer()
            pixels = render_drawing(self._svg, request.dots_per_inch)
        elif request.do == "picture":
            pixels = pdf.page_picture(self._pdf, request.page, self._page(request.page))
        else:
            known = self._read is not None and self._read[0] == request.page
            drawing = self._page(request.page) if known else None
            pixels = pdf.render_page(self._pdf, request.page, request.dots_per_inch, drawing)
        if pixels is None:
            return _Answer()
        return _Answer(shape=(pixels.shape[0], pixels.shape[1]), pixels=pixels.tobytes())


def _answer_of(drawing: Drawing) -> _Answer:
    strokes = [
        _StrokeData(
            np.ascontiguousarray(s.points, dtype=float).tobytes(),
            s.colour,
            s.fill,
            s.width,
            s.dash,
            s.group,
            s.closed,
            s.curved,
        )
        for s in drawing.strokes
    ]
    words = [(word.text, word.box, word.angle, word.colour) for word in drawing.words]
    return _Answer(
        width=drawing.width,
        height=drawing.height,
        grid=drawing.grid,
        strokes=strokes,
        words=words,
        images=[tuple(float(v) for v in image) for image in drawing.images],  # type: ignore[misc]
    )


def _limit_memory() -> None:
    """Bound the address space where the system can; Windows has no such limit."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
