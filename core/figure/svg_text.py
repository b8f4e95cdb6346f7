"""Text of an SVG: pieces placed letter by letter put together, words with their boxes.

SVG says where a text starts, not how wide its letters are: the boxes are estimates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import numpy as np

from .drawing import POINTS_PER_CSS_PIXEL as _POINTS
from .drawing import Colour, Word

_MOST_LETTERS = 20_000  # a picture with more written letter by letter is no figure
# Advance widths of a plain sans-serif font in font sizes, where they are not 0.56.
_WIDTHS = {
    **dict.fromkeys(" .,:;/!It[]\\f\u00b7", 0.28),
    **dict.fromkeys("ijl'", 0.22),
    **dict.fromkeys("()-r", 0.33),
    **dict.fromkeys("cksvxyzJ", 0.5),
    **dict.fromkeys("FTZ", 0.61),
    **dict.fromkeys("ABEKPSVXY&", 0.67),
    **dict.fromkeys("wCDHNRU", 0.72),
    **dict.fromkeys("GOQ", 0.78),
    **dict.fromkeys("mM%", 0.85),
    **dict.fromkeys("W@", 0.95),
}
_PLACED = ("x", "y", "dx", "dy")


# --- before the picture is parsed ---------------------------------------------------------------


@dataclass(slots=True)
class _Chunk:
    """Letters written from one place, with the attributes of the element they stand in."""

    text: str
    place: dict[str, str]
    settings: dict[str, str]
    lasts: list[float] = field(default_factory=list)
    """Places of its letters, where the file gives each."""


@dataclass(slots=True)
class _Level:
    """An element on the way to a letter, with the places it lists and how many were used."""

    lists: dict[str, list[str]]
    used: int = 0


def lay_out_texts(root: ElementTree.Element) -> None:
    """Write every text made of several placed pieces as one text a piece.

    The parser knows one place a text. Letters that are placed one by one are
    put together to the words they print.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    n_letters = 0
    for text in [element for element in root.iter() if _tag(element) == "text"]:
        is_placed = any(len(_list(element, "x")) > 1 for element in text.iter())
        if text not in parents or not (is_placed or len(text)):
            continue
        n_letters += len("".join(text.itertext()))
        if n_letters > _MOST_LETTERS:
            return
        chunks = _joined(_chunks(text))
        parent = parents[text]
        index = list(parent).index(text)
        parent.remove(text)
        for offset, chunk in enumerate(chunks):
            parent.insert(index + offset, _element(text.tag, chunk))


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _list(element: ElementTree.Element, name: str) -> list[str]:
    return element.get(name, "").replace(",", " ").split()


def _chunks(text: ElementTree.Element) -> list[_Chunk]:
    chunks: list[_Chunk] = []

    def walk(element: ElementTree.Element, levels: list[_Level], above: dict[str, str]) -> None:
        level = _Level({name: values for name in _PLACED if (values := _list(element, name))})
        settings = _merged(above, element)
        _write(chunks, element.text, [*levels, level], settings)
        for child in element:
            if _tag(child) in {"tspan", "a", "textPath"}:
                walk(child, [*levels, level], settings)
            _write(chunks, child.tail, [*levels, level], settings)

    walk(text, [], {})
    return [chunk for chunk in chunks if chunk.text.strip()]


def _merged(above: dict[str, str], element: ElementTree.Element) -> dict[str, str]:
    """Attributes in force inside an element, without places and names."""
    own = {key: value for key, value in element.items() if key not in (*_PLACED, "id")}
    for key, between in (("style", ";"), ("class", " ")):
        if key in above and key in own:
            own[key] = above[key] + between + own[key]
    return {**above, **own}


def _write(
    chunks: list[_Chunk], text: str | None, levels: list[_Level], settings: dict[str, str]
) -> None:
    """Add letters to the last chunk, or begin one where a place is given."""
    for letter in re.sub(r"\s+", " ", text or ""):
        if letter == " " and (not chunks or chunks[-1].text.endswith(" ")):
            continue
        place: dict[str, str] = {}
        for level in levels:
            for name, values in level.lists.items():
                if level.used < len(values):
                    place[name] = values[level.used]
            level.used += 1
        if "x" in place or "y" in place or not chunks:
            before = chunks[-1].place if chunks else {}
            kept: dict[str, str] = {key: before[key] for key in before if key in ("x", "y")}
            chunks.append(_Chunk(letter, {**kept, **place}, settings))
        else:
            chunks[-1].text += letter


def _joined(chunks: list[_Chunk]) -> list[_Chunk]:
    """Put together letters placed one by one that follow one another like a word."""
    joined: list[_Chunk] = []
    for chunk in chunks:
        at = _number(chunk.place.get("x"))
        last = joined[-1] if joined else None
        if last is not None and last.lasts and at is not None and _follows(last, chunk, at):
            last.text += chunk.text.strip()
            last.lasts.append(at)
        else:
            lasts = [at] if at is not None and len(chunk.text.strip()) == 1 else []
            joined.append(replace(chunk, text=chunk.text.strip(), lasts=lasts))
    return joined


def _follows(last: _Chunk, chunk: _Chunk, at: float) -> bool:
    """Whether a letter stands on the line of a word and no wide gap behind it."""
    size = _font_size(chunk.settings)
    end = last.lasts[-1] + size * _ems(last.text[-1])
    same_line = last.place.get("y") == chunk.place.get("y") and last.settings == chunk.settings
    return same_line and len(chunk.text.strip()) == 1 and -0.5 * size < at - end < 0.2 * size


def _font_size(settings: dict[str, str]) -> float:
    written = re.findall(r"font-size\s*:\s*([0-9.]+)", settings.get("style", ""))
    size = written[-1] if written else settings.get("font-size", "")
    return _number(re.sub(r"(px|pt)$", "", size)) or 12.0


