import pytest
from PySide6.QtCore import Qt

from core.model.document import Document
from gui.panels.step_list import StepState
from gui.panels.steps import StepsPanel


@pytest.fixture
def panel(session, live, qtbot):
    made = StepsPanel(session, live)
    qtbot.addWidget(made)
    made.resize(232, 400)
    made.show()
    return made


def test_a_click_asks_for_the_step_and_marks_it(panel, qtbot):
    with qtbot.waitSignal(panel.step_requested) as asked:
        qtbot.mouseClick(panel.rows["at_risk"], Qt.MouseButton.LeftButton)
    assert asked.args == ["at_risk"]
    assert panel.current == "at_risk"


def test_enter_and_arrows_reach_every_step(panel, qtbot):
    panel.rows["figure"].setFocus()
    qtbot.keyClick(panel.rows["figure"], Qt.Key.Key_Down)
    assert panel.rows["axes"].hasFocus()
    with qtbot.waitSignal(panel.step_requested) as asked:
        qtbot.keyClick(panel.rows["axes"], Qt.Key.Key_Return)
    assert asked.args == ["axes"]


def test_steps_tick_themselves_as_the_document_changes(panel, session):
    session.replace_all(Document())
    assert panel.rows["figure"].state is StepState.EMPTY
    assert panel.current == "figure"


def test_the_arm_being_traced_is_named(panel, session):
    panel.set_current("arms")
    session.activate_arm("b")
    assert panel.rows["arms"].fact == "tracing Control"


def test_rows_speak_their_step_and_fact(panel):
    assert panel.rows["axes"].accessibleName() == "Step 2, Axes: 6 ticks, residual 0.3 px"


def test_a_narrow_dock_shows_one_line_a_step(panel):
    tall = panel.rows["axes"].sizeHint().height()
    panel.resize(188, 400)
    assert panel.rows["axes"].sizeHint().height() < tall


def test_a_low_dock_shows_one_line_a_step_and_scrolls_to_the_step_at_hand(panel):
    tall = panel.rows["axes"].sizeHint().height()
    panel.resize(232, 120)
    assert panel.rows["axes"].sizeHint().height() < tall
    assert panel.minimumSizeHint().height() < tall * len(panel.rows) / 2
    for key in ("check", "figure"):
        panel.set_current(key)
        assert not panel.rows[key].visibleRegion().isEmpty()
