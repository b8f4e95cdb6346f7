"""What of a page is seen: within its clips and its edges, and under no later cover.

Publishers place a whole artwork and clip it to one of its panels, and lay white
over what an earlier version drew. None of that is part of the figure.
"""

import numpy as np

from .drawing import Box, Colour, Stroke, Word

_MOST_COVERS = 50
_COVER = 100.0  # points a cover is wide and high at least; a legend's ground is lower
_BEHIND = 1.5  # heights of a plot by which its curves may go on behind the frame
_MARK = 10.0  # points, as wide is a censor mark written as a letter at most
_RUN_ON = 36.0  # points by which text may run over the edge of its page
_SLACK = 0.5  # points


def shared(one: Box, other: Box) -> Box:
    """Return the part of two boxes that is in both; it may be inside out where there is none."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    return left, top, min(one[2], other[2]), min(one[3], other[3])


def is_seen(box: Box, within: Box) -> bool:
    """Return whether a box is at least in part within another."""
    across = box[0] <= within[2] + _SLACK and within[0] - _SLACK <= box[2]
    upward = box[1] <= within[3] + _SLACK and within[1] - _SLACK <= box[3]
    return across and upward and within[0] <= within[2] and within[1] <= within[3]


def within_reach(stroke: Stroke, within: Box) -> Box:
    """Return where a stroke counts as seen: pieces of a line also above and below their clip.

    A curve drawn piece by piece goes on behind the end of a survival axis that
    is cut off, as one drawn whole does.
    """
    left, top, right, bottom = within
    if stroke.colour is None or len(stroke.points) != 2:
        return within
    reach = _BEHIND * (bottom - top)
    return left, top - reach, right, bottom + reach


class Scene:
    """The lines and pieces of text drawn so far, without what later ones cover.

    Attributes
    ----------
    strokes : list of Stroke
    hidden : set of int
        Addresses of pieces of text that are not seen.
    """

    def __init__(self) -> None:
        self.strokes: list[Stroke] = []
        self.hidden: set[int] = set()
        self._texts: dict[int, tuple[Box, Colour]] = {}
        self._n_covers = 0

    @property
    def texts(self) -> list[tuple[Box, Colour]]:
        """Boxes and colours of the pieces of text that are seen."""
        return [text for place, text in self._texts.items() if place not in self.hidden]

    def add_text(self, place: int, box: Box, colour: Colour, within: Box) -> None:
        """Note a piece of text by its address."""
        self._texts[place] = box, colour
        # Single letters may be marks, which stand out of the clip of their curves.
        if box[2] - box[0] > _MARK and not is_seen(box, within):
            self.hidden.add(place)

    def cover(self, stroke: Stroke, within: Box) -> None:
        """Take away what lies under an opaque filled rectangle, if that is a large one."""
        left, top, right, bottom = box = shared(stroke.box, within)
        is_large = min(right - left, bottom - top) >= _COVER and _is_rectangle(stroke)
        if not is_large or self._n_covers >= _MOST_COVERS:
            return
        self._n_covers += 1
        self.strokes = [one for one in self.strokes if not _is_under(one.box, box)]
        self.hidden |= {place for place, (text, _) in self._texts.items() if _is_under(text, box)}


def words_on(words: tuple[Word, ...], page: Box) -> tuple[Word, ...]:
    """Return the words whose middles lie on a page, or just beyond its edge as a name may run."""
    left, top, right, bottom = page
    room = (left - _RUN_ON, top - _RUN_ON, right + _RUN_ON, bottom + _RUN_ON)
    return tuple(word for word in words if is_seen((*word.centre, *word.centre), room))


def _is_rectangle(stroke: Stroke) -> bool:
    if stroke.curved or len(stroke.points) not in {4, 5}:
        return False
    left, top, right, bottom = stroke.box
    x, y = stroke.points.T
    on_side = np.minimum(np.abs(x - left), np.abs(x - right)) <= _SLACK
    on_end = np.minimum(np.abs(y - top), np.abs(y - bottom)) <= _SLACK
    return bool(np.all(on_side & on_end))


def _is_under(box: Box, cover: Box) -> bool:
    low = cover[0] - _SLACK <= box[0] and cover[1] - _SLACK <= box[1]
    return low and box[2] <= cover[2] + _SLACK and box[3] <= cover[3] + _SLACK
