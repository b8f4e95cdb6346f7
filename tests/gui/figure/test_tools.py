"""Tools against a sink that only remembers: press, move, release, cancel."""

from collections.abc import Hashable

import pytest

from core.model.document import Arm, Document, PixelPoint
from gui.figure.pointer import Hit, HitKind, Pointer
from gui.figure.tool import Tool
from gui.figure.tools import CensorTool, SelectTool, TraceTool

TRACE = (PixelPoint(10, 10), PixelPoint(20, 20), PixelPoint(30, 30))


class Desk:
    """Sink and focus in one, remembering every step."""

    def __init__(self, document: Document, arm_id: str | None = "a") -> None:
        self.document = document
        self.shown = document
        self.arm_id = arm_id
        self.points: frozenset[int] = frozenset()
        self.steps: list[tuple[str, Hashable | None]] = []

    def preview(self, document: Document) -> None:
        self.shown = document

    def apply(self, text: str, after: Document, *, merge_key: Hashable | None = None) -> None:
        if after != self.document:
            self.steps.append((text, merge_key))
        self.document = self.shown = after

    def focus_on(self, arm_id: str | None, points: frozenset[int]) -> None:
        self.arm_id, self.points = arm_id, points

    @property
    def trace(self) -> tuple[PixelPoint, ...]:
        return self.document.arm(self.arm_id or "").trace


@pytest.fixture
def desk() -> Desk:
    return Desk(Document(arms=(Arm("a", "Control", TRACE), Arm("b", "Drug", TRACE[:1]))))


def on_point(index: int, *, arm_id: str = "a", extend: bool = False) -> Pointer:
    at = TRACE[index]
    return Pointer(at, Hit(HitKind.POINT, index, arm_id, at), extend=extend)


def click(tool: Tool, pointer: Pointer) -> None:
    tool.press(pointer)
    tool.release(pointer)


def test_a_click_adds_the_corner_and_keeps_it_selected(desk):
    click(TraceTool(desk, desk), Pointer(PixelPoint(40, 44)))
    assert desk.trace == (*TRACE, PixelPoint(40, 44))
    assert desk.points == {3}
    assert desk.steps == [("Add point", None)]


def test_a_click_between_points_inserts_in_order_of_time(desk):
    click(TraceTool(desk, desk), Pointer(PixelPoint(25, 26)))
    assert [point.x for point in desk.trace] == [10, 20, 25, 30]
    assert desk.points == {2}


@pytest.mark.parametrize(
    ("rising", "y", "expected"),
    [(False, 25, [10, 20, 25, 30]), (False, 15, [10, 15, 20, 30]), (True, 15, [10, 20, 15, 30])],
)
def test_on_one_drop_the_point_further_along_the_curve_comes_later(desk, rising, y, expected):
    calibration = desk.document.calibration.__class__(cumulative_incidence=rising)
    desk.document = desk.document.with_calibration(calibration)
    click(TraceTool(desk, desk), Pointer(PixelPoint(20.3, y)))
    assert [point.y for point in desk.trace] == expected


def test_a_new_corner_follows_the_pointer_until_release(desk):
    tool = TraceTool(desk, desk)
    before = desk.document
    tool.press(Pointer(PixelPoint(40, 40)))
    assert desk.document is before
    tool.move(Pointer(PixelPoint(41, 42)))
    assert desk.shown.arm("a").trace[-1] == (41, 42)
    tool.release(Pointer(PixelPoint(42, 43)))
    assert desk.trace[-1] == (42, 43)
    assert len(desk.steps) == 1


def test_escape_while_placing_restores(desk):
    tool = TraceTool(desk, desk)
    before = desk.document
    tool.press(Pointer(PixelPoint(40, 40)))
    assert tool.cancel()
    tool.release(Pointer(PixelPoint(40, 40)))
    assert desk.document is before
    assert desk.shown is before


def test_the_first_point_brings_its_arm_in_one_step():
    desk = Desk(Document(), None)
    click(TraceTool(desk, desk), Pointer(PixelPoint(5, 5)))
    assert [(arm.name, arm.trace) for arm in desk.document.arms] == [("Arm 1", ((5, 5),))]
    assert desk.arm_id == desk.document.arms[0].id
    assert len(desk.steps) == 1


