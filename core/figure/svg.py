"""SVG pictures as strokes and words, read with svgelements.

Runs in the worker process of `core.figure.vector_worker`: nothing outside the
file is opened, scripts are text like any other, external references stay names.
"""

import io
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from ..errors import FileError
from .drawing import POINTS_PER_CSS_PIXEL as _POINTS
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
from .seen import Scene, is_seen, within_reach
from .svg_clips import NAMES, box_within, clip_named
from .svg_encoding import as_utf8
from .svg_mend import mend
from .svg_text import Spoken, spelled_words, spoken_texts, words_of

MAX_BYTES = 40_000_000
MAX_ELEMENTS = 200_000
MAX_DEPTH = 200
MAX_PATH_LETTERS = 4_000_000
MAX_ENTITIES = 40
_BEZIER_PIECES = 8
_OPAQUE = 255
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ElementTree.ParseError)
_EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)
_SIDE = (1.0, 1e6)  # points; a picture that claims another size is as large as its lines


def read_svg(data: bytes, name: str) -> Drawing:
    """Return the strokes and words of an SVG picture, turned so that its words stand upright.

    Parameters
    ----------
    data : bytes
    name : str
        File name for messages.

    Raises
    ------
    FileError
        When the file is too large, too deeply nested, not well formed or not an SVG.
    """
    import svgelements

    cleaned, spoken = _clean(data, name)
    try:
        picture = svgelements.SVG.parse(io.BytesIO(cleaned), reify=True, ppi=72)
        if not isinstance(picture, svgelements.SVG):
            raise ValueError("its outermost element is not drawn")
    except _UNREADABLE as error:
        raise FileError(
            f"{name} is an SVG this program cannot read ({error}). Save it as PDF or PNG instead.",
            code="P2",
        ) from error
    strokes, words = _seen(picture)
    if not words:
        words = spelled_words(picture, spoken)
    words = [word for word in words if is_drawable(np.array(word.box))]
    width, height = _size(picture, strokes)
    drawing = Drawing(width, height, tuple(strokes), tuple(words), (), _grid(picture, strokes))
    return drawing.turned(drawing.quarter_turns)


def _seen(picture: Any) -> tuple[list[Stroke], list[Word]]:
    """The strokes and words within their clips and under no later cover."""
    import svgelements

    scene, boxes = Scene(), dict[str, Box]()
    words: dict[int, Word] = {}
    for group, element in enumerate(picture.elements()):
        if not isinstance(element, svgelements.Shape | svgelements.Text):
            continue
        within = box_within(element.values.get(NAMES) or "", boxes, _EVERYWHERE)
        if isinstance(element, svgelements.Text):
            for word in words_of(element, _colour_of(element.fill)):
                words[len(words)] = word
                scene.add_text(len(words) - 1, word.box, word.colour, within)
            continue
        path = _placed(element)
        parts, clip = _strokes_of(path, group), clip_named(element.id)
        if clip and parts:
            boxes[clip] = parts[0].box
        elif not clip:
            _draw(scene, parts, within, is_opaque=_is_opaque(path))
    return scene.strokes, [word for place, word in words.items() if place not in scene.hidden]


def _draw(scene: Scene, parts: list[Stroke], within: Box, *, is_opaque: bool) -> None:
    for stroke in parts:
        if is_opaque and len(parts) == 1:
            scene.cover(stroke, within)
        if is_seen(stroke.box, within_reach(stroke, within)):
            scene.strokes.append(stroke)


def _is_opaque(path: Any) -> bool:
    """Whether what a path fills hides what lies below."""
    if path.fill is None or path.fill.value is None or path.fill.alpha != _OPAQUE:
        return False
    settings = [path.values.get(name) for name in ("opacity", "mask", "filter")]
    return all(setting in {None, "1", "none", "1.0"} for setting in settings)


def _size(picture: Any, strokes: list[Stroke]) -> tuple[float, float]:
    try:
        width, height = _POINTS * float(picture.width), _POINTS * float(picture.height)
        if _SIDE[0] <= min(width, height) and max(width, height) <= _SIDE[1]:
            return width, height
    except (TypeError, ValueError):
        pass
    if not strokes:
        return _SIDE[0], _SIDE[0]
    corners = np.concatenate([stroke.points for stroke in strokes])
    right, bottom = corners.max(axis=0)
    return max(float(right), _SIDE[0]), max(float(bottom), _SIDE[0])


def _grid(picture: Any, strokes: list[Stroke]) -> float:
    """Coordinate step of the file, in points."""
    try:
        scale = _POINTS * float(picture.width) / float(picture.viewbox.width)
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        scale = _POINTS
    values = [stroke.points.ravel() / scale for stroke in strokes if len(stroke.points) > 12]
    return scale * coordinate_grid(np.concatenate(values)) if values else 0.0


