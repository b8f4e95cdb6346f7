"""Text drawn as outlines: letters told apart by their shapes, each shape read from a few words.

The places of the letters are those of the file; only which letter a shape is
comes from the reader of pictures.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import Box, Colour, Drawing, Stroke, Word
from .alphabet import spell

_HEIGHT = (1.0, 30.0)  # points a letter is high or wide at most
_MOST_CORNERS = 1500
_SAME_SHAPE = 0.03  # of its size, by so much the corners of one letter may differ
_SHARED = 0.15  # of the narrower part's width, by so much parts of one letter overlap
_NO_LETTERS = frozenset("+|×✕✚")  # single marks, which are shapes as well
_GAP = (-0.16, 0.4)  # of the letters' height, between the letters of one word
_GAP_OF_THIN = 0.5  # the same between two 1, before and behind a full stop
_THIN = 0.5  # of the letters' height
_SPECK = 0.05  # points; what is smaller is left over from a program's closing of a shape
_STOP = 0.35  # of the letters' height; what is smaller is a full stop or the like
_ON_LINE = 0.4  # of the lower letter's height that letters of a line share
_FLAT = 0.35  # a path of two parts this much lower than long is a letter on its side
_MOST_STROKES = 3  # of a Roman numeral of the letter I alone
_MOST_LETTERS = 20_000
_MOST_ALONE = 15  # shapes that stand alone more often are marks
_MOST_WORDS = 400
_MOST_KINDS = 150
_MOST_SHAPES = 1500  # other filled shapes among them
_DOTS = 300.0

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Letter:
    parts: tuple[Points, ...]
    box: Box
    colour: Colour

    @property
    def size(self) -> float:
        return _size(self.box)

    @property
    def is_plain_box(self) -> bool:
        """Whether it is a rectangle: a full stop or a dash, more often no letter at all."""
        return len(self.parts) == 1 and len(self.parts[0]) <= 5


@dataclass(frozen=True, slots=True, eq=False)
class _Spelling:
    """Letters in their order, by the numbers of their shapes."""

    letters: tuple[_Letter, ...]
    kinds: tuple[int, ...]
    upright: bool


def spelled_words(drawing: Drawing) -> tuple[Word, ...]:
    """Return the words that a drawing shows as outlines of letters; empty where there are none.

    Parameters
    ----------
    drawing : Drawing
    """
    letters = list(islice(_letters(drawing.strokes), _MOST_LETTERS + 1))
    if len(letters) > _MOST_LETTERS:
        return ()
    known = _Kinds()
    kinds: list[int] = []
    for letter in letters:
        kinds.append(known.of(letter))
        if known.count > _MOST_SHAPES:
            return ()
    marks = _marks(_words(letters, kinds))
    pairs = [(letter, kind) for letter, kind in zip(letters, kinds, strict=True)]
    pairs = [(letter, kind) for letter, kind in pairs if kind not in marks]
    words = _words([letter for letter, _ in pairs], [kind for _, kind in pairs])
    words = [
        word for word, before in zip(words, [None, *words], strict=False) if _is_text(word, before)
    ]
    if len(words) > _MOST_WORDS or len({kind for _, kind in pairs}) > _MOST_KINDS:
        return ()
    read = [(word, text) for word, text in _read(words) if text and text not in _NO_LETTERS]
    order = {id(word): index for index, word in enumerate(words)}
    read.sort(key=lambda pair: order[id(pair[0])])
    return tuple(_as_word(word, text) for word, text in read)


def _is_text(word: _Spelling, before: _Spelling | None) -> bool:
    """Whether a word has letters; upright boxes are numerals behind another word only.

    Elsewhere they are marks, as many together as stand near one another.
    """
    if not _is_numeral(word):
        return True
    is_word = before is not None and sum(not one.is_plain_box for one in before.letters) > 1
    if before is None or not is_word or len(word.letters) > _MOST_STROKES:
        return False
    last, first = before.letters[-1], word.letters[0]
    gap = first.box[0] - last.box[2]
    size = max(letter.size for letter in before.letters)
    is_next = 0 < gap < size and abs(first.box[3] - last.box[3]) < 0.1 * size
    return is_next and all(_is_tall(one, last) for one in word.letters)


def _is_tall(letter: _Letter, other: _Letter) -> bool:
    width, height = letter.box[2] - letter.box[0], letter.box[3] - letter.box[1]
    return height > 2 * width and height >= 0.8 * (other.box[3] - other.box[1])


def _marks(words: list[_Spelling]) -> set[int]:
    """The shapes that stand alone time and again: marks on the curves."""
    alone: Counter[int] = Counter(word.kinds[0] for word in words if len(word.kinds) == 1)
    all_of: Counter[int] = Counter(kind for word in words for kind in word.kinds)
    return {
        kind for kind, count in alone.items() if count >= _MOST_ALONE and count > 0.5 * all_of[kind]
    }


# --- letters ------------------------------------------------------------------------------------


def _letters(strokes: Sequence[Stroke]) -> Iterator[_Letter]:
    """The filled shapes that may be letters; those of one path over one another are one."""
    group: list[Stroke] = []
    for stroke in strokes:
        if group and stroke.group != group[0].group:
            yield from _of_path(group)
            group = []
        group.append(stroke)
    if group:
        yield from _of_path(group)


def _of_path(group: list[Stroke]) -> Iterator[_Letter]:
    first = group[0]
    group = [stroke for stroke in group if _size(stroke.box) > _SPECK]
    n_corners = sum(len(stroke.points) for stroke in group)
    if not group or first.fill is None or n_corners > 40 * _MOST_CORNERS:
        return
    corners = np.concatenate([stroke.points for stroke in group])
    across, upward = np.ptp(corners, axis=0)
    if len(group) == 2 and upward < _FLAT * across:
        yield from _as_letter([stroke.points for stroke in group], first.fill)
        return
    clusters: list[tuple[list[Points], list[float]]] = []
    for stroke in sorted(group, key=lambda stroke: stroke.box[0]):
        left, _, right, _ = stroke.box
        last = clusters[-1][1] if clusters else [0.0, -np.inf]
        shared = min(last[1], right) - left
        if clusters and shared > _SHARED * min(right - left, last[1] - last[0]):
            clusters[-1][0].append(stroke.points)
            last[1] = max(last[1], right)
        else:
            clusters.append(([stroke.points], [left, right]))
    for parts, _ in clusters:
        yield from _as_letter(parts, first.fill)


def _as_letter(parts: list[Points], colour: Colour) -> Iterator[_Letter]:
    corners = np.concatenate(parts)
    low, high = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    size = max(high[0] - low[0], high[1] - low[1])
    if size <= _HEIGHT[1] and len(corners) <= _MOST_CORNERS:
        yield _Letter(tuple(parts), (low[0], low[1], high[0], high[1]), colour)


def _size(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


class _Kinds:
    """Numbers for the shapes met so far."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[int, ...], list[tuple[Points, int]]] = defaultdict(list)
        self.count = 0

    def of(self, letter: _Letter) -> int:
        """Return the number of a letter's shape, a new one where it is new."""
        corners = np.concatenate(letter.parts) - letter.box[:2]
        alike = self._shapes[tuple(len(part) for part in letter.parts)]
        for shape, number in alike:
            if np.abs(shape - corners).max() <= _SAME_SHAPE * letter.size:
                return number
        alike.append((corners, self.count))
        self.count += 1
        return self.count - 1


