"""The words of a page as running text, in the order of the file."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ..errors import FileError
from ..model.document import FigureFile
from .drawing import Box, Drawing, Word
from .vector_worker import VectorFile, is_pdf

# Words turned by more degrees than this are titles of axes and stamps in the margin.
UPRIGHT = 5.0
# Of the height of a word: so much higher or lower is another line, so much to the left too.
SAME_LINE = 0.5
BACK = 1.0
# White between lines of more than this many of their heights begins a new paragraph.
PARAGRAPH = 0.9
# A space of more than this many heights parts the columns of a table.
COLUMN = 2.0


def has_text(file: FigureFile) -> bool:
    """Return whether the file is of a kind that has pages of text."""
    return is_pdf(file.data)


def text_within(drawing: Drawing, box: Box | None = None) -> str:
    """Return the upright words of a page, or of a box on it, as lines of text.

    Parameters
    ----------
    drawing : Drawing
    box : left, top, right, bottom in points, or None for the whole page
        A word belongs to it whose middle lies in it.

    Returns
    -------
    str
        Lines end with a line feed, paragraphs with two; cells of a table are parted by a tab.
        Empty where there are no words.
    """
    words = [word for word in drawing.words if _is_upright(word) and _is_in(word, box)]
    lines = list(_lines(words))
    if not lines:
        return ""
    text = _line_text(lines[0])
    for above, line in pairwise(lines):
        text += ("\n\n" if _is_apart(above, line) else "\n") + _line_text(line)
    return text


def text_of_pages(
    file: FigureFile,
    most: int,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda _page, _pages: None,
) -> str:
    """Return the text of all pages of a PDF, up to about ``most`` characters.

    A page that cannot be read is left out. Takes a tenth of a second a page: call it off the
    window's thread.

    Raises
    ------
    FileError
        With a sentence for the user (P codes), where the file cannot be opened.
    """
    pages: list[str] = []
    length = 0
    with VectorFile(file.data, file.name) as opened:
        for number in range(opened.n_pages):
            if should_stop() or length >= most:
                break
            progress(number, opened.n_pages)
            try:
                pages.append(text_within(opened.page(number)))
            except FileError:
                continue
            length += len(pages[-1])
    return "\n\n".join(page for page in pages if page)


def _is_upright(word: Word) -> bool:
    return abs((word.angle + 180) % 360 - 180) <= UPRIGHT


def _is_in(word: Word, box: Box | None) -> bool:
    x, y = word.centre
    return box is None or (box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _height(word: Word) -> float:
    return word.box[3] - word.box[1]


def _lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield runs of words that stand on one line, each to the right of the one before."""
    line: list[Word] = []
    for word in words:
        if line and not _goes_on(line[-1], word):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _goes_on(last: Word, word: Word) -> bool:
    height = max(_height(last), _height(word))
    is_level = min(last.box[3], word.box[3]) - max(last.box[1], word.box[1]) > 0
    is_level |= abs(last.centre[1] - word.centre[1]) <= SAME_LINE * height
    return is_level and word.box[0] >= last.box[2] - BACK * height


def _line_text(line: Sequence[Word]) -> str:
    text = line[0].text
    for last, word in pairwise(line):
        gap = word.box[0] - last.box[2]
        text += ("\t" if gap > COLUMN * max(_height(last), _height(word)) else " ") + word.text
    return text


def _is_apart(above: Sequence[Word], line: Sequence[Word]) -> bool:
    """Whether a line begins a new paragraph: far below the one before, or in another column."""
    bottom, top = max(word.box[3] for word in above), min(word.box[1] for word in line)
    height = max(_height(word) for word in (*above, *line))
    return not -height <= top - bottom <= PARAGRAPH * height
