"""Words of a PDF page: letters put together, marks written as letters recovered."""

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .drawing import MARK_SYMBOLS, Box, Colour, Word
from .pdf_marks import hidden_marks

_MARK_SIZE = 16.0  # points, the largest letter that may be a censor mark
_GAP_IN_PIECE = 0.7  # of the letters' size, between two letters of one piece of text
_OWN_PIECE = 3.0  # points between the box of a mark and that of its piece of text at most
_OVERLAP = -0.12  # of the letters' size, by so much letters of one word may overlap
_LINE_END_HYPHEN = 2  # as PDFium tells one that parts a word
_MOST_PIECES = 5000  # of text on a page whose marks are looked at
_NO_INK = 0.012  # points, as wide or high is the box of a blank, which PDFium widens so
_NAMELESS = 0xE000  # where letters begin that stand for no sign
_BARRED = frozenset("+|")  # have an upright bar in their middles
_MARKS = _BARRED | MARK_SYMBOLS  # written one after the other, these are censor marks
_FEWEST_OF_SIGN = 5
_SAME_SIZE = 0.11  # points the boxes of pieces of one size differ at most
_HOLLOW = (1, 5)  # ways to print text of which only the outline is seen

Matrix = list[list[float]]
Edges = tuple[float, float, float, float]  # left, right, bottom, top


def read_words(
    page: Any, to_screen: NDArray[np.float64], hidden: Set[int] = frozenset()
) -> tuple[Word, ...]:
    """Return the words of a page in the order of the file.

    Parameters
    ----------
    page : pypdfium2.PdfPage
    to_screen : ndarray, shape (3, 3)
        From page space to screen space.
    hidden : set of int, optional
        Addresses of pieces of text that are not seen.
    """
    import pypdfium2.raw as raw

    text_page = raw.FPDFText_LoadPage(page.raw)
    try:
        letters, pieces = _read_letters(raw, text_page)
        letters = [letter for letter in letters if letter.piece not in hidden]
        left_out = _left_out(raw, page, letters, pieces)
    finally:
        raw.FPDFText_ClosePage(text_page)
    turn = float(np.degrees(np.arctan2(-to_screen[1, 0], to_screen[0, 0])))
    matrix: Matrix = to_screen.tolist()
    words = [_word(group, matrix, turn) for group in _parted(_grouped(letters))]
    words += [_word([letter], matrix, turn) for letter in left_out]
    return _without_copies(words)


def _grouped(letters: list["_Letter"]) -> list[list["_Letter"]]:
    """Letters that make a word together."""
    groups: list[list[_Letter]] = []
    pending: list[_Letter] = []
    is_new_line = False
    for letter in letters:
        is_guess = letter.piece == 0 or (letter.text == " " and letter.right <= letter.left)
        if is_guess and letter.text in " \r\n":
            # PDFium's own guess; letters placed one by one make it break words.
            is_new_line = True
            continue
        is_end = letter.text.isspace() or (pending and not _continues(pending, letter))
        if pending and (is_end or (is_new_line and not _goes_on(pending[-1], letter))):
            groups.append(pending)
            pending = []
        if not letter.text.isspace():
            pending.append(letter)
        is_new_line = False
    return [*groups, pending] if pending else groups


def _parted(groups: list[list["_Letter"]]) -> list[list["_Letter"]]:
    """Part what is made of one sign that often stands alone: marks of a font of symbols."""
    alone = Counter(group[0].text for group in groups if len(group) == 1)
    signs = {text for text, count in alone.items() if count >= _FEWEST_OF_SIGN}
    parted: list[list[_Letter]] = []
    for group in groups:
        texts = {letter.text for letter in group}
        is_row = texts <= signs and len(texts) == 1 and not group[0].text.isdecimal()
        parted += [[letter] for letter in group] if is_row else [group]
    return parted


def _left_out(
    raw: Any, page: Any, letters: list["_Letter"], pieces: dict[int, Any]
) -> list["_Letter"]:
    """The marks that stand so near others in one piece of text that PDFium leaves them out."""
    told: dict[int, list[_Letter]] = defaultdict(list)
    for letter in letters:
        told[letter.piece].append(letter)
    found = []
    for place, known in islice(told.items(), _MOST_PIECES):
        texts = {letter.text for letter in known if not letter.text.isspace()}
        if not place or len(texts) != 1 or not texts <= _BARRED or known[0].angle % 360:
            continue
        marks = [letter for letter in known if letter.text in _BARRED]
        extents = [(letter.left, letter.right) for letter in marks]
        first = min(marks, key=lambda letter: letter.left)
        height = first.top - first.bottom
        for by in hidden_marks(raw, page.pdf.raw, page.raw, pieces[place], extents, height):
            found.append(replace(first, left=first.left + by, right=first.right + by))
    return found


