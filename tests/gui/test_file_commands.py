from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.errors import FileError
from core.files.project import load_project, save_project
from core.model.document import Document
from core.results import Analysis
from gui.file_commands import FileCommands
from gui.live_analysis import LiveAnalysis
from gui.opened import read_file
from gui.session import Session
from gui.settings import Settings


class Desk:
    """File commands with a session, and everything they say."""

    def __init__(self, window: QWidget) -> None:
        self.session = Session(window)
        self.live = LiveAnalysis(window, analyse=lambda document, _stop: Analysis(document))
        self.settings = Settings()
        self.commands = FileCommands(self.session, self.live, self.settings, window)
        self.errors, self.notes, self.pixels, self.saved = [], [], [], []
        self.verbs = {}
        self.commands.failed.connect(self._on_failed)
        self.commands.noted.connect(self.notes.append)
        self.commands.opened.connect(lambda opened: self.pixels.append(opened.pixels))
        self.commands.saved.connect(self.saved.append)

    def _on_failed(self, error, verbs):
        self.errors.append(error)
        self.verbs = {verb.words: verb.act for verb in verbs}

    def edit(self, title: str = "edited") -> None:
        self.session.apply("Edit", replace(self.session.document, title=title))

    def answer(self, words: str) -> None:
        box = self.commands.question
        next(b for b in box.buttons() if words in b.text().replace("&", "")).click()


@pytest.fixture
def desk(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    made = Desk(window)
    made.wait = lambda condition: qtbot.waitUntil(
        lambda: bool(condition()) and not made.commands.background.is_busy
    )
    yield made
    if made.commands.question is not None:
        made.commands.question.close()
    made.commands.shutdown()
    made.live.shutdown()


@pytest.fixture
def figure(tmp_path) -> Path:
    path = tmp_path / "fig 2.png"
    Image.new("RGB", (300, 200), (250, 240, 230)).save(path)
    return path


@pytest.fixture
def project(tmp_path, figure) -> Path:
    path = tmp_path / "study.kmtrace"
    save_project(read_file(figure).document, path)
    return path


def choose(monkeypatch, path, kind="Open"):
    """Answer the next file dialogs with this path."""
    monkeypatch.setattr(
        QFileDialog, f"get{kind}FileName", staticmethod(lambda *_a, **_k: (str(path or ""), ""))
    )


def test_a_figure_opens_as_a_new_unsaved_but_unmodified_project(desk, figure):
    desk.commands.open_path(figure)
    desk.wait(lambda: desk.pixels)
    assert desk.session.document.figure.data == figure.read_bytes()
    assert desk.session.document.title == "fig 2"
    assert desk.session.path is None
    assert not desk.session.is_modified
    np.testing.assert_array_equal(desk.pixels[0][0, 0], (250, 240, 230))


def test_a_project_opens_under_its_name_with_its_figure(desk, project):
    desk.commands.open_path(project)
    desk.wait(lambda: desk.pixels)
    assert desk.session.path == project
    assert desk.pixels[0].shape == (200, 300, 3)
    assert [item.path for item in desk.settings.recent] == [str(project)]


def test_a_failed_open_leaves_the_current_document_alone(desk, tmp_path, figure):
    desk.commands.open_path(figure)
    desk.wait(lambda: desk.pixels)
    before = desk.session.document
    empty = tmp_path / "empty.png"
    empty.write_bytes(b"")
    desk.commands.open_path(empty)
    desk.wait(lambda: desk.errors)
    assert desk.errors[0].code == "I1"
    assert desk.session.document is before


def test_a_file_that_is_gone_is_said_to_be(desk, tmp_path):
    desk.commands.open_path(tmp_path / "gone.png")
    desk.wait(lambda: desk.errors)
    assert desk.errors[0].code == "I16"
    assert "gone.png" in desk.errors[0].message


def test_the_file_dialog_opens_what_was_chosen_and_remembers_the_folder(desk, figure, monkeypatch):
    choose(monkeypatch, figure)
    desk.commands.choose_figure()
    desk.wait(lambda: desk.pixels)
    assert desk.settings.folder == figure.parent


def test_a_cancelled_file_dialog_does_nothing(desk, monkeypatch):
    choose(monkeypatch, None)
    desk.commands.choose_figure()
    desk.commands.choose_project()
    assert not desk.commands.background.is_busy


def test_a_pasted_picture_becomes_the_figure(desk):
    image = QImage(120, 80, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 200, 30))
    mime = QMimeData()
    mime.setImageData(image)
    desk.commands.open_mime(mime)
    desk.wait(lambda: desk.pixels)
    assert desk.pixels[0].shape == (80, 120, 3)
    np.testing.assert_array_equal(desk.pixels[0][40, 60], (10, 200, 30))
    assert desk.session.document.figure.data.startswith(b"\x89PNG")