# --- words --------------------------------------------------------------------------------------


def _words(letters: list[_Letter], kinds: list[int]) -> list[_Spelling]:
    """Letters that follow one another."""
    words: list[tuple[list[int], bool]] = []
    for index, letter in enumerate(letters):
        word, upright = words[-1] if words else ([], True)
        before = [letters[one] for one in word[-4:]]
        direction = _direction(before, letter, upright if len(word) > 1 else None)
        if direction is None:
            words.append(([index], True))
        else:
            word.append(index)
            words[-1] = word, direction
    spelled = [
        _Spelling(tuple(letters[i] for i in word), tuple(kinds[i] for i in word), upright)
        for word, upright in words
    ]
    return [word for word in spelled if max(one.size for one in word.letters) >= _HEIGHT[0]]


def _direction(before: list[_Letter], letter: _Letter, upright: bool | None) -> bool | None:
    """Whether a letter goes on a word to the right (True) or upwards (False), None for neither."""
    if not before:
        return None
    last = before[-1]
    size = max(one.size for one in (*before, letter))
    is_thin = max(_thickness(last), _thickness(letter)) < _THIN * size
    is_stop = min(last.size, letter.size) < _STOP * size
    reach = _GAP_OF_THIN if is_thin or is_stop else _GAP[1]
    across, upward = letter.box[0] - last.box[2], last.box[1] - letter.box[3]
    for direction, gap in ((True, across), (False, upward)):
        is_near = _GAP[0] * size <= gap <= reach * size
        if upright in (None, direction) and is_near and _shares(last, letter, int(direction)):
            return direction
    return None


