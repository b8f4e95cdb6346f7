"""The title of a survival axis: the words that run upwards beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

# Titles have at most so many lines, each so many sizes from the next.
_LINES = 3
_PITCH = 1.8


@dataclass(frozen=True, slots=True)
class TallWord:
    """A word, or several of one line, read from below: its text, middle and size of type."""

    text: str
    x: float
    y: float
    size: float


def survival_title(words: Sequence[TallWord], *, axis: float, top: float, bottom: float) -> str:
    """Return the title of the axis at ``axis`` between ``top`` and ``bottom``, "" without one.

    Of several panels beside each other each has its own: only the lines nearest to the
    axis count. Places in pixels or points, y downwards.
    """
    beside = [word for word in words if word.x < axis and top <= word.y <= bottom]
    if not beside:
        return ""
    nearest = max(beside, key=lambda word: word.x)
    reach = _LINES * _PITCH * nearest.size
    lines = [word for word in beside if nearest.x - word.x < reach]
    lines.sort(key=lambda word: (round((word.x - nearest.x) / nearest.size), -word.y))
    return " ".join(word.text.strip() for word in lines)