def test_the_rubber_band_is_tread_then_riser(desk):
    tool = TraceTool(desk, desk)
    tool.hover(Pointer(PixelPoint(40, 50)))
    assert tool.gesture.band == ((30, 30), (40, 30), (40, 50))
    tool.hover(Pointer(PixelPoint(25, 50)))
    assert tool.gesture.band[0] == (20, 20)


def test_tracing_takes_a_point_only_within_a_few_pixels(desk):
    tool = TraceTool(desk, desk)
    near = Hit(HitKind.POINT, 2, "a", TRACE[2], distance=2)
    far = Hit(HitKind.POINT, 2, "a", TRACE[2], distance=7)
    click(tool, Pointer(PixelPoint(31, 31), near))
    assert len(desk.trace) == 3
    click(tool, Pointer(PixelPoint(36, 32), far))
    assert len(desk.trace) == 4


def test_enter_goes_through_the_arms_and_makes_one_after_a_traced_last(desk):
    tool = TraceTool(desk, desk)
    tool.next_arm()
    assert desk.arm_id == "b"
    tool.next_arm()
    assert desk.arm_id == "c"
    assert desk.document.arms[2].name == "Arm 1"
    tool.next_arm()
    assert desk.arm_id == "a"
    assert len(desk.document.arms) == 3


def test_no_more_than_six_arms_are_made():
    arms = tuple(Arm(letter, letter, TRACE) for letter in "abcdef")
    desk = Desk(Document(arms=arms), "f")
    TraceTool(desk, desk).next_arm()
    assert desk.arm_id == "a"
    assert len(desk.document.arms) == 6


def test_a_click_selects_and_never_moves(desk):
    tool = SelectTool(desk, desk)
    hit = Hit(HitKind.POINT, 1, "a", TRACE[1])
    tool.press(Pointer(PixelPoint(21, 21), hit))
    tool.move(Pointer(PixelPoint(22, 22), hit))
    tool.release(Pointer(PixelPoint(22, 22), hit))
    assert desk.points == {1}
    assert desk.steps == []


def test_a_drag_is_one_step_and_keeps_the_grip(desk):
    tool = SelectTool(desk, desk)
    before = desk.document
    tool.press(Pointer(PixelPoint(21, 20), on_point(1).hit))
    tool.move(Pointer(PixelPoint(26, 24)))
    assert desk.document is before
    assert desk.shown.arm("a").trace[1] == (25, 24)
    tool.release(Pointer(PixelPoint(27, 25)))
    assert desk.trace[1] == (26, 25)
    assert desk.steps == [("Move point", None)]


def test_a_snapped_drag_goes_to_the_snapped_place(desk):
    tool = SelectTool(desk, desk)
    tool.press(Pointer(PixelPoint(21, 20), on_point(1).hit))
    tool.release(Pointer(PixelPoint(28.5, 24.5), raw=PixelPoint(27, 25), snapped=True))
    assert desk.trace[1] == (28.5, 24.5)


def test_escape_during_a_drag_restores(desk):
    tool = SelectTool(desk, desk)
    before = desk.document
    tool.press(on_point(1))
    tool.move(Pointer(PixelPoint(50, 50)))
    assert tool.cancel()
    tool.release(Pointer(PixelPoint(50, 50)))
    assert desk.document is before
    assert desk.shown is before
    assert desk.steps == []


def test_the_threshold_is_in_screen_pixels(desk):
    tool = SelectTool(desk, desk)
    tool.press(on_point(1))
    tool.release(Pointer(PixelPoint(22, 20), figure_px=0.1))
    assert desk.trace[1] == (22, 20)


def test_dragging_one_of_several_moves_all(desk):
    tool = SelectTool(desk, desk)
    desk.points = frozenset({0, 1})
    tool.press(on_point(0))
    tool.release(Pointer(PixelPoint(15, 12)))
    assert desk.trace == ((15, 12), (25, 22), (30, 30))
    assert desk.steps == [("Move 2 points", None)]


