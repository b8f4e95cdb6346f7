from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.model.document import Document
from core.results import Analysis, Badge
from gui import recent
from gui.recovery import Recovered, RecoveryNote
from gui.settings import Settings
from gui.start_cards import Card, MissingCard, RecoveredRow, spoken_day
from gui.start_page import StartPage, study_paths


@pytest.fixture
def settings(qapp):
    return Settings()


@pytest.fixture
def page(settings, qtbot):
    made = StartPage(settings)
    qtbot.addWidget(made)
    return made


def cards(page):
    return [c for c in page._lower.findChildren(Card) if c.accessibleName().startswith("Project")]


def remember(settings, folder, *names):
    for name in names:
        path = folder / f"{name}.kmtrace"
        path.write_bytes(b"x")
        settings.remember(path, name, badge="agree", badge_words="Consistent")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2025-11-21T14:02:00", "Today 14:02"),
        ("2025-11-20T23:59:00", "Yesterday"),
        ("2025-11-18T08:00:00", "18 November"),
        ("2024-01-02T08:00:00", "2 January 2024"),
        ("not a date", ""),
    ],
)
def test_days_are_said_as_people_say_them(moment, words):
    assert spoken_day(moment, lambda: date(2025, 11, 21)) == words


def test_the_one_filled_button_opens_a_figure(page, qtbot):
    filled = [b for b in page.findChildren(QPushButton) if b.property("kind") == "filled"]
    assert filled == [page.drop_area.open_figure]
    with qtbot.waitSignal(page.open_figure_requested):
        qtbot.mouseClick(filled[0], Qt.MouseButton.LeftButton)


def test_a_recent_project_opens_with_a_click_and_with_enter(page, settings, qtbot, tmp_path):
    remember(settings, tmp_path, "one")
    page.refresh()
    (card,) = cards(page)
    for act in (
        lambda: qtbot.mouseClick(card, Qt.MouseButton.LeftButton),
        lambda: qtbot.keyClick(card, Qt.Key.Key_Return),
    ):
        with qtbot.waitSignal(page.project_requested) as asked:
            act()
        assert asked.args == [tmp_path / "one.kmtrace"]


def test_four_are_shown_and_all_on_demand(page, settings, qtbot, tmp_path):
    remember(settings, tmp_path, *"abcdef")
    page.refresh()
    assert len(cards(page)) == 4
    link = next(b for b in page._lower.findChildren(QPushButton) if b.text() == "Show all")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert len(cards(page)) == 6


def test_every_study_says_its_figure_is_simulated_and_opens(page, qtbot):
    found = [c for c in page._lower.findChildren(Card) if c.accessibleName().startswith("Study")]
    assert len(found) == len(study_paths()) == 4
    assert all("simulated figure" in card.accessibleName() for card in found)
    for card, path in zip(found, study_paths().values(), strict=True):
        with qtbot.waitSignal(page.sample_requested) as asked:
            qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        assert asked.args == [path]


def test_a_missing_project_can_be_located_but_not_opened(page, settings, qtbot, tmp_path):
    settings.remember(tmp_path / "gone.kmtrace", "gone")
    page.refresh()
    assert cards(page) == []
    (card,) = page._lower.findChildren(MissingCard)
    with qtbot.waitSignal(page.locate_requested) as asked:
        qtbot.mouseClick(card.locate, Qt.MouseButton.LeftButton)
    assert asked.args == [str(tmp_path / "gone.kmtrace")]


@pytest.fixture
def left_over(tmp_path):
    file = tmp_path / "copy.kmtrace"
    file.write_bytes(b"x")
    return Recovered(file, RecoveryNote("Trial", "", "2025-11-21T14:02:00"))


def test_unsaved_work_is_offered_first(page, left_over, qtbot):
    page.offer_recovered((left_over,))
    (row,) = page._lower.findChildren(RecoveredRow)
    with qtbot.waitSignal(page.recover_requested) as asked:
        qtbot.mouseClick(row.open_copy, Qt.MouseButton.LeftButton)
    assert asked.args == [left_over]


def test_unsaved_work_is_discarded_by_the_second_click_only(page, left_over, qtbot):
    page.offer_recovered((left_over,))
    (row,) = page._lower.findChildren(RecoveredRow)
    qtbot.mouseClick(row._discard, Qt.MouseButton.LeftButton)
    assert left_over.file.exists()
    qtbot.mouseClick(row._discard, Qt.MouseButton.LeftButton)
    assert not left_over.file.exists()


def test_a_thumbnail_keeps_the_shape_of_the_figure(qapp):
    pixels = np.zeros((1000, 4000, 3), np.uint8)
    pixels[:, :, 0] = 200
    recent.write_thumbnail(Path("/x/a.kmtrace"), pixels)
    from PySide6.QtGui import QImage

    image = QImage(str(recent.thumbnail_path(Path("/x/a.kmtrace"))))
    assert image.width() / image.height() == pytest.approx(4, rel=0.02)
    assert image.pixelColor(5, 5).getRgb()[:3] == (200, 0, 0)


def test_the_badge_of_inconsistencies_counts_them(qapp):
    assert recent.badge(Analysis(Document(), badge=Badge.CONSISTENT)) == ("agree", "Consistent")
    assert recent.badge(Analysis(Document(), badge=Badge.NOT_ENOUGH))[0] == "unknown"


def test_a_recent_project_is_named_by_its_file_and_folder(page, settings, tmp_path):
    for folder in ("confirm", "keynote"):
        path = tmp_path / folder / "figure.kmtrace"
        path.parent.mkdir()
        path.write_bytes(b"x")
        settings.remember(path, "figure", badge="", badge_words="")
    page.refresh()
    names = [card.accessibleName() for card in cards(page)]
    assert names == [
        f"Project figure in {folder}, not checked" for folder in ("keynote", "confirm")
    ]