def test_pasting_text_says_what_to_copy_instead(desk):
    mime = QMimeData()
    mime.setText("HR 0.80")
    desk.commands.open_mime(mime)
    assert desk.errors[0].code == "I15"
    assert "holds text, not a picture" in desk.errors[0].message


def test_an_empty_clipboard_is_said_to_be_empty(desk):
    desk.commands.open_mime(QMimeData())
    assert desk.errors[0].code == "I15"
    assert "empty" in desk.errors[0].message


def test_a_dropped_file_is_opened(desk, figure):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(figure))])
    desk.commands.open_mime(mime)
    desk.wait(lambda: desk.pixels)
    assert desk.session.document.figure.name == figure.name


def test_saving_writes_what_loads_again_and_ends_the_changes(desk, figure, tmp_path, monkeypatch):
    desk.commands.open_path(figure)
    desk.wait(lambda: desk.pixels)
    desk.edit()
    choose(monkeypatch, tmp_path / "out", "Save")
    desk.commands.save()
    desk.wait(lambda: desk.saved)
    assert desk.session.path == tmp_path / "out.kmtrace"
    assert not desk.session.is_modified
    assert load_project(tmp_path / "out.kmtrace") == desk.session.document


def test_what_is_edited_while_saving_stays_unsaved(desk, figure, tmp_path, monkeypatch):
    desk.commands.open_path(figure)
    desk.wait(lambda: desk.pixels)
    choose(monkeypatch, tmp_path / "out.kmtrace", "Save")
    desk.edit("first")
    desk.commands.save()
    desk.edit("second")
    desk.wait(lambda: desk.saved)
    assert desk.session.is_modified
    assert load_project(tmp_path / "out.kmtrace").title == "first"


def test_a_failed_save_leaves_the_changes_and_offers_ways_on(desk, project, monkeypatch, tmp_path):
    desk.commands.open_path(project)
    desk.wait(lambda: desk.pixels)
    old = project.read_bytes()
    desk.edit()

    def full(*_):
        raise FileError("Not saved: the disk is full.", code="J11")

    monkeypatch.setattr("core.files.project.save_project", full)
    desk.commands.save()
    desk.wait(lambda: desk.errors)
    assert desk.errors[0].code == "J11"
    assert set(desk.verbs) == {"Save elsewhere…", "Try again"}
    assert desk.session.is_modified
    assert project.read_bytes() == old
    monkeypatch.undo()
    desk.verbs["Try again"]()
    desk.wait(lambda: desk.saved)
    assert not desk.session.is_modified


def test_a_file_changed_by_another_program_is_replaced_only_when_asked(desk, project):
    desk.commands.open_path(project)
    desk.wait(lambda: desk.pixels)
    save_project(Document(title="someone else's"), project)
    desk.edit("mine")
    desk.commands.save()
    assert "changed by another program" in desk.commands.question.text()
    desk.answer("Cancel")
    assert load_project(project).title == "someone else's"
    desk.commands.save()
    desk.answer("Replace")
    desk.wait(lambda: desk.saved)
    assert load_project(project).title == "mine"


def test_saving_twice_does_not_take_ones_own_file_for_changed(desk, project):
    desk.commands.open_path(project)
    desk.wait(lambda: desk.pixels)
    for number in (1, 2):
        desk.edit(str(number))
        desk.commands.save()
        desk.wait(lambda n=number: len(desk.saved) == n)
    assert load_project(project).title == "2"


def test_leaving_without_changes_asks_nothing(desk):
    left = []
    desk.commands.leave(lambda: left.append(1))
    assert left == [1]
    assert desk.commands.question is None


def test_leaving_with_changes_asks_and_saving_is_the_default(desk):
    left = []
    desk.edit()
    desk.commands.leave(lambda: left.append(1))
    box = desk.commands.question
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Save)
    desk.answer("Cancel")
    assert left == []
    assert desk.session.is_modified


def test_not_saving_goes_on(desk, qtbot):
    left = []
    desk.edit()
    desk.commands.leave(lambda: left.append(1))
    desk.answer("Do not save")
    qtbot.waitUntil(lambda: bool(left))