def test_extending_toggles(desk):
    tool = SelectTool(desk, desk)
    click(tool, on_point(0))
    click(tool, on_point(2, extend=True))
    assert desk.points == {0, 2}
    click(tool, on_point(0, extend=True))
    assert desk.points == {2}


def test_a_box_selects_what_it_holds(desk):
    tool = SelectTool(desk, desk)
    tool.press(Pointer(PixelPoint(25, 25)))
    tool.move(Pointer(PixelPoint(9, 9)))
    assert tool.gesture.box == ((25, 25), (9, 9))
    tool.release(Pointer(PixelPoint(5, 5)))
    assert desk.points == {0, 1}
    assert tool.gesture.box is None


def test_a_click_on_nothing_deselects(desk):
    desk.points = frozenset({1})
    click(SelectTool(desk, desk), Pointer(PixelPoint(90, 90)))
    assert desk.points == frozenset()


def test_a_click_on_another_arm_activates_it(desk):
    at = desk.document.arm("b").trace[0]
    click(SelectTool(desk, desk), Pointer(at, Hit(HitKind.POINT, 0, "b", at)))
    assert (desk.arm_id, desk.points) == ("b", {0})


def test_the_ghost_on_the_line_becomes_a_point(desk):
    tool = SelectTool(desk, desk)
    pointer = Pointer(PixelPoint(15, 10.4), Hit(HitKind.LINE, 1, "a", PixelPoint(15, 10)))
    tool.hover(pointer)
    assert tool.gesture.ghost == (15, 10)
    click(tool, pointer)
    assert desk.trace == (TRACE[0], (15, 10), *TRACE[1:])
    assert desk.points == {1}


def test_delete_keeps_the_neighbour_selected(desk):
    tool = SelectTool(desk, desk)
    desk.points = frozenset({2})
    assert tool.delete()
    assert desk.points == {1}
    assert tool.delete()
    assert tool.delete()
    assert desk.points == frozenset()
    assert not tool.delete()


def test_twenty_nudges_share_one_merge_key_until_something_else_is_taken(desk):
    tool = SelectTool(desk, desk)
    click(tool, on_point(1))
    for _ in range(20):
        tool.nudge(1, 0)
    assert desk.trace[1] == (40, 20)
    assert len({key for _, key in desk.steps}) == 1
    click(tool, on_point(1))
    tool.nudge(1, 0)
    assert len({key for _, key in desk.steps}) == 2


def test_nothing_selected_is_not_nudged(desk):
    assert not SelectTool(desk, desk).nudge(1, 0)


def test_a_censor_mark_is_added_in_order_and_removed_by_a_second_click(desk):
    tool = CensorTool(desk, desk)
    for x in (25, 12):
        click(tool, Pointer(PixelPoint(x, 10)))
    assert desk.document.arm("a").censor_marks == ((12, 10), (25, 10))
    click(tool, Pointer(PixelPoint(12, 10), Hit(HitKind.CENSOR_MARK, 0, "a")))
    assert desk.document.arm("a").censor_marks == ((25, 10),)
    texts = [text for text, _ in desk.steps]
    assert texts == ["Add censor mark", "Add censor mark", "Remove censor mark"]


def test_a_click_beside_a_mark_of_a_crowd_adds_the_next_one(desk):
    tool = CensorTool(desk, desk)
    click(tool, Pointer(PixelPoint(12, 10)))
    click(tool, Pointer(PixelPoint(17, 10), Hit(HitKind.CENSOR_MARK, 0, "a", distance=5.0)))
    assert desk.document.arm("a").censor_marks == ((12, 10), (17, 10))


def test_a_censor_mark_needs_an_arm():
    desk = Desk(Document(), None)
    tool = CensorTool(desk, desk)
    click(tool, Pointer(PixelPoint(5, 5)))
    assert desk.document == Document()
    assert "trace an arm first" in tool.hint()


def test_hints_fit_the_status_bar(desk):
    for tool in (SelectTool(desk, desk), TraceTool(desk, desk), CensorTool(desk, desk)):
        assert 0 < len(tool.hint()) <= 80