def _thickness(letter: _Letter) -> float:
    return min(letter.box[2] - letter.box[0], letter.box[3] - letter.box[1])


def _shares(one: _Letter, other: _Letter, axis: int) -> bool:
    """Whether two letters stand on one line; full stops stand below the middle of it."""
    low, high = max(one.box[axis], other.box[axis]), min(one.box[axis + 2], other.box[axis + 2])
    lower = min(one.box[axis + 2] - one.box[axis], other.box[axis + 2] - other.box[axis])
    return high - low >= _ON_LINE * lower or abs(one.box[axis + 2] - other.box[axis + 2]) < 0.5


# --- reading ------------------------------------------------------------------------------------


def _read(words: list[_Spelling]) -> list[tuple[_Spelling, str]]:
    """Words with what they say."""
    words = sorted(words, key=_line_height)
    example = {word.kinds: word for word in words if not _is_numeral(word)}
    texts, _ = spell(list(example), lambda line: _picture([example[kinds] for kinds in line]))
    return [
        (word, "I" * len(word.kinds) if _is_numeral(word) else texts[word.kinds]) for word in words
    ]


def _is_numeral(word: _Spelling) -> bool:
    """Whether a word is upright boxes only: I, II or III."""
    return all(letter.is_plain_box for letter in word.letters)


def _line_height(word: _Spelling) -> float:
    return max(one.box[3] - one.box[1] for one in _set_upright(word))


def _set_upright(word: _Spelling) -> list[_Letter]:
    """The letters of a word turned so that they read from the left."""
    if word.upright:
        return list(word.letters)
    turned = []
    for letter in word.letters:
        left, top, right, bottom = letter.box
        parts = tuple(np.column_stack([-part[:, 1], part[:, 0]]) for part in letter.parts)
        turned.append(replace(letter, parts=parts, box=(-bottom, left, -top, right)))
    return turned


def _picture(line: list[_Spelling]) -> NDArray[np.uint8]:
    """Words written in black one behind the other, shape (height, width, 3)."""
    from ...figure.draw import render_drawing

    height = max(_line_height(word) for word in line)
    pen, strokes = height, []
    for number, word in enumerate(line):
        letters = _set_upright(word)
        base = float(np.median([letter.box[3] for letter in letters]))
        shift = np.array([pen - letters[0].box[0], 1.6 * height - base])
        for index, letter in enumerate(letters):
            for part in letter.parts:
                place = part + shift
                group = 1000 * number + index
                strokes.append(Stroke(place, None, (0, 0, 0), 0.0, (), group, True))
        pen += letters[-1].box[2] - letters[0].box[0] + height
    zoom = 7.0 / height
    drawing = Drawing(pen, 2.4 * height, tuple(strokes), ()).scaled(zoom)
    return np.ascontiguousarray(render_drawing(drawing, _DOTS)[:, :, ::-1])


def _as_word(word: _Spelling, text: str) -> Word:
    corners = np.array([letter.box for letter in word.letters])
    low, high = corners[:, :2].min(axis=0).tolist(), corners[:, 2:].max(axis=0).tolist()
    box = (low[0], low[1], high[0], high[1])
    return Word(text, box, 0.0 if word.upright else 90.0, word.letters[0].colour)
