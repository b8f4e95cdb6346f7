"""Clips of an SVG, and its inner pictures, which end at their edges: boxes in the places they cut.

The parser drops them. Here each becomes a shape that is drawn where it counts,
known by its name, and everything within it names the clips it lies in.
"""

import copy
import re
from collections.abc import Iterable
from xml.etree import ElementTree

from .drawing import Box

NAMES = "data-clips"
_PROBE = "clip-of-the-reader-"
_MOST_CLIPS = 2000
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)")
_SHAPES = frozenset({"rect", "path", "polygon", "circle", "ellipse"})


def place_clips(root: ElementTree.Element) -> None:
    """Draw the shape of every clip where it is used, and name it on all it clips.

    Clips given as shares of what they clip, made of several shapes or of none,
    are passed over: what they cut is read.
    """
    clips = {e.get("id", ""): e for e in root.iter() if _tag(e) == "clipPath"}
    probes = _Probes(clips, root.tag.removesuffix("svg"))
    for child in list(root):
        probes.place(root, child, "")


def box_within(names: str, boxes: dict[str, Box], whole: Box) -> Box:
    """Return the box in which something can be seen that lies in the clips named.

    Parameters
    ----------
    names : str
        As `place_clips` writes them.
    boxes : dict of str to box
        Of the clips drawn so far.
    whole : left, top, right, bottom
        Where nothing is clipped.
    """
    left, top, right, bottom = whole
    for name in names.split():
        if name in boxes:
            x0, y0, x1, y1 = boxes[name]
            left, top, right, bottom = max(left, x0), max(top, y0), min(right, x1), min(bottom, y1)
    return left, top, right, bottom


def clip_named(identity: str | None) -> str:
    """Return the name of the clip that a shape stands for, empty for all others."""
    return identity.removeprefix(_PROBE) if identity and identity.startswith(_PROBE) else ""


class _Probes:
    def __init__(self, clips: dict[str, ElementTree.Element], space: str) -> None:
        self._clips, self._space, self._count = clips, space, 0

    def place(self, parent: ElementTree.Element, element: ElementTree.Element, above: str) -> None:
        """Put the probes of an element and of all in it before them."""
        if not isinstance(element.tag, str) or _tag(element) in {"defs", "clipPath"}:
            return
        names = above
        for probe in (self._of_clip(element), self._of_picture(element)):
            if probe is not None and self._count < _MOST_CLIPS:
                self._count += 1
                probe.set("id", f"{_PROBE}{self._count}")
                names = f"{names} {self._count}".strip()
                parent.insert(list(parent).index(element), probe)
        if names != above:
            element.set(NAMES, names)
        for child in list(element):
            self.place(element, child, names)

    def _of_clip(self, element: ElementTree.Element) -> ElementTree.Element | None:
        style = re.search(r"clip-path\s*:\s*([^;]+)", element.get("style", ""))
        found = _REFERENCE.search(style.group(1) if style else element.get("clip-path", ""))
        clip = self._clips.get(found.group(1)) if found else None
        if clip is None or clip.get("clipPathUnits") == "objectBoundingBox":
            return None
        shapes = [child for child in clip if _tag(child) in _SHAPES]
        if len(shapes) != 1:
            return None
        transforms = [one.get("transform", "") for one in (element, clip, shapes[0])]
        return self._shape(shapes[0], transforms)

    def _of_picture(self, element: ElementTree.Element) -> ElementTree.Element | None:
        sides = [element.get(name, "") for name in ("width", "height")]
        is_open = element.get("overflow", "hidden") in {"visible", "auto"}
        if (
            _tag(element) != "svg"
            or is_open
            or not all(re.match(r"[\d.]+(px)?$", s) for s in sides)
        ):
            return None
        places = {name: element.get(name, "0") for name in ("x", "y")}
        across, down = (side.removesuffix("px") for side in sides)
        box = ElementTree.Element(self._space + "rect", {**places, "width": across, "height": down})
        return self._shape(box, [element.get("transform", "")])

    def _shape(self, shape: ElementTree.Element, transforms: Iterable[str]) -> ElementTree.Element:
        probe = copy.deepcopy(shape)
        for name in ("style", "class", "clip-path"):
            probe.attrib.pop(name, None)
        probe.set("transform", " ".join(transform for transform in transforms if transform))
        probe.set("fill", "#000000")
        return probe


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]