def _without_copies(words: list[Word]) -> tuple[Word, ...]:
    """Words printed once in each place, though a page cut into tiles draws them in every tile."""
    places = {(word.text, *(round(edge, 1) for edge in word.box)): word for word in words}
    return tuple(places.values())


def lost_marks(words: tuple[Word, ...], texts: list[tuple[Box, Colour]]) -> tuple[Word, ...]:
    """Return the marks written as letters that PDFium leaves out of the text.

    It takes letters printed close over one another for one made bold. Pieces of
    text of the size of a known mark, where no word stands, are such marks.

    Parameters
    ----------
    words : tuple of Word
    texts : list of (box, colour)
        Every piece of text that the page draws.
    """
    small = [(box, colour) for box, colour in texts if box[2] - box[0] <= _MARK_SIZE]
    boxes = np.array([box for box, _ in small]).reshape(-1, 4)
    found: list[Word] = []
    for text in _signs_of(words):
        known = [word for word in words if word.text == text]
        if not len(boxes) or max(len(known), len(boxes)) > _MOST_PIECES:
            continue
        others = np.array([word.box for word in words if word.text != text]).reshape(-1, 4)
        for index, place in _places_lost(np.array([word.box for word in known]), boxes):
            left, top, right, bottom = place.tolist()
            x, y = (left + right) / 2, (top + bottom) / 2
            inside = (others[:, :2] <= (x, y)).all(axis=1) & (others[:, 2:] >= (x, y)).all(axis=1)
            if text in _MARKS or not inside.any():
                box = (left, top, right, bottom)
                found.append(Word(text, box, known[0].angle, small[index][1]))
    return tuple(found)


def _signs_of(words: tuple[Word, ...]) -> list[str]:
    """The signs that may be marks: known ones, and letters of a font of symbols."""
    alone = Counter(word.text for word in words if len(word.text) == 1)
    return sorted(
        sign
        for sign, count in alone.items()
        if sign in _MARKS or (count >= _FEWEST_OF_SIGN and not sign.isdecimal())
    )


