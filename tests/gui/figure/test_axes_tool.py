"""The axes tool: questions at the click, answers into the calibration."""

from collections.abc import Hashable

import pytest

from core.model.document import Axis, AxisPoint, Calibration, Document, PixelPoint
from gui.figure.axes_tool import AxesTool, AxisQuestion
from gui.figure.edits import suggested_axis
from gui.figure.pointer import Hit, HitKind, Pointer

ORIGIN = AxisPoint(Axis.TIME, PixelPoint(50, 350), "0")


class Desk:
    """Sink, focus and the person who is asked."""

    arm_id = None
    points: frozenset[int] = frozenset()

    def __init__(self, *points: AxisPoint) -> None:
        self.document = Document(calibration=Calibration(points))
        self.shown = self.document
        self.texts: list[str] = []
        self.keys: set[Hashable | None] = set()
        self.questions: list[AxisQuestion] = []

    def preview(self, document: Document) -> None:
        self.shown = document

    def apply(self, text: str, after: Document, *, merge_key: Hashable | None = None) -> None:
        self.texts.append(text)
        self.keys.add(merge_key)
        self.document = after

    def focus_on(self, arm_id: str | None, points: frozenset[int]) -> None:
        pass

    def tool(self) -> AxesTool:
        return AxesTool(self, self, self.questions.append, lambda: (600.0, 400.0))


def click(tool: AxesTool, pointer: Pointer) -> None:
    tool.press(pointer)
    tool.release(pointer)


def test_a_click_asks_and_the_answer_adds_the_point():
    desk = Desk()
    tool = desk.tool()
    click(tool, Pointer(PixelPoint(300, 352)))
    (question,) = desk.questions
    assert question == AxisQuestion(PixelPoint(300, 352), Axis.TIME)
    assert desk.texts == []
    tool.answer(question, (question.axis,), " 24 ")
    assert desk.document.calibration.axis_points == (
        AxisPoint(Axis.TIME, PixelPoint(300, 352), "24"),
    )
    assert tool.selected == 0


def test_an_origin_can_belong_to_both_axes_in_one_step():
    desk = Desk()
    tool = desk.tool()
    tool.answer(AxisQuestion(PixelPoint(50, 350), Axis.TIME), (Axis.TIME, Axis.SURVIVAL), "0")
    assert [point.axis for point in desk.document.calibration.axis_points] == list(Axis)
    assert desk.texts == ["Add axis point"]


def test_no_value_changes_nothing():
    desk = Desk()
    desk.tool().answer(AxisQuestion(PixelPoint(1, 1), Axis.TIME), (Axis.TIME,), "  ")
    assert desk.document.calibration == Calibration()


def test_a_click_on_a_point_asks_for_another_value_and_accepts_the_proposal():
    guess = AxisPoint(Axis.TIME, PixelPoint(300, 350), "28", confidence=0.4)
    desk = Desk(ORIGIN, guess)
    tool = desk.tool()
    click(tool, Pointer(guess.at, Hit(HitKind.AXIS_POINT, 1)))
    (question,) = desk.questions
    assert (question.value, question.index) == ("28", 1)
    tool.answer(question, (Axis.TIME,), "24")
    assert desk.document.calibration.axis_points[1] == AxisPoint(Axis.TIME, guess.at, "24")


def test_a_drag_moves_the_point_in_one_step_without_a_question():
    desk = Desk(ORIGIN)
    tool = desk.tool()
    tool.press(Pointer(ORIGIN.at, Hit(HitKind.AXIS_POINT, 0)))
    tool.move(Pointer(PixelPoint(56, 351)))
    assert desk.shown.calibration.axis_points[0].at == (56, 351)
    assert desk.texts == []
    tool.release(Pointer(PixelPoint(57, 351)))
    assert desk.document.calibration.axis_points[0].at == (57, 351)
    assert desk.texts == ["Move axis point"]
    assert desk.questions == []


def test_escape_before_release_asks_nothing():
    desk = Desk()
    tool = desk.tool()
    tool.press(Pointer(PixelPoint(300, 352)))
    assert tool.cancel()
    tool.release(Pointer(PixelPoint(300, 352)))
    assert desk.questions == []


def test_the_selected_point_is_nudged_as_one_step_and_deleted():
    desk = Desk(ORIGIN)
    tool = desk.tool()
    tool.selected = 0
    assert tool.nudge(0.1, 0)
    assert tool.nudge(0.1, 0)
    assert desk.document.calibration.axis_points[0].at.x == pytest.approx(50.2)
    assert len(desk.keys) == 1
    assert tool.delete()
    assert desk.document.calibration.axis_points == ()
    assert not tool.nudge(1, 0)


def test_the_hint_names_the_axis_that_is_missing():
    assert "time axis" in Desk().tool().hint()
    far = AxisPoint(Axis.TIME, PixelPoint(500, 350), "36")
    assert "survival axis" in Desk(ORIGIN, far).tool().hint()


@pytest.mark.parametrize(
    ("at", "axis"),
    [
        ((300, 380), Axis.TIME),
        ((30, 100), Axis.SURVIVAL),
        ((580, 395), Axis.TIME),
        ((60, 270), Axis.TIME),
    ],
)
def test_without_points_the_nearer_edge_decides(at, axis):
    assert suggested_axis(Calibration(), PixelPoint(*at), 600, 400) is axis


@pytest.mark.parametrize(
    ("at", "axis"),
    [((250, 351), Axis.TIME), ((50, 100), Axis.SURVIVAL), ((60, 300), Axis.SURVIVAL)],
)
def test_a_tick_in_line_with_a_known_axis_belongs_to_it(at, axis):
    assert suggested_axis(Calibration((ORIGIN,)), PixelPoint(*at), 600, 400) is axis


def test_where_both_axes_meet_the_one_with_fewer_points_is_suggested():
    survival = AxisPoint(Axis.SURVIVAL, PixelPoint(50, 50), "1")
    other = AxisPoint(Axis.SURVIVAL, PixelPoint(50, 200), "0.5")
    calibration = Calibration((ORIGIN, survival, other))
    assert suggested_axis(calibration, PixelPoint(50, 350), 600, 400) is Axis.TIME
    calibration = Calibration((ORIGIN, AxisPoint(Axis.TIME, PixelPoint(500, 350), "36"), survival))
    assert suggested_axis(calibration, PixelPoint(50, 350), 600, 400) is Axis.SURVIVAL
