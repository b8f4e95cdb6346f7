"""A published figure through the window: mouse and keys in, numbers, export and project out."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from core.model.document import Axis, PixelPoint, ReportedKind
from core.results import Analysis, Comparison, Verdict
from gui import theme
from gui.app import App, make_window
from tests.same_numbers import assert_same_numbers

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "figures" / "confirm_pfs"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published figure is not here")

# Ticks as they lie in figure.png, in its pixels; the tick mark hangs below and left of the axis.
TICKS = (
    (Axis.TIME, (180.9, 314.0), "4"),
    (Axis.TIME, (385.4, 314.0), "24"),
    (Axis.TIME, (590.9, 314.0), "44"),
    (Axis.SURVIVAL, (133.5, 24.0), "1.0"),
    (Axis.SURVIVAL, (133.5, 138.1), "0.6"),
    (Axis.SURVIVAL, (133.5, 253.1), "0.2"),
)
# The reference arm first: the paper's ratio is 500 mg over 250 mg.
ARMS = (("Fulvestrant 250 mg", "250"), ("Fulvestrant 500 mg", "500"))
RISK_TABLE = """\t0\t4\t8\t12\t16\t20\t24\t28\t32\t36\t40\t44\t48
Fulvestrant 250 mg\t374\t199\t144\t85\t60\t35\t25\t12\t4\t3\t1\t1\t0
Fulvestrant 500 mg\t362\t216\t163\t113\t90\t54\t37\t19\t12\t7\t3\t2\t0"""
SENTENCE = (
    "Progression-free survival was longer for fulvestrant 500 mg (hazard ratio, 0.80; "
    "95% CI, 0.68 to 0.94; P = .006). Median progression-free survival was 6.5 months for "
    "fulvestrant 500 mg and 5.5 months for fulvestrant 250 mg."
)


class Person:
    """Somebody at the window: real events only."""

    def __init__(self, app: App, qtbot) -> None:
        self.app, self.window, self.qtbot = app, app.window, qtbot

    @property
    def view(self):
        """The figure view; it is there once a figure is open."""
        return self.window.panels.figure

    def drop(self, path: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        self.window.dropEvent(event)
        self.qtbot.waitUntil(lambda: self.window.is_working, timeout=60_000)
        self.qtbot.waitUntil(lambda: self.view.canvas.has_figure)

    def drop_what_was_read(self) -> None:
        """Refuse the automatic reading: this test does everything by hand."""
        self.qtbot.waitUntil(lambda: not self.app.desk.proposals.is_reading, timeout=120_000)
        if self.view.has_proposal:
            self.view.canvas.setFocus()
            self.key(Qt.Key.Key_Escape)
        assert not self.view.has_proposal

    def step(self, number: int) -> None:
        key = Qt.Key(Qt.Key.Key_0 + number)
        QTest.keyClick(self.window, key, Qt.KeyboardModifier.AltModifier)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.view.canvas, key)

    def click(self, at: tuple[float, float]) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        for kind, button, buttons in (
            (QEvent.Type.MouseMove, none, none),
            (QEvent.Type.MouseButtonPress, left, left),
            (QEvent.Type.MouseButtonRelease, left, none),
        ):
            viewport = self.view.canvas.viewport()
            place = self.view.canvas.to_view(PixelPoint(*at))
            event = QMouseEvent(
                kind,
                place,
                viewport.mapToGlobal(place),
                button,
                buttons,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(viewport, event)

    def type(self, text: str) -> None:
        focus = QApplication.focusWidget()
        QTest.keyClicks(focus, text)
        QTest.keyClick(focus, Qt.Key.Key_Return)

    def paste(self, text: str, into) -> None:
        QGuiApplication.clipboard().setText(text)
        into.setFocus()
        QTest.keyClick(into, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def calibrate(self) -> None:
        self.step(2)
        assert self.view.tool == "axes"
        for _axis, at, value in TICKS:
            self.click(at)
            self.type(value)
        self.window.panels.calibration.unit.setFocus()
        QTest.keyClicks(self.window.panels.calibration.unit, "months")

    def trace(self, dose: str) -> None:
        for at in clicks(self.view, dose):
            self.click(at)

    def name_arms(self) -> None:
        for arm, (name, _) in zip(self.app.session.document.arms, ARMS, strict=True):
            self.app.session.activate_arm(arm.id)
            self.window.acts["rename_arm"].trigger()
            self.type(name)

    def wait_for_numbers(self) -> Analysis:
        live = self.app.live
        self.qtbot.waitUntil(lambda: not live.is_stale and live.latest is not None, timeout=60_000)
        return live.latest


def clicks(view, dose: str) -> list[tuple[float, float]]:
    """Return another person's clicks on an enlarged screenshot, in pixels of figure.png."""
    with (FOLDER / f"clicks_fulvestrant_{dose}.csv").open(encoding="utf-8") as file:
        rows = [(float(row["x_scaled"]), float(row["y_scaled"])) for row in csv.DictReader(file)]
    time, survival = np.array(rows).T
    return [tuple(at) for at in view.shapes.transform.to_pixels(time, survival)]


