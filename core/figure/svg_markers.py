"""Markers of an SVG: shapes that a line draws at its corners, written out where they stand."""

import re
from xml.etree import ElementTree

import numpy as np

from ..errors import FileError

_LINES = frozenset({"path", "line", "polyline", "polygon"})
_ENDS = ("marker-start", "marker-mid", "marker-end")
_MOST_MARKERS = 8_000

Corner = tuple[float, float]


def place_markers(root: ElementTree.Element) -> None:
    """Draw the marker of every corner of every line as a reference to its shape.

    Markers turned with their line (`orient`) are drawn upright: censor marks
    stand on level stretches.

    Raises
    ------
    FileError
        J5 where there are more than any figure has.
    """
    markers = {e.get("id", ""): e for e in root.iter() if _tag(e) == "marker" and e.get("id")}
    if not markers:
        return
    n_drawn = 0
    for parent in list(root.iter()):
        if _tag(parent) == "marker":
            continue
        for line in [child for child in parent if _tag(child) in _LINES]:
            drawn = _references(line, markers, root.tag.removesuffix("svg"))
            n_drawn += len(drawn)
            if n_drawn > _MOST_MARKERS:
                raise FileError(
                    f"This SVG draws more than {_MOST_MARKERS:,} markers on its lines, which "
                    "figures never do. Save it as PDF or PNG instead.",
                    code="J5",
                )
            index = list(parent).index(line) + 1
            parent[index:index] = drawn
    _shelve(root, markers)


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _shelve(root: ElementTree.Element, markers: dict[str, ElementTree.Element]) -> None:
    """Make markers groups that are drawn by reference only."""
    shelf = ElementTree.Element(root.tag.removesuffix("svg") + "defs")
    for parent in list(root.iter()):
        for child in [child for child in parent if child in markers.values()]:
            parent.remove(child)
            child.tag = child.tag.removesuffix("marker") + "g"
            child.attrib.pop("viewBox", None)
            shelf.append(child)
    root.insert(0, shelf)


def _references(
    line: ElementTree.Element, markers: dict[str, ElementTree.Element], space: str
) -> list[ElementTree.Element]:
    settings = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", line.get("style", "")))
    named = [settings.get(end) or line.get(end) or settings.get("marker", "") for end in _ENDS]
    chosen = [re.search(r"url\(['\"]?#([^)'\"]+)", name) for name in named]
    start, mid, end = (markers.get(found.group(1)) if found else None for found in chosen)
    if start is None and mid is None and end is None:
        return []
    corners = _corners(line)
    stroke_width = _number(settings.get("stroke-width") or line.get("stroke-width"), 1.0)
    drawn = []
    for index, corner in enumerate(corners):
        marker = start if index == 0 else end if index == len(corners) - 1 else mid
        if marker is not None:
            place = _placed(marker, corner, stroke_width)
            before = line.get("transform", "")
            where = {"href": "#" + marker.get("id", ""), "transform": f"{before} {place}".strip()}
            drawn.append(ElementTree.Element(space + "use", where))
    return drawn


def _placed(marker: ElementTree.Element, corner: Corner, stroke_width: float) -> str:
    """The transform that brings a marker to a corner, its reference point on it."""
    scale = 1.0 if marker.get("markerUnits") == "userSpaceOnUse" else stroke_width
    box = re.split(r"[\s,]+", marker.get("viewBox", "").strip())
    if len(box) == 4:
        wide = _number(marker.get("markerWidth"), 3.0) / max(_number(box[2], 1.0), 1e-9)
        high = _number(marker.get("markerHeight"), 3.0) / max(_number(box[3], 1.0), 1e-9)
        scale *= min(wide, high)
    x, y = _number(marker.get("refX"), 0.0), _number(marker.get("refY"), 0.0)
    return f"translate({corner[0]},{corner[1]}) scale({scale}) translate({-x},{-y})"


def _corners(line: ElementTree.Element) -> list[Corner]:
    if _tag(line) == "line":
        x1, y1, x2, y2 = (_number(line.get(name), 0.0) for name in ("x1", "y1", "x2", "y2"))
        return [(x1, y1), (x2, y2)]
    if _tag(line) == "path":
        return _path_corners(line.get("d", ""))
    values = [_number(text, 0.0) for text in re.split(r"[\s,]+", line.get("points", "").strip())]
    return list(zip(values[::2], values[1::2], strict=False))


def _path_corners(d: str) -> list[Corner]:
    import svgelements

    try:
        path = svgelements.Path(d)
    except (ValueError, TypeError, IndexError):
        return []
    ends = (segment.end for segment in path if not isinstance(segment, svgelements.Close))
    return [(float(end.x), float(end.y)) for end in ends if end is not None]


def _number(text: str | None, default: float) -> float:
    try:
        value = float(re.sub(r"(px)?$", "", (text or "").strip()))
    except ValueError:
        return default
    return value if np.isfinite(value) else default
