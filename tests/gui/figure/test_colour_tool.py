"""The colour of a printed line, picked with the mouse."""

import numpy as np
import pytest

from core.model.document import Arm, Document, PixelPoint
from gui.figure.colour_tool import ink_colour
from gui.figure.snap import Snapper

BLUE, ORANGE = (0, 114, 178), (213, 94, 0)


def two_lines() -> np.ndarray:
    """A blue line over an orange one, each with a pale rim, and a black axis on the left."""
    pixels = np.full((400, 600, 3), 255, dtype=np.uint8)
    for row, colour in ((150, BLUE), (158, ORANGE)):
        pale = tuple(128 + value // 2 for value in colour)
        pixels[row - 1] = pixels[row + 1] = pale
        pixels[row] = colour
    pixels[:, 98:102] = 0
    return pixels


@pytest.mark.parametrize(
    ("at", "colour"),
    [
        ((300, 150.5), BLUE),
        ((300, 149.0), BLUE),
        ((300, 160.0), ORANGE),
        ((103.5, 150.5), BLUE),
        ((300, 250), None),
    ],
)
def test_the_deepest_of_the_ink_under_the_pointer_is_picked_not_its_rim(at, colour):
    assert ink_colour(two_lines(), PixelPoint(*at), 3.0) == colour


def test_outside_the_figure_there_is_no_colour():
    assert ink_colour(two_lines(), PixelPoint(-40, -40), 3.0) is None
    assert ink_colour(two_lines(), PixelPoint(9000, 10), 3.0) is None


@pytest.fixture
def colour_view(view, session):
    session.replace_all(Document(arms=(Arm("a", "Control"), Arm("b", "Drug"))))
    view.set_pixels(two_lines())
    view.set_tool("colour")
    return view


def test_a_click_gives_the_colour_to_the_active_arm_in_one_step(colour_view, session, hand, qtbot):
    session.activate_arm("b")
    with qtbot.waitSignal(colour_view.colour_picked) as told:
        hand.click(300, 158.5)
    assert told.args[0] == ORANGE
    assert session.document.arm("b").line_colour == ORANGE
    assert session.document.arm("a").line_colour is None
    session.undo_stack.undo()
    assert session.document.arm("b").line_colour is None


def test_without_an_arm_the_colour_makes_one(colour_view, session, hand):
    session.replace_all(Document())
    hand.click(300, 150.5)
    assert [arm.line_colour for arm in session.document.arms] == [BLUE]


def test_a_click_on_the_paper_changes_nothing_and_says_so(colour_view, session, hand, qtbot):
    before = session.document
    with qtbot.waitSignal(colour_view.colour_picked) as told:
        hand.click(300, 300)
    assert told.args[0] is None
    assert session.document is before


def test_a_picked_colour_keeps_the_snapping_on_its_line():
    snapper = Snapper()
    snapper.set_pixels(two_lines())
    between = PixelPoint(300, 153.5)
    free = snapper.place(between, (), figure_px=1.5)
    kept = snapper.place(between, (), figure_px=1.5, colour=ORANGE)
    assert free is not None
    assert free.y == pytest.approx(150.5, abs=0.6)
    assert kept is not None
    assert kept.y == pytest.approx(158.5, abs=0.6)
