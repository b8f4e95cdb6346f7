"""Results printed inside a vector figure, from its words."""

from collections.abc import Sequence

from ...figure.drawing import Drawing, Word
from ...figure.ocr import Word as LineOfText
from ..printed import find_printed
from ..proposal import PrintedValue
from .axes import VectorAxes

_SAME_LINE = 0.5  # of the letters' height
_WORD_GAP = 1.2


def printed_values(
    drawing: Drawing, axes: VectorAxes, names: Sequence[str], scale: float
) -> tuple[PrintedValue, ...]:
    """Return hazard ratio, P value and medians that stand within the axes.

    Parameters
    ----------
    drawing : Drawing
    axes : VectorAxes
    names : sequence of str
        Of the arms, in the order of the proposal.
    scale : float
        Pixels of a point.
    """
    left, top, right, bottom = axes.box
    words = [
        word
        for word in drawing.words
        if abs(word.angle) < 1
        and left <= word.centre[0] <= right
        and top <= word.centre[1] <= bottom
    ]
    return tuple(find_printed([_line(line, scale) for line in _lines(words)], names))


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Return words that follow each other with no more than a blank between them."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box[0]):
        for line in lines:
            last = line[-1]
            height = max(last.box[3] - last.box[1], word.box[3] - word.box[1])
            gap = word.box[0] - last.box[2]
            is_level = abs(word.centre[1] - last.centre[1]) < _SAME_LINE * height
            if is_level and -_SAME_LINE * height < gap < _WORD_GAP * height:
                line.append(word)
                break
        else:
            lines.append([word])
    return lines


def _line(words: Sequence[Word], scale: float) -> LineOfText:
    boxes = list(zip(*(word.box for word in words), strict=True))
    text = " ".join(word.text for word in words)
    return LineOfText(
        text,
        1.0,
        min(boxes[0]) * scale,
        min(boxes[1]) * scale,
        max(boxes[2]) * scale,
        max(boxes[3]) * scale,
    )
