"""PDF pages as strokes and words, read with PDFium.

PDFium is not thread-safe and meets hostile files: everything here runs in the
worker process of `core.figure.vector_worker`, never in the program itself.
Scripts and forms are not initialised, nothing is fetched.
"""

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import FileError
from .drawing import (
    Box,
    Colour,
    Drawing,
    Stroke,
    Word,
    bezier_points,
    coordinate_grid,
    is_drawable,
    is_straight,
)
from .pdf_clips import clip_box
from .pdf_text import box_on_screen, lost_marks, read_words
from .seen import Scene, is_seen, within_reach, words_on

MAX_PAGES = 2000
MAX_OBJECTS = 200_000
MAX_FORM_DEPTH = 12


@dataclass(frozen=True, slots=True)
class _Paint:
    colour: Colour | None
    fill: Colour | None
    width: float
    dash: tuple[float, ...]


def open_pdf(data: bytes, name: str) -> Any:
    """Open a PDF; the caller closes it.

    Raises
    ------
    FileError
        P1 locked, P2 damaged, P5 without pages.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise FileError(
                f"{name} is locked with a password. Print the page to a new PDF, "
                "or paste a screenshot of the figure.",
                code="P1",
            ) from error
        raise FileError(
            f"{name} is damaged or incomplete (no readable pages). Download it again.", code="P2"
        ) from error
    if len(document) == 0:
        document.close()
        raise FileError(f"{name} has no pages. Choose another file.", code="P5")
    return document


def _load(document: Any, page_number: int) -> Any:
    import pypdfium2

    try:
        return document[page_number]
    except pypdfium2.PdfiumError as error:
        raise FileError(
            f"Page {page_number + 1} is damaged. Choose another page, or download the file again.",
            code="P2",
        ) from error


def read_page(document: Any, page_number: int) -> Drawing:
    """Return the strokes and words of one page, turned so that its words stand upright.

    Parameters
    ----------
    document : pypdfium2.PdfDocument
    page_number : int
        Counted from 0.

    Raises
    ------
    FileError
        P2 damaged page, P6 more objects than any figure has.
    """
    drawing = page_as_filed(document, page_number)
    return drawing.turned(drawing.quarter_turns)


def page_as_filed(document: Any, page_number: int) -> Drawing:
    """Return the strokes and words of one page the way round that the file shows it.

    Raises as `read_page`.
    """
    page = _load(document, page_number)
    try:
        reader = _PageReader(page)
        reader.read_objects(page.raw, np.eye(3), 0)
        return reader.drawing()
    finally:
        page.close()


def render_page(
    document: Any, page_number: int, dots_per_inch: float, drawing: Drawing | None = None
) -> NDArray[np.uint8]:
    """Return one page as `read_page` turns it, as pixels, shape (height, width, 3).

    The resolution is lowered where the page would pass 50 megapixels.

    Parameters
    ----------
    document : pypdfium2.PdfDocument
    page_number : int
    dots_per_inch : float
    drawing : Drawing, optional
        The page as filed, where it has been read; else its words are read.
    """
    page = _load(document, page_number)
    try:
        turns = (drawing or _PageReader(page).drawing()).quarter_turns
        width, height = page.get_size()
        scale = dots_per_inch / 72
        largest = (50e6 / max(width * height, 1.0)) ** 0.5
        bitmap = page.render(scale=min(scale, largest), may_draw_forms=False)
        pixels = bitmap.to_numpy()
        channels = pixels[:, :, :3] if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, 2)
        return np.ascontiguousarray(np.rot90(channels[:, :, ::-1], -turns))
    finally:
        page.close()


def page_picture(
    document: Any, page_number: int, drawing: Drawing | None = None
) -> NDArray[np.uint8] | None:
    """Return the one picture a scanned page consists of, in its own pixels.

    None where the page draws lines or several pictures of like size: then the
    page is read as lines, or rendered. Parameters as of `render_page`.
    """
    import pypdfium2
    import pypdfium2.raw as raw

    drawing = drawing or page_as_filed(document, page_number)
    page = _load(document, page_number)
    try:
        n_lines = sum(stroke.colour is not None for stroke in drawing.strokes)
        pictures = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))
        sizes = [picture.get_px_size() for picture in pictures]
        areas = [width * height for width, height in sizes]
        if n_lines > 8 or not areas or max(areas) < 0.8 * sum(areas) or max(areas) > 60e6:
            return None
        bitmap = pictures[int(np.argmax(areas))].get_bitmap(render=False)
        pixels = bitmap.to_pil().convert("RGB")
        turns = round(-page.get_rotation() / 90)
        return np.ascontiguousarray(np.rot90(np.asarray(pixels, dtype=np.uint8), turns))
    except pypdfium2.PdfiumError:
        return None
    finally:
        page.close()


class _PageReader:
    """Collects what one page draws, in screen orientation."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._page = page
        self.width, self.height = page.get_size()
        self._to_screen = _screen_matrix(page)
        self._scene = Scene()
        self._images: list[Box] = []
        self._whole: Box = (0.0, 0.0, self.width, self.height)
        self._coordinates: dict[float, list[NDArray[np.float64]]] = {}
        self._n_objects = 0

    def drawing(self) -> Drawing:
        return Drawing(
            self.width,
            self.height,
            tuple(self._scene.strokes),
            self._words(),
            tuple(self._images),
            self._grid(),
        )

    def _grid(self) -> float:
        """The coordinate step of the paths drawn at the scale that most are drawn at, in points."""
        if not self._coordinates:
            return 0.0
        sizes = {scale: sum(map(len, values)) for scale, values in self._coordinates.items()}
        scale = max(sizes, key=lambda scale: sizes[scale])
        return scale * coordinate_grid(np.concatenate(self._coordinates[scale]))

    def _words(self) -> tuple[Word, ...]:
        words = read_words(self._page, self._to_screen, self._scene.hidden)
        words = words_on(words, self._whole)
        return words + lost_marks(words, self._scene.texts)

    def read_objects(
        self, holder: Any, matrix: NDArray[np.float64], depth: int, within: Box | None = None
    ) -> None:
        """Collect the objects of a page, or of a form as far as it is seen within a box."""
        raw = self._raw
        if depth == 0:
            count, get = raw.FPDFPage_CountObjects(holder), raw.FPDFPage_GetObject
        else:
            count, get = raw.FPDFFormObj_CountObjects(holder), raw.FPDFFormObj_GetObject
        for index in range(count):
            self._n_objects += 1
            if self._n_objects > MAX_OBJECTS:
                raise FileError(
                    "This page draws more than 200,000 objects. Paste a screenshot of the figure.",
                    code="P6",
                )
            self._read_object(get(holder, index), matrix, depth, within or self._whole)

    def _read_object(self, item: Any, matrix: NDArray[np.float64], depth: int, within: Box) -> None:
        raw = self._raw
        kind = raw.FPDFPageObj_GetType(item)
        within = clip_box(raw, item, self._to_screen @ matrix, within)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_FORM_DEPTH:
            self.read_objects(item, matrix @ _matrix_of(raw, item), depth + 1, within)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._read_path(item, matrix @ _matrix_of(raw, item), within)
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            self._read_text(item, matrix, within)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=float)
            placed = _apply(self._to_screen @ matrix @ _matrix_of(raw, item), corners)
            low, high = placed.min(axis=0), placed.max(axis=0)
            self._images.append((low[0], low[1], high[0], high[1]))

    def _read_text(self, item: Any, matrix: NDArray[np.float64], within: Box) -> None:
        colour = _colour(self._raw.FPDFPageObj_GetFillColor, item) or (0, 0, 0)
        place = ctypes.addressof(item.contents)
        self._scene.add_text(place, self._bounds(item, matrix), colour, within)

    def _bounds(self, item: Any, matrix: NDArray[np.float64]) -> Box:
        edges = [ctypes.c_float() for _ in range(4)]
        self._raw.FPDFPageObj_GetBounds(item, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        return box_on_screen((self._to_screen @ matrix).tolist(), left, bottom, right, top)

    def _read_path(self, item: Any, matrix: NDArray[np.float64], within: Box) -> None:
        paint = _paint_of(self._raw, item, matrix)
        if paint.colour is None and paint.fill is None:
            return
        to_screen = self._to_screen @ matrix
        scale = round(float(np.sqrt(abs(np.linalg.det(matrix[:2, :2])))), 9)
        coordinates = self._coordinates.setdefault(scale, [])
        parts = _subpaths(self._raw, item)
        style = paint.colour, paint.fill, paint.width, paint.dash, self._n_objects
        for points, closed, curved in parts:
            placed = _apply(to_screen, points)
            if not is_drawable(placed):
                continue
            coordinates.append(points.ravel())
            stroke = Stroke(placed, *style, closed, curved)
            if len(parts) == 1 and paint.fill and not self._raw.FPDFPageObj_HasTransparency(item):
                self._scene.cover(stroke, within)
            if is_seen(stroke.box, within_reach(stroke, within)):
                self._scene.strokes.append(stroke)


def _screen_matrix(page: Any) -> NDArray[np.float64]:
    """Page space (y up, not rotated) to screen space (y down, rotated)."""
    left, bottom, right, top = page.get_bbox()
    shift = np.array([[1, 0, -left], [0, -1, top], [0, 0, 1]], dtype=float)
    width, height = right - left, top - bottom
    turns = {
        0: np.eye(3),
        90: np.array([[0, -1, height], [1, 0, 0], [0, 0, 1]], dtype=float),
        180: np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]], dtype=float),
        270: np.array([[0, 1, 0], [-1, 0, width], [0, 0, 1]], dtype=float),
    }
    return np.asarray(turns[int(page.get_rotation()) % 360] @ shift)


