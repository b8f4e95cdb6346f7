import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.errors import FileError, InputError
from gui.errors import MessageStrip, Verb, as_input_error, split_message


@pytest.fixture
def strip(qtbot):
    made = MessageStrip()
    qtbot.addWidget(made)
    yield made
    made.hide()


@pytest.mark.parametrize(
    ("message", "first", "rest"),
    [
        (
            "fig2.jpg is incomplete. Get the file again.",
            "fig2.jpg is incomplete.",
            "Get the file again.",
        ),
        ("At S 0.96 it starts. Add a start.", "At S 0.96 it starts.", "Add a start."),
        ("One sentence only", "One sentence only", ""),
    ],
)
def test_the_first_sentence_is_the_title(message, first, rest):
    assert split_message(message) == (first, rest)


def test_an_error_is_shown_with_its_code(strip):
    strip.show_error(FileError("fig.png is empty. Download it again.", code="I1"))
    assert not strip.isHidden()
    assert (strip.message, strip.code) == ("fig.png is empty. Download it again.", "I1")


def test_a_verb_acts_and_takes_the_message_away(strip, qtbot):
    acted = []
    strip.show_error(InputError("Not saved."), Verb("Try again", lambda: acted.append(1)))
    strip.show()
    button = next(b for b in strip.findChildren(QPushButton) if b.text() == "Try again")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert acted == [1]
    assert strip.isHidden()


def test_escape_dismisses(strip, qtbot):
    strip.show_error(InputError("Not saved."))
    with qtbot.waitSignal(strip.closed):
        qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert strip.message == ""


def test_a_new_message_replaces_the_old_and_its_verbs(strip):
    strip.show_error(InputError("Old."), Verb("Old verb", lambda: None))
    strip.show_note("New.")
    words = [b.text() for b in strip.findChildren(QPushButton) if not b.isHidden() and b.text()]
    assert words == []
    assert (strip.message, strip.code) == ("New.", "")


def test_names_in_a_message_are_not_read_as_markup(strip):
    strip.show_error(InputError("Arm <b>X</b> & co. Retype."))
    assert "&lt;b&gt;X" in strip._words.text()


def test_our_own_faults_are_said_to_be_ours():
    error = as_input_error(ZeroDivisionError("division by zero"))
    assert error.code == "X1"
    assert "ZeroDivisionError" in error.message
    own = InputError("Bad.", code="R1")
    assert as_input_error(own) is own


def test_of_an_offer_only_the_first_verb_is_filled(strip):
    strip.show_note("52 corners proposed.", *(Verb(w, lambda: None) for w in ("Accept", "Drop")))
    kinds = {b.text(): b.property("kind") for b in strip.findChildren(QPushButton) if b.text()}
    assert kinds == {"Accept": "filled", "Drop": "flat"}
