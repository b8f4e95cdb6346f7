from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRect

from gui.settings import MAX_RECENT, Settings, WindowState, corrected

HOME = QRect(0, 0, 1920, 1080)
SECOND = QRect(1920, 0, 1280, 1024)


@pytest.fixture
def settings(qapp):
    return Settings()


def test_a_window_on_a_screen_stays_where_it_was():
    assert corrected(QRect(2000, 50, 1100, 700), [HOME, SECOND]) == QRect(2000, 50, 1100, 700)


@pytest.mark.parametrize(
    "lost",
    [
        QRect(2000, 50, 1100, 700),
        QRect(-3000, 0, 800, 600),
        QRect(100, -400, 800, 600),
        QRect(1850, 20, 800, 600),
    ],
)
def test_a_window_whose_title_cannot_be_reached_comes_home(lost):
    assert HOME.contains(corrected(lost, [HOME]))


def test_a_window_larger_than_the_screen_left_is_shrunk():
    small = QRect(0, 0, 1024, 640)
    assert small.contains(corrected(QRect(5000, 0, 1900, 1000), [small]))


def test_recent_projects_are_newest_first_and_listed_once(settings):
    for name in ("a", "b", "a"):
        settings.remember(Path(f"/x/{name}.kmtrace"), name)
    assert [item.title for item in Settings().recent] == ["a", "b"]


def test_the_oldest_recent_project_falls_off(settings):
    for number in range(MAX_RECENT + 3):
        settings.remember(Path(f"/x/{number}.kmtrace"), str(number))
    assert len(settings.recent) == MAX_RECENT
    assert settings.recent[0].title == str(MAX_RECENT + 2)


def test_a_forgotten_project_is_gone(settings):
    settings.remember(Path("/x/a.kmtrace"), "a")
    settings.forget("/x/a.kmtrace")
    assert settings.recent == ()


def test_a_missing_project_is_known_to_be_missing(settings, tmp_path):
    there = tmp_path / "a.kmtrace"
    there.write_bytes(b"x")
    settings.remember(there, "a")
    settings.remember(tmp_path / "b.kmtrace", "b")
    assert [item.is_there for item in settings.recent] == [False, True]


def test_damaged_entries_count_as_absent(settings):
    settings._file.setValue("files/recent", '[{"path": 3}]')
    settings._file.setValue("view/scheme", "purple")
    assert settings.recent == ()
    assert settings.scheme == "system"


def test_choices_survive_the_next_start(settings):
    settings.scheme = "dark"
    settings.is_figure_dimmed = False
    settings.keep_window_state(WindowState(QRect(10, 10, 800, 500), True, QByteArray(b"docks")))
    again = Settings()
    assert (again.scheme, again.is_figure_dimmed) == ("dark", False)
    assert again.window_state() == WindowState(QRect(10, 10, 800, 500), True, QByteArray(b"docks"))