def row_of(analysis: Analysis, kind: ReportedKind, arm_id: str | None = None) -> Comparison:
    found = [row for row in analysis.comparisons if row.kind is kind and row.reported]
    return next(row for row in found if arm_id in (None, row.arm_id))


@pytest.fixture
def person(qtbot, qapp) -> Iterator[Person]:
    theme.apply(qapp, "light")
    app = make_window()
    qtbot.addWidget(app.window)
    app.window.resize(1440, 900)
    app.window.show()
    qtbot.waitExposed(app.window)
    app.window.activateWindow()
    yield Person(app, qtbot)
    app.session.undo_stack.mark_clean()
    app.window.close_now()
    app.close()


def test_a_published_figure_gives_the_reported_numbers(person, tmp_path, monkeypatch):
    app = person.app
    person.drop(FOLDER / "figure.png")
    person.drop_what_was_read()
    assert app.session.document.arms == ()
    person.calibrate()
    transform = person.view.shapes.transform
    assert max(abs(residual) for residual in transform.residuals_px) < 0.75
    points = app.session.document.calibration.axis_points
    assert [point.axis for point in points] == [axis for axis, _, _ in TICKS]

    person.step(3)
    assert person.view.tool == "trace"
    person.key(Qt.Key.Key_S)
    assert not person.view.is_snapping
    person.trace("250")
    person.key(Qt.Key.Key_Return)
    person.trace("500")
    person.name_arms()
    assert [(arm.name, len(arm.trace)) for arm in app.session.document.arms] == [
        ("Fulvestrant 250 mg", 29),
        ("Fulvestrant 500 mg", 31),
    ]

    person.step(4)
    person.paste(RISK_TABLE, person.window.panels.risk_table.view)
    assert app.session.document.arms[1].at_risk[:3] == ("362", "216", "163")
    person.step(5)
    sentence = person.window.panels.reported.sentence
    person.paste(SENTENCE, sentence)
    QTest.keyClick(sentence, Qt.Key.Key_Return)
    assert not any(value.proposed for value in app.session.document.reported)

    analysis = person.wait_for_numbers()
    check_numbers(analysis)
    check_files(person, tmp_path, monkeypatch, analysis)


def check_numbers(analysis: Analysis) -> None:
    """Compare with the paper: HR 0.80, P .006, medians 6.5 and 5.5 months."""
    control, drug = analysis.document.arms
    (pair,) = analysis.pairs
    assert (pair.arm_id, pair.reference_id) == (drug.id, control.id)
    assert pair.hazard_ratio.value == pytest.approx(0.80, abs=0.02)
    assert 0.003 <= pair.log_rank.p_value <= 0.012
    ratio = row_of(analysis, ReportedKind.HAZARD_RATIO)
    assert (ratio.reported, ratio.verdict) == ("0.80", Verdict.AGREES)
    assert row_of(analysis, ReportedKind.P_VALUE).verdict is Verdict.AGREES
    for arm, reported in ((drug, 6.5), (control, 5.5)):
        median = row_of(analysis, ReportedKind.MEDIAN, arm.id)
        assert float(median.reported) == reported
        assert median.recomputed
        assert median.limit
        assert median.band_low <= median.value <= median.band_high
    # The 500 mg curve lies almost level at one half: its band explains the reported 6.5.
    level = row_of(analysis, ReportedKind.MEDIAN, drug.id)
    assert level.band_low <= 6.5 <= level.band_high
    assert level.band


def check_files(person: Person, tmp_path: Path, monkeypatch, analysis: Analysis) -> None:
    """Export the patients, save, start over and open the project again."""
    app, exported = person.app, tmp_path / "patients.csv"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_args: (str(exported), ""))
    )
    app.window.acts["export_patients"].trigger()
    person.qtbot.waitUntil(exported.exists, timeout=20_000)
    with exported.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    n_rows = sum(arm.reconstruction.patients.n for arm in analysis.arms)
    assert len(rows) == n_rows == 362 + 374

    project, document = tmp_path / "confirm.kmtrace", app.session.document
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_args: (str(project), ""))
    )
    app.window.acts["save"].trigger()
    person.qtbot.waitUntil(lambda: not app.session.is_modified, timeout=20_000)
    app.window.acts["new"].trigger()
    assert not app.window.is_working
    app.commands.open_path(project)
    person.qtbot.waitUntil(lambda: app.window.is_working, timeout=60_000)
    again = person.wait_for_numbers()
    assert app.session.document == document
    assert_same_numbers(again.pairs, analysis.pairs)
