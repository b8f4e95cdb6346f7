"""What is exported are the numbers of record, also while the window shows the quick ones."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from core.analysis import analyse
from core.files.patients import patients_csv
from core.files.project import load_project
from core.refine import refine
from gui import export_commands
from gui.background import Background
from gui.export_commands import ExportCommands, left_out
from gui.settings import Settings
from gui.start_page import sample_paths


class Live:
    """Numbers as a window has them before the longer work is done."""

    is_stale = False

    def __init__(self, analysis):
        self.latest = analysis


@pytest.fixture
def document():
    return load_project(next(iter(sample_paths().values())))


def test_quick_numbers_are_refined_before_they_are_written(document, qtbot, tmp_path, monkeypatch):
    quick = analyse(document, at_once=True)
    assert not quick.is_refined
    path, window, written = tmp_path / "out.csv", QWidget(), []
    qtbot.addWidget(window)
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_args: (str(path), ""))
    )
    work = export_commands.numbers_of_record
    monkeypatch.setattr(
        export_commands,
        "numbers_of_record",
        lambda analysis, stop: written.append(analysis) or work(analysis, stop),
    )
    background = Background(window)
    commands = ExportCommands(Live(quick), Settings(), background, window)
    commands.patients("out")
    qtbot.waitUntil(lambda: path.exists() and not background.is_busy, timeout=60_000)
    assert written == [quick]
    assert path.read_text(encoding="utf-8") == patients_csv(refine(analyse(document)))
    background.shutdown()


def test_arms_without_patients_are_named(document):
    analysis = analyse(document, at_once=True)
    assert left_out(analysis) == ""
    bare = replace(analysis.arms[0], reconstruction=None)
    name = document.arms[0].name
    partly = replace(analysis, arms=(bare, *analysis.arms[1:]))
    assert left_out(partly) == f" {name} is not in it: no trace, or no numbers at risk yet."