def _number(text: str | None) -> float | None:
    try:
        value = float(re.sub(r"px$", "", text or ""))
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _element(tag: str, chunk: _Chunk) -> ElementTree.Element:
    element = ElementTree.Element(tag, {**chunk.settings, **chunk.place})
    element.text = chunk.text
    if len(chunk.lasts) > 1:
        size = _font_size(chunk.settings)
        length = chunk.lasts[-1] - chunk.lasts[0] + size * _ems(chunk.text[-1])
        element.set("textLength", f"{length:.4f}")
        element.set("text-anchor", "start")
    return element


# --- after it -----------------------------------------------------------------------------------


Spoken = dict[str, list[tuple[str, float]]]


def spoken_texts(data: bytes) -> Spoken:
    """Return text and angle of groups that name in a comment what their outlines print.

    matplotlib writes groups named text_1, text_2 ... with the text as their
    first comment, and one more before each line of it; the keys are these names.
    """
    builder = ElementTree.TreeBuilder(insert_comments=True)
    root = ElementTree.fromstring(data, ElementTree.XMLParser(target=builder))
    found: Spoken = {}
    for group in root.iter():
        name = group.get("id", "") if isinstance(group.tag, str) else ""
        if not re.fullmatch(r"text_\d+", name) or len(group) < 2:
            continue
        for first, second in pairwise(group):
            if not isinstance(first.tag, str) and isinstance(second.tag, str):
                turn = re.search(r"rotate\((-?[\d.]+)", second.get("transform", ""))
                angle = -float(turn.group(1)) if turn else 0.0
                found.setdefault(name, []).append(((first.text or "").strip(), angle))
    return found


def spelled_words(picture: Any, spoken: Spoken) -> list[Word]:
    """Return the words of the groups whose text is known, in the boxes of their outlines.

    Parameters
    ----------
    picture : svgelements.SVG
    spoken : dict
        As `spoken_texts` returns it.
    """
    import svgelements

    words: list[Word] = []
    for element in picture.elements():
        lines = spoken.get(str(element.id)) if isinstance(element, svgelements.Group) else None
        if lines is None:
            continue
        parts = [part for part in element if isinstance(part, svgelements.Group)]
        if len(lines) == 1 or len(parts) != len(lines):
            words += _spelled(element, *lines[0])
        else:
            for part, (text, angle) in zip(parts, lines, strict=True):
                words += _spelled(part, text, angle)
    return words


def _spelled(element: Any, text: str, angle: float) -> list[Word]:
    """The words of one line, each with its share of the box of the outlines."""
    box = element.bbox()
    if box is None or not text:
        return []
    left, top, right, bottom = (_POINTS * float(edge) for edge in box)
    if angle:
        return [Word(text, (left, top, right, bottom), angle % 360)]
    share = (right - left) / max(len(text), 1)
    return [
        Word(
            piece.group(),
            (left + share * piece.start(), top, left + share * piece.end(), bottom),
            0.0,
        )
        for piece in re.finditer(r"\S+", text)
    ]


def words_of(element: Any, colour: Colour | None) -> Iterator[Word]:
    """Yield the words of one text element, their boxes estimated from size and anchor.

    Parameters
    ----------
    element : svgelements.Text
    colour : tuple of int or None
        Of its letters, None is black.
    """
    text = " ".join(str(element.text or "").split())
    if not text:
        return
    matrix = element.transform
    size = float(element.font_size or 10.0)
    length = size * _ems(text)
    anchor = str(element.anchor or "start")
    start = {"middle": -length / 2, "end": -length}.get(anchor, 0.0)
    declared = element.values.get("textLength")
    if declared and re.match(r"^[0-9.]+(px)?$", str(declared)):
        length = float(str(declared).removesuffix("px"))
        start = {"middle": -length / 2, "end": -length}.get(anchor, 0.0)
    angle = float(np.degrees(np.arctan2(-matrix.b, matrix.a))) % 360
    colour = colour or (0, 0, 0)
    place = start
    x = float(element.x) + _shift(element.values.get("dx"), size)
    y = float(element.y) + _shift(element.values.get("dy"), size) + size * _below(element)
    for word in text.split(" "):
        share = length * _ems(word) / max(_ems(text), 0.01)
        corners = [
            matrix.point_in_matrix_space((x + dx, y + dy))
            for dx in (place, place + share)
            for dy in (-0.72 * size, 0.0)
        ]
        xs = [_POINTS * corner.x for corner in corners]
        ys = [_POINTS * corner.y for corner in corners]
        yield Word(word, (min(xs), min(ys), max(xs), max(ys)), angle, colour)
        place += length * _ems(word + " ") / max(_ems(text), 0.01)


def _ems(text: str) -> float:
    """Length of a text in a plain font, in font sizes."""
    return sum(_WIDTHS.get(letter, 0.56) for letter in text)


def _shift(text: Any, size: float) -> float:
    """A shift of a text's place, such as 0.71em or 3px."""
    found = re.fullmatch(r"\s*(-?[0-9.]+(?:e-?[0-9]+)?)(em|px|pt)?\s*", str(text or ""))
    if not found:
        return 0.0
    factor = {"em": size, "pt": 1 / _POINTS}.get(found.group(2) or "", 1.0)
    try:
        return factor * float(found.group(1))
    except ValueError:
        return 0.0


def _below(element: Any) -> float:
    """How far the base line lies below the place of a text, in font sizes."""
    values = element.values
    named = str(values.get("dominant-baseline") or values.get("alignment-baseline") or "")
    return {"middle": 0.36, "central": 0.36, "hanging": 0.72, "text-before-edge": 0.9}.get(
        named, 0.0
    )
