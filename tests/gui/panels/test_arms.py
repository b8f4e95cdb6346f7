from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gui.panels.arms import ArmsPanel


@pytest.fixture
def panel(session, live, qtbot):
    made = ArmsPanel(session, live)
    qtbot.addWidget(made)
    made.resize(232, 300)
    made.show()
    return made


def names(session):
    return [arm.name for arm in session.document.arms]


def test_cards_say_name_counts_and_median(panel):
    card = panel.cards["a"]
    assert (card.n_edit.text(), card.events_edit.text()) == ("310", "258")
    assert card.median_text == "median 7.0–9.4 mo"
    assert "Active" in card.accessibleName()


def test_clicking_a_card_makes_its_arm_active(panel, session, qtbot):
    qtbot.mouseClick(panel.cards["b"], Qt.MouseButton.LeftButton)
    assert session.active_arm_id == "b"
    assert panel.cards["b"].is_active
    assert not panel.cards["a"].is_active


def test_a_new_arm_is_active_and_being_named(panel, session, qtbot):
    qtbot.mouseClick(panel.add_button, Qt.MouseButton.LeftButton)
    card = panel.cards[session.active_arm_id]
    assert names(session) == ["Active", "Control", "Arm 1"]
    qtbot.keyClicks(card.name_edit, "Placebo")
    qtbot.keyClick(card.name_edit, Qt.Key.Key_Return)
    assert names(session)[2] == "Placebo"


def test_f2_renames_and_escape_keeps_the_name(panel, session, qtbot):
    panel.cards["a"].setFocus()
    qtbot.keyClick(panel.cards["a"], Qt.Key.Key_F2)
    edit = panel.cards["a"].name_edit
    qtbot.keyClicks(edit, "Drug")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert names(session) == ["Active", "Control"]
    assert session.undo_stack.count() == 0


@pytest.mark.parametrize("field", ["name_edit", "n_edit", "events_edit"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_leave_a_field_so_that_letters_are_shortcuts(panel, qtbot, field, key):
    card = panel.cards["a"]
    if field == "name_edit":
        card.rename()
    edit = getattr(card, field)
    edit.setFocus()
    qtbot.keyClick(edit, key)
    assert panel.window().focusWidget() is card


def test_typed_counts_are_kept_as_typed(panel, session, qtbot):
    edit = panel.cards["a"].n_edit
    edit.selectAll()
    qtbot.keyClicks(edit, "31o")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert session.document.arm("a").n == "31o"
    assert edit.text() == "31o"
    session.undo_stack.undo()
    assert edit.text() == "310"


def test_deleting_an_arm_is_one_undo_step(panel, session):
    before = session.document
    panel.delete_active()
    assert names(session) == ["Control"]
    assert list(panel.cards) == ["b"]
    session.undo_stack.undo()
    assert session.document == before


def test_moving_an_arm_keeps_the_reference(panel, session):
    panel.move_active(1)
    assert names(session) == ["Control", "Active"]
    assert session.document.reference_arm.name == "Control"
    panel.move_active(1)
    assert session.undo_stack.count() == 1


def test_the_reference_arm_can_be_chosen(panel, session):
    session.activate_arm("a")
    panel.make_reference()
    assert session.document.reference_arm.id == "a"


def test_the_reference_is_told_below_the_name_and_in_words(panel, session):
    reference, other = panel.cards["b"], panel.cards["a"]
    assert session.document.reference_arm.id == "b"
    assert reference.accessibleName().endswith(", reference")
    assert not other.accessibleName().endswith(", reference")
    assert reference.name_width == other.name_width


def test_an_untraced_arm_says_so(panel, session):
    panel.add_arm()
    assert panel.cards[session.active_arm_id].median_text == "not traced"


def test_every_field_of_a_card_has_an_accessible_name(panel):
    card = panel.cards["a"]
    fields = (card.n_edit, card.events_edit, card.name_edit, panel.add_button)
    assert all(field.accessibleName() for field in fields)


def test_a_guessed_reference_asks_until_it_is_confirmed(panel, session):
    session.apply("Forget", replace(session.document, reference_arm_id=None))
    first, second = (panel.cards[arm.id] for arm in session.document.arms)
    assert not first.reference_chip.isHidden()
    assert second.reference_chip.isHidden()
    session.activate_arm(second.arm_id)
    first.reference_chip.click()
    assert session.document.reference_arm_id == first.arm_id
    assert first.reference_chip.isHidden()
    session.undo_stack.undo()
    assert not first.reference_chip.isHidden()


def test_asking_for_the_reference_takes_no_room_from_the_name(panel, session, qtbot):
    session.apply("Forget", replace(session.document, reference_arm_id=None))
    first, second = (panel.cards[arm.id] for arm in session.document.arms)
    assert not first.reference_chip.isHidden()
    qtbot.waitUntil(lambda: first.name_width == second.name_width)


def test_tab_goes_from_the_heading_through_the_cards_from_top_to_bottom(session, live, qtbot):
    holder = QWidget()
    column = QVBoxLayout(holder)
    panel, below = ArmsPanel(session, live), QPushButton("below")
    for widget in (panel, below):
        column.addWidget(widget)
    qtbot.addWidget(holder)
    holder.show()
    panel.add_arm()
    chain, widget = [], panel.add_button
    while widget is not below:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    cards = [one for one in chain if one in panel.cards.values()]
    assert cards == list(panel.cards.values())
    assert all(card.n_edit in chain and card.events_edit in chain for card in cards)


def test_an_arm_of_thousands_shows_all_its_digits(panel, session):
    arm = replace(session.document.arm("a"), n="12051")
    session.apply("n", session.document.with_arm_replaced(arm))
    field = panel.cards["a"].n_edit
    needed = field.fontMetrics().horizontalAdvance("12051")
    # The border and the padding on both sides, and what the field keeps for its cursor.
    assert field.width() >= needed + 2 * 3 + 2
