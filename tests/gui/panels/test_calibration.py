from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from core.errors import Finding, Place, PlaceKind, Severity
from core.model.document import Document
from gui.panels.calibration import AXIS, PIXEL, RESIDUAL, VALUE, CalibrationPanel


@pytest.fixture
def panel(session, live, qtbot):
    made = CalibrationPanel(session, live)
    qtbot.addWidget(made)
    made.resize(264, 400)
    made.show()
    return made


def cell(panel, row, column):
    return panel.model.index(row, column).data()


def test_the_model_keeps_the_rules_of_qt(panel, qtmodeltester):
    qtmodeltester.check(panel.model)


def test_rows_show_axis_value_as_typed_pixel_and_residual(panel):
    row = [cell(panel, 1, column) for column in (AXIS, VALUE, PIXEL, RESIDUAL)]
    assert row == ["time", "24", "580.5", "0.0"]
    assert cell(panel, 4, AXIS) == "S"
    assert cell(panel, 4, VALUE) == "0.5"


def test_a_misplaced_tick_shows_its_residual(panel, session):
    calibration = session.document.calibration
    at = replace(calibration.axis_points[1], at=calibration.axis_points[1].at._replace(x=590.5))
    session.apply("Move", session.document.with_calibration(calibration.with_point_replaced(1, at)))
    assert abs(float(cell(panel, 1, RESIDUAL).replace("−", "-"))) > 2


@pytest.mark.parametrize(("row", "wrong"), [(0, "3"), (1, "22"), (2, "32"), (4, "0.6")])
def test_the_tick_named_by_the_fit_is_the_one_that_is_off(panel, session, row, wrong):
    """The others fit each other: their residuals say nothing of the mistake."""
    calibration = session.document.calibration
    typed = replace(calibration.axis_points[row], value=wrong)
    after = calibration.with_point_replaced(row, typed)
    session.apply("Mistype", session.document.with_calibration(after))
    off = [float(cell(panel, at, RESIDUAL).replace("−", "-")) for at in range(6)]
    right = float(calibration.axis_points[row].value)
    per_unit = 20.0 if row < 3 else -400.0
    assert off[row] == pytest.approx((right - float(wrong)) * per_unit, abs=0.6)
    assert max(abs(value) for at, value in enumerate(off) if at != row) < 1


def test_a_value_is_kept_as_typed(panel, session):
    panel.model.setData(panel.model.index(1, VALUE), "2 4,0")
    assert session.document.calibration.axis_points[1].value == "2 4,0"
    assert cell(panel, 1, VALUE) == "2 4,0"


def test_enter_accepts_proposed_ticks(panel, session, qtbot):
    calibration = session.document.calibration
    guess = replace(calibration.axis_points[0], confidence=0.8)
    session.apply(
        "Propose", session.document.with_calibration(calibration.with_point_replaced(0, guess))
    )
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert session.document.calibration.axis_points[0].confidence is None


def test_delete_removes_the_tick(panel, session, qtbot):
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.model.index(1, VALUE))
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    values = [point.value for point in session.document.calibration.axis_points]
    assert values == ["0", "36", "0.0", "0.5", "1.0"]


def test_chips_set_percent_and_kind_of_curve(panel, session, qtbot):
    assert not panel.percent.isChecked()
    qtbot.mouseClick(panel.percent, Qt.MouseButton.LeftButton)
    assert session.document.calibration.percent is True
    qtbot.mouseClick(panel.incidence, Qt.MouseButton.LeftButton)
    assert session.document.calibration.cumulative_incidence
    session.undo_stack.undo()
    assert not panel.incidence.isChecked()


def test_the_percent_chip_follows_the_values(panel, session):
    points = tuple(
        replace(point, value={"0.5": "50", "1.0": "100"}.get(point.value, point.value))
        for point in session.document.calibration.axis_points
    )
    calibration = replace(session.document.calibration, axis_points=points)
    session.apply("Percent", session.document.with_calibration(calibration))
    assert panel.percent.isChecked()
    assert session.document.calibration.percent is None


def test_any_unit_can_be_typed(panel, session, qtbot):
    edit = panel.unit.lineEdit()
    edit.selectAll()
    qtbot.keyClicks(edit, "cycles")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert session.document.calibration.time_unit == "cycles"


def test_a_finding_stands_below_with_its_id_and_leads_to_the_tick(panel, live, analysis, qtbot):
    place = Place(PlaceKind.AXIS_POINT, index=1)
    finding = Finding("C10", Severity.WARNING, "Tick 24 does not fit. Check it.", place)
    live.deliver(replace(analysis, findings=(finding,)))
    assert panel.message.text == "Tick 24 does not fit. Check it."
    assert cell(panel, 1, AXIS) == "≠ time"
    with qtbot.waitSignal(panel.place_requested) as asked:
        qtbot.mouseClick(panel.message.verbs()[0], Qt.MouseButton.LeftButton)
    assert asked.args == [place]


def test_no_ticks_say_where_to_begin(panel, session):
    session.replace_all(Document())
    assert panel.table.isHidden()
    assert panel._empty.isVisible()
