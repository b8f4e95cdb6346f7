import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import gui.app
from core.results import Analysis
from gui import theme
from gui.app import App
from gui.live_analysis import LiveAnalysis
from gui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
COSTLY = ("lifelines", "pandas", "matplotlib", "numba", "onnxruntime", "rapidocr", "cv2", "scipy")
LATER = ("pyqtgraph", "PIL", "gui.workspace")


def imported_by(code: str) -> set[str]:
    """Return which modules a fresh interpreter has after running this."""
    wanted = (*COSTLY, *LATER)
    code += f"\nimport sys; print(*[name for name in {wanted!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_start_page_needs_nothing_costly():
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "from gui.app import App\n"
        "a = QApplication([])\n"
        "app = App(builds_later=True)\n"
        "app.window.show(); a.processEvents(); app.window.close_now()"
    )
    assert imported_by(code) == set()


def test_the_whole_window_needs_nothing_that_takes_seconds():
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "from gui.app import make_window\n"
        "a = QApplication([])\n"
        "app = make_window()\n"
        "app.window.show(); a.processEvents(); app.window.close_now()"
    )
    assert imported_by(code).isdisjoint(COSTLY)


@pytest.fixture
def early(qtbot, qapp):
    """A window that shows its start page and has no workspace yet."""
    theme.apply(qapp, "light")
    live = LiveAnalysis(analyse=lambda document, _stop: Analysis(document))
    made = App(live=live, builds_later=True)
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    made.session.undo_stack.mark_clean()
    made.window.close_now()
    made.close()


def test_a_figure_can_be_opened_before_the_workspace_is_built(early, tmp_path, qtbot):
    path = tmp_path / "figure.png"
    Image.new("RGB", (300, 200), "white").save(path)
    assert not early.window.is_built
    with qtbot.waitSignal(early.live.ready):
        early.commands.open_path(path)
    assert early.window.is_working
    assert early.window.tool_bar.isVisible()
    size = early.window.panels.figure.canvas.figure.size
    assert (size.width(), size.height()) == (300, 200)


def test_what_goes_wrong_before_the_workspace_is_built_is_said(early, tmp_path, qtbot):
    with qtbot.waitSignal(early.commands.failed):
        early.commands.open_path(tmp_path / "gone.png")
    assert early.window.strip.isVisible()
    assert early.window.strip.code == "I16"


def test_another_figure_takes_away_what_was_said_of_the_one_before(early, tmp_path, qtbot):
    path = tmp_path / "figure.png"
    Image.new("RGB", (300, 200), "white").save(path)
    with qtbot.waitSignal(early.commands.failed):
        early.commands.open_path(tmp_path / "gone.png")
    early.window.build()
    early.window.results.show_tab("log")
    with qtbot.waitSignal(early.live.ready):
        early.commands.open_path(path)
    assert not early.window.strip.isVisible()
    assert early.window.results.current == "comparison"


def test_building_twice_changes_nothing(early):
    early.window.build()
    panels = early.window.panels
    early.window.build()
    assert early.window.panels is panels
    assert not early.window.tool_bar.isVisible()


def test_closing_before_the_workspace_is_built_leaves_nothing(early):
    early.window.close()
    assert not early.window.isVisible()


def count_windows(application) -> int:
    return sum(isinstance(window, MainWindow) for window in application.topLevelWidgets())


def test_a_screenshot_shows_the_project_with_its_numbers_and_leaves_no_window(tmp_path, qapp):
    from PySide6.QtGui import QImage

    project = next((ROOT / "resources" / "samples").glob("*.kmtrace"))
    target = tmp_path / "window.png"
    windows = count_windows(qapp)
    gui.app.screenshot(project, target, (1100, 700), "dark")
    assert count_windows(qapp) == windows
    theme.apply(qapp, "light")
    image = QImage(str(target))
    assert (image.width(), image.height()) == (1100, 700)
    # The corner of the menu bar is chrome; somewhere in the middle lies the paper.
    assert image.pixelColor(2, 2).lightness() < 60
    row = [image.pixelColor(x, 200).lightness() for x in range(250, 800, 5)]
    assert max(row) > 200
