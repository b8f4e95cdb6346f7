"""Results printed inside a vector figure are offered, whatever pieces their words come in."""

import numpy as np
import pytest

from core.digitize.vector.axes import find_axes
from core.digitize.vector.printed import printed_values
from core.figure.drawing import Drawing, Stroke, Word
from core.model.document import ReportedKind

BLACK = (0, 0, 0)


def words(text, x, y, height=8.0):
    """Return the words of a line, one by one, as files hold them."""
    found = []
    for piece in text.split():
        width = 0.5 * height * len(piece)
        found.append(Word(piece, (x, y, x + width, y + height), 0.0))
        x += width + 0.3 * height
    return found


@pytest.fixture(scope="module")
def drawing():
    frame = [((50, 300), (410, 300)), ((50, 50), (50, 300))]
    frame += [((50 + 60 * k, 300), (50 + 60 * k, 304)) for k in range(7)]
    frame += [((46, 300 - 50 * k), (50, 300 - 50 * k)) for k in range(6)]
    strokes = tuple(
        Stroke(np.array(line, dtype=float), BLACK, None, 1.0, (), group)
        for group, line in enumerate(frame)
    )
    labels = [Word(str(6 * k), (46 + 60 * k, 308, 54 + 60 * k, 316), 0.0) for k in range(7)]
    labels += [Word(f"{0.2 * k:.1f}", (30, 296 - 50 * k, 42, 304 - 50 * k), 0.0) for k in range(6)]
    inside = words("HR 0.62 (95% CI, 0.44 to 0.87)", 60, 240) + words("P = 0.006", 60, 254)
    inside += words("Median Placebo 10.1 months", 230, 80)
    inside += words("Median Active 17.3 months", 230, 92)
    outside = words("HR 0.50 in the text of the page", 60, 340)
    return Drawing(460, 400, strokes, tuple(labels + inside + outside))


def test_what_stands_within_the_axes_is_offered(drawing):
    (axes,) = find_axes(drawing)
    found = printed_values(drawing, axes, ["Placebo", "Active"], 2.0)
    assert [(value.kind, value.text, value.ci, value.arm) for value in found] == [
        (ReportedKind.HAZARD_RATIO, "0.62", "0.44-0.87", None),
        (ReportedKind.P_VALUE, "0.006", "", None),
        (ReportedKind.MEDIAN, "10.1", "", 0),
        (ReportedKind.MEDIAN, "17.3", "", 1),
    ]
    assert found[0].box.x0 == 120
    assert found[0].box.y0 == 480