def _clean(data: bytes, name: str) -> tuple[bytes, Spoken]:
    """Refuse what a figure never needs, mend what the parser cannot take, note what is written.

    Second comes the text and angle of groups whose glyphs are drawn as
    outlines with the text as a comment before them, by the group's id.
    """
    if len(data) > MAX_BYTES:
        raise FileError(
            f"{name} holds {len(data) / 1e6:.0f} MB; the limit for an SVG is 40 MB. "
            "Export it at a smaller size.",
            code="I4",
        )
    data = as_utf8(data, name)
    entities = re.findall(rb"<!ENTITY[^>]{0,2000}", data)
    if len(entities) > MAX_ENTITIES or any(re.search(rb"SYSTEM|PUBLIC", e) for e in entities):
        raise FileError(
            f"{name} refers to other files, which figures never need. It was not opened.",
            code="J5",
        )
    try:
        root = _parse_limited(data, name)
    except ElementTree.ParseError as error:
        raise FileError(
            f"{name} is not a complete SVG ({error}). Download or export it again.", code="P2"
        ) from error
    if not root.tag.endswith("svg"):
        raise FileError(f"{name} is XML but not an SVG picture. Choose another file.", code="I3")
    spoken = spoken_texts(data)
    mend(root)
    if _count_drawn(root) > MAX_ELEMENTS:
        raise FileError(
            f"{name} is built in a way that figures never are (its parts repeat one another more "
            f"than {MAX_ELEMENTS:,} times). It was not opened.",
            code="J5",
        )
    if sum(len(element.get("d", "")) for element in root.iter()) > MAX_PATH_LETTERS:
        raise FileError(
            f"{name} draws far more lines than a figure has. Save it as PDF or PNG instead.",
            code="J5",
        )
    return ElementTree.tostring(root), spoken


def _parse_limited(data: bytes, name: str) -> ElementTree.Element:
    """Parse while counting, so that a bomb is refused before it has grown."""
    depth = count = 0
    root: ElementTree.Element | None = None
    for event, element in ElementTree.iterparse(io.BytesIO(data), events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        root = element if root is None else root
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise FileError(
                f"{name} is built in a way that figures never are (nested {depth} deep, "
                f"{count:,} elements). It was not opened.",
                code="J5",
            )
    if root is None:
        raise ElementTree.ParseError("no element found")
    return root


def _count_drawn(root: ElementTree.Element) -> int:
    """How many elements there are once every `use` is drawn; loops have been cut."""
    targets = {element.get("id", ""): element for element in root.iter() if element.get("id")}
    known: dict[str, int] = {}

    def count(element: ElementTree.Element, depth: int) -> int:
        total = 0
        for child in element.iter():
            total += 1
            for key, value in child.attrib.items():
                if key.rsplit("}", 1)[-1] == "href" and value.lstrip("#") in targets:
                    total += count_of(value.lstrip("#"), depth + 1)
            if total > MAX_ELEMENTS:
                return total
        return total

    def count_of(name: str, depth: int) -> int:
        if depth > MAX_DEPTH:
            return MAX_ELEMENTS + 1
        if name not in known:
            known[name] = count(targets[name], depth)
        return known[name]

    return count(root, 0)


def _placed(element: Any) -> Any:
    """A shape as a path where it is drawn: the parser leaves circles and boxes unplaced.

    It does so where their place is turned or mirrored.
    """
    import svgelements

    path = svgelements.Path(element)
    if not path.transform.is_identity():
        path.reify()
    return path


def _strokes_of(path: Any, group: int) -> list[Stroke]:
    colour, fill = _colour_of(path.stroke), _colour_of(path.fill)
    if colour is None and fill is None:
        return []
    width = _POINTS * float(path.stroke_width or 1.0) if colour is not None else 0.0
    dash = _dash_of(path.values.get("stroke-dasharray"))
    strokes: list[Stroke] = []
    for points, closed, curved in _subpaths(path):
        if not is_drawable(points):
            continue
        strokes.append(Stroke(points, colour, fill, width, dash, group, closed, curved))
    return strokes


def _subpaths(path: Any) -> list[tuple[NDArray[np.float64], bool, bool]]:
    import svgelements

    parts: list[tuple[NDArray[np.float64], bool, bool]] = []
    points: list[tuple[float, float]] = []
    closed = curved = False

    def finish() -> None:
        if len(points) > 1:
            parts.append((_POINTS * np.array(points, dtype=float), closed, curved))

    for segment in path:
        if isinstance(segment, svgelements.Move):
            finish()
            points, closed, curved = [(segment.end.x, segment.end.y)], False, False
        elif isinstance(segment, svgelements.Close):
            closed = True
            if segment.end is not None and points:
                points.append((segment.end.x, segment.end.y))
        elif isinstance(segment, svgelements.Line) or _is_straight(segment):
            points.append((segment.end.x, segment.end.y))
        elif isinstance(segment, svgelements.CubicBezier | svgelements.QuadraticBezier):
            curved = True
            points.extend(bezier_points(*_corners(segment)))
        else:
            curved = True
            steps = (step / _BEZIER_PIECES for step in range(1, _BEZIER_PIECES + 1))
            points.extend((at.x, at.y) for at in (segment.point(step) for step in steps))
    finish()
    return parts


def _is_straight(segment: Any) -> bool:
    import svgelements

    if not isinstance(segment, svgelements.CubicBezier):
        return False
    return is_straight(*_corners(segment))


def _corners(segment: Any) -> list[tuple[float, float]]:
    """Corners of a cubic Bezier curve, or of the one that draws a quadratic curve."""
    import svgelements

    if isinstance(segment, svgelements.CubicBezier):
        corners = (segment.start, segment.control1, segment.control2, segment.end)
    else:
        start, control, end = segment.start, segment.control, segment.end
        corners = (start, start + (control - start) * (2 / 3), end + (control - end) * (2 / 3), end)
    return [(float(corner.x), float(corner.y)) for corner in corners]


def _colour_of(paint: Any) -> Colour | None:
    if paint is None or paint.value is None or (paint.alpha is not None and paint.alpha < 13):
        return None
    return int(paint.red), int(paint.green), int(paint.blue)


def _dash_of(text: str | None) -> tuple[float, ...]:
    if not text or text.strip() == "none":
        return ()
    lengths = re.findall(r"[0-9.]+(?:e-?\d+)?", text)
    return tuple(_POINTS * float(length) for length in lengths)