def _apply(matrix: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(points @ matrix[:2, :2].T + matrix[:2, 2])


def _matrix_of(raw: Any, item: Any) -> NDArray[np.float64]:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return np.eye(3)
    return np.array(
        [[matrix.a, matrix.c, matrix.e], [matrix.b, matrix.d, matrix.f], [0, 0, 1]], dtype=float
    )


def _paint_of(raw: Any, item: Any, matrix: NDArray[np.float64]) -> _Paint:
    fill_mode, stroked = ctypes.c_int(), raw.FPDF_BOOL()
    raw.FPDFPath_GetDrawMode(item, fill_mode, stroked)
    colour = _colour(raw.FPDFPageObj_GetStrokeColor, item) if stroked.value else None
    fill = _colour(raw.FPDFPageObj_GetFillColor, item) if fill_mode.value else None
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(item, width)
    n_dashes = max(raw.FPDFPageObj_GetDashCount(item), 0)
    dash = (ctypes.c_float * n_dashes)()
    if n_dashes:
        raw.FPDFPageObj_GetDashArray(item, dash, n_dashes)
    return _Paint(colour, fill, width.value * scale, tuple(length * scale for length in dash))


def _colour(getter: Any, item: Any) -> Colour | None:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not getter(item, *channels):
        return None
    red, green, blue, alpha = (channel.value for channel in channels)
    if alpha < 13:
        return None
    return red, green, blue


def _subpaths(raw: Any, item: Any) -> list[tuple[NDArray[np.float64], bool, bool]]:
    """Return (points, closed, curved) of each connected part with at least two points."""
    parts: list[tuple[NDArray[np.float64], bool, bool]] = []
    points: list[tuple[float, float]] = []
    controls: list[tuple[float, float]] = []
    closed = curved = False
    x, y = ctypes.c_float(), ctypes.c_float()

    def finish() -> None:
        if len(points) > 1:
            parts.append((np.array(points), closed, curved))

    for index in range(max(raw.FPDFPath_CountSegments(item), 0)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        at = (x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            finish()
            points, controls, closed, curved = [at], [], False, False
        elif kind == raw.FPDF_SEGMENT_BEZIERTO:
            controls.append(at)
            if len(controls) == 3:
                if is_straight(points[-1], *controls):
                    points.append(at)
                else:
                    points.extend(bezier_points(points[-1], *controls))
                    curved = True
                controls = []
        else:
            points.append(at)
        closed = closed or bool(raw.FPDFPathSegment_GetClose(segment))
    finish()
    return parts