def test_save_and_leave_stays_when_no_name_is_given(desk, monkeypatch, qtbot):
    left, asked = [], []

    def cancel(*_args, **_kwargs):
        asked.append(1)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(cancel))
    desk.edit()
    desk.commands.leave(lambda: left.append(1))
    desk.answer("Save")
    qtbot.waitUntil(lambda: bool(asked))
    assert left == []
    assert desk.session.is_modified


def test_save_and_leave_leaves_once_saved(desk, project, qtbot):
    left = []
    desk.commands.open_path(project)
    desk.wait(lambda: desk.pixels)
    desk.edit("kept")
    desk.commands.leave(lambda: left.append(1))
    desk.answer("Save")
    qtbot.waitUntil(lambda: bool(left))
    assert load_project(project).title == "kept"


def test_work_done_while_a_file_is_read_is_not_thrown_away_unasked(desk, figure, qtbot):
    desk.commands.open_path(figure)
    desk.edit("typed meanwhile")
    qtbot.waitUntil(lambda: desk.commands.question is not None)
    desk.answer("Cancel")
    assert desk.session.document.title == "typed meanwhile"


def test_a_sample_opens_without_a_file_of_its_own(desk, project):
    desk.commands.open_sample(project)
    desk.wait(lambda: desk.pixels)
    assert desk.session.path is None
    assert not desk.session.is_modified


def test_a_recovered_copy_opens_unsaved(desk, project):
    opened = []
    desk.commands.open_recovered(project, lambda: opened.append(1))
    desk.wait(lambda: opened)
    assert desk.session.path is None
    assert desk.session.is_modified


def test_new_closes_the_figure(desk, figure):
    desk.commands.open_path(figure)
    desk.wait(lambda: desk.pixels)
    desk.commands.new()
    assert desk.session.document == Document()
    assert desk.pixels[-1] is None


def test_there_is_nothing_to_export_without_patients(desk):
    desk.commands.export_patients()
    assert desk.errors[0].code == "E1"
    assert "trace an arm" in desk.errors[0].message


def test_stale_numbers_are_not_exported(desk):
    desk.live.request(Document())
    desk.commands.export_patients()
    assert "still being computed" in desk.errors[0].message


def test_a_project_open_in_another_window_is_read_only(desk, project, qtbot, monkeypatch, tmp_path):
    other = Desk(QWidget())
    qtbot.addWidget(other.commands.parent())
    other.wait = desk.wait
    desk.commands.open_path(project)
    desk.wait(lambda: desk.pixels)
    other.commands.open_path(project)
    qtbot.waitUntil(lambda: bool(other.pixels) and not other.commands.background.is_busy)
    assert any("open in another window" in note for note in other.notes)
    other.edit("second")
    choose(monkeypatch, project, "Save")
    other.commands.save()
    assert other.errors[0].code == "J10"
    choose(monkeypatch, tmp_path / "copy.kmtrace", "Save")
    other.commands.save()
    qtbot.waitUntil(lambda: bool(other.saved) and not other.commands.background.is_busy)
    assert load_project(project).title != "second"
    assert load_project(tmp_path / "copy.kmtrace").title == "second"
    other.commands.shutdown()
    other.live.shutdown()


def test_a_project_closed_in_one_window_can_be_saved_in_another(desk, project, qtbot):
    from gui.project_lock import ProjectLock

    desk.commands.open_path(project)
    desk.wait(lambda: desk.pixels)
    lock = ProjectLock()
    assert not lock.take(project)
    desk.commands.new()
    assert lock.take(project)
    lock.release()


def test_a_damaged_project_offers_its_backup_and_opens_it_unsaved(desk, project, figure):
    save_project(replace(read_file(figure).document, title="newer"), project)
    project.write_bytes(project.read_bytes()[:400])
    desk.commands.open_path(project)
    desk.wait(lambda: desk.errors)
    assert desk.errors[0].code == "J1"
    assert "study.kmtrace.bak" in desk.errors[0].message
    desk.verbs["Open backup"]()
    desk.wait(lambda: desk.pixels)
    assert desk.session.document.figure is not None
    assert desk.session.document.title != "newer"
    assert desk.session.path is None
    assert desk.session.is_modified


def test_a_project_without_a_backup_offers_none(desk, project):
    project.write_bytes(project.read_bytes()[:400])
    desk.commands.open_path(project)
    desk.wait(lambda: desk.errors)
    assert desk.verbs == {}


def test_a_backup_can_be_opened_by_its_own_name(desk, project, figure):
    save_project(replace(read_file(figure).document, title="newer"), project)
    desk.commands.open_path(project.with_name("study.kmtrace.bak"))
    desk.wait(lambda: desk.pixels)
    assert not desk.errors