def _places_lost(
    marks: NDArray[np.float64], boxes: NDArray[np.float64]
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Pieces of text of the sizes of known marks where none of these stands, and their places."""
    nearest, gap = _nearest(boxes, marks)
    # Marks written several in one piece of text have no box of their own among these.
    own = gap <= _OWN_PIECE
    around = np.ptp(boxes[nearest, 2:] - boxes[nearest, :2] - marks[:, 2:] + marks[:, :2], axis=1)
    own &= around <= _SAME_SIZE
    marks, nearest = marks[own], nearest[own]
    sizes = boxes[nearest, 2:] - boxes[nearest, :2]
    seen = np.zeros(len(boxes), dtype=bool)
    for size in np.unique(np.round(sizes, 1), axis=0):
        of_size = np.abs(sizes - size).max(axis=1) <= _SAME_SIZE
        shift = np.median((marks - boxes[nearest])[of_size], axis=0)
        alike = np.abs(boxes[:, 2:] - boxes[:, :2] - size).max(axis=1) <= _SAME_SIZE
        placed = boxes + shift
        is_new = alike & ~seen & (_nearest(marks, placed)[1] > 0.02)
        seen |= alike
        yield from ((int(index), placed[index]) for index in np.flatnonzero(is_new))


def _nearest(
    boxes: NDArray[np.float64], places: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """For each place the box whose edges lie nearest, and how far they do."""
    nearest, gap = np.empty(len(places), dtype=np.intp), np.empty(len(places))
    for index, place in enumerate(places):
        gaps = np.abs(boxes - place).max(axis=1)
        nearest[index] = gaps.argmin()
        gap[index] = gaps[nearest[index]]
    return nearest, gap


def box_on_screen(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    """Return the box on the screen of a box on the page; the matrix keeps right angles."""
    (a, c, e), (b, d, f), _ = matrix
    xs = a * left + c * bottom + e, a * right + c * top + e
    ys = b * left + d * bottom + f, b * right + d * top + f
    return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter with its box on the page; ``piece`` is the text of the file it belongs to."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    angle: float
    colour: Colour
    piece: int

    @property
    def size(self) -> float:
        return max(self.right - self.left, self.top - self.bottom)


def _read_letters(raw: Any, text_page: Any) -> tuple[list[_Letter], dict[int, Any]]:
    """The letters of a page, and the handles of the pieces of text they belong to."""
    letters: list[_Letter] = []
    pieces: dict[int, Any] = {}
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for index in range(max(raw.FPDFText_CountChars(text_page), 0)):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            continue
        raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        # PDFium measures clockwise; the words of a drawing turn anticlockwise.
        angle = -57.29577951308232 * raw.FPDFText_GetCharAngle(text_page, index) % 360.0
        piece = raw.FPDFText_GetTextObject(text_page, index)
        place = ctypes.addressof(piece.contents) if piece else 0
        box = left.value, right.value, bottom.value, top.value
        is_hollow = place and chr(code) in _MARKS and _is_hollow(raw, piece)
        colour_of = raw.FPDFText_GetStrokeColor if is_hollow else raw.FPDFText_GetFillColor
        colour_of(text_page, index, red, green, blue, alpha)
        colour = red.value, green.value, blue.value
        text = _text_of(code, box, has_piece=place != 0)
        if not text:
            continue
        letters.append(_Letter(text, *box, angle, colour, place))
        if text in _BARRED:
            pieces[place] = piece
    return letters, pieces


def _is_hollow(raw: Any, piece: Any) -> bool:
    return raw.FPDFTextObj_GetTextRenderMode(piece) in _HOLLOW


def _text_of(code: int, box: Edges, *, has_piece: bool) -> str:
    """The sign of a code, a private one where its font gives it no name; empty for no letter."""
    left, right, bottom, top = box
    width, height = right - left, top - bottom
    if has_piece and min(width, height) <= _NO_INK < max(width, height):
        return " "  # whatever its code
    if code == _LINE_END_HYPHEN:
        return "-"
    if code < ord(" ") and has_piece and width > 0:
        return chr(_NAMELESS + code)
    return chr(code) if code else ""


def _continues(word: list[_Letter], letter: _Letter) -> bool:
    """Whether a letter belongs to the word of these letters."""
    last = word[-1]
    if last.text in _MARKS and letter.text in _MARKS:
        return False
    if abs((last.angle - letter.angle + 180) % 360 - 180) > 5:
        return False
    across = max(letter.left - last.right, last.left - letter.right)
    gap = max(across, letter.bottom - last.top, last.bottom - letter.top)
    size = max(last.size, letter.size)
    if last.piece == letter.piece:
        # PDFium tells the blanks between; "1" is narrow, a font put in another's place wide.
        return -_GAP_IN_PIECE * size <= gap <= _GAP_IN_PIECE * size
    if last.colour != letter.colour:
        return False  # names in the colours of their curves, at the ends of these
    if letter.text.isdigit() and gap < _OVERLAP * size:
        return False  # a name that runs into the number behind it
    if not letter.text.isdigit():
        return gap <= 0.45 * size
    # A number written by itself right behind a name is a word of its own.
    is_behind_name = last.text.isalpha() and len(word) > 1 and word[-2].piece == last.piece
    return not is_behind_name and gap <= 0.45 * size


def _goes_on(last: _Letter, letter: _Letter) -> bool:
    """Whether a letter said to stand on a new line goes on the word that ends with ``last``."""
    size = max(last.size, letter.size)
    across = letter.left - last.right, last.left - letter.right
    upward = letter.bottom - last.top, last.bottom - letter.top
    along, beside = (across, upward) if letter.angle % 180 < 45 else (upward, across)
    is_level = max(beside) < -0.5 * min(last.size, letter.size)
    return is_level and _OVERLAP * size <= max(along) <= 0.25 * size


def _word(letters: list[_Letter], matrix: Matrix, turn: float) -> Word:
    box = box_on_screen(
        matrix,
        min(letter.left for letter in letters),
        min(letter.bottom for letter in letters),
        max(letter.right for letter in letters),
        max(letter.top for letter in letters),
    )
    text = "".join(letter.text for letter in letters)
    return Word(text, box, round(letters[0].angle + turn, 2) % 360, letters[0].colour)
