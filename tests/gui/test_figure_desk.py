"""Page, box, reading and following a curve, in the real window."""

import io
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

from core.digitize.accept import Part
from core.errors import InputError
from core.model.document import Axis, AxisPoint, Calibration, PixelPoint, TraceKind
from core.model.region import Region, RegionKind
from core.results import Analysis
from gui import theme
from gui.app import App
from gui.live_analysis import LiveAnalysis
from gui.reader import read
from gui.reading_process import ReadingProcess
from gui.reading_strip import parts_to_offer

FIGURES = Path(__file__).resolve().parents[1] / "reference" / "vector"
BOX = (30.0, 20.0, 1240.0, 930.0)


@pytest.fixture
def app(qtbot, qapp):
    theme.apply(qapp, "light")
    made = App(live=LiveAnalysis(analyse=lambda document, _stop: Analysis(document)))
    qtbot.addWidget(made.window)
    made.window.resize(1300, 850)
    made.window.show()
    yield made
    made.session.undo_stack.mark_clean()
    made.window.close_now()
    made.close()


@pytest.fixture
def opens(app, qtbot, tmp_path):
    """Open a figure of the tests and wait until it is read."""

    def open_(name: str = "gnuplot.svg") -> App:
        shutil.copy(FIGURES / name, tmp_path / name)
        app.commands.open_path(tmp_path / name)
        qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
        return app

    return open_


def view_of(app: App):
    return app.window.panels.figure


def shown_size(app: App) -> tuple[float, float]:
    size = view_of(app).canvas.figure.size
    return size.width(), size.height()


def on_curve(app: App, index: int = 0) -> QPointF:
    """A place of the canvas on the longest tread of a curve, away from other curves."""
    path = np.array(app.desk.proposals.reading.arms[index].trace)
    widest = int(np.argmax(np.diff(path[:, 0])))
    x = (path[widest, 0] + path[widest + 1, 0]) / 2
    return view_of(app).canvas.to_view(PixelPoint(float(x), float(path[widest, 1])))


def hover(app: App, place: QPointF) -> None:
    viewport, none = view_of(app).canvas.viewport(), Qt.MouseButton.NoButton
    plain = Qt.KeyboardModifier.NoModifier
    where = viewport.mapToGlobal(place)
    event = QMouseEvent(QEvent.Type.MouseMove, place, where, none, none, plain)
    QApplication.sendEvent(viewport, event)


def click(app: App, qtbot, place: QPointF) -> None:
    viewport = view_of(app).canvas.viewport()
    hover(app, place)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place.toPoint())


# --- the box


def test_a_box_is_one_step_that_keeps_points_on_their_ink_and_undo_shows_the_page(opens, qtbot):
    app = opens()
    app.desk.proposals.accept()
    before, size = app.session.document, shown_size(app)
    app.desk.work.set_box(BOX)
    assert shown_size(app) == (BOX[2] - BOX[0], BOX[3] - BOX[1])
    old, new = before.arms[0].trace[0], app.session.document.arms[0].trace[0]
    assert (old.x - new.x, old.y - new.y) == pytest.approx((30, 20))
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    app.session.undo_stack.undo()
    assert app.session.document == before
    assert shown_size(app) == size
    assert app.desk.proposals.proposal is None
    app.session.undo_stack.redo()
    assert shown_size(app) == (1210, 910)


def test_the_curves_of_a_box_lie_where_the_box_shows_them(opens, qtbot):
    app = opens()
    whole = app.desk.proposals.proposal.arms[0].trace
    app.desk.work.set_box(BOX)
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    part = app.desk.proposals.proposal.arms[0].trace
    assert np.allclose(np.array(whole) - np.array(part), (30, 20), atol=1e-6)


def test_the_whole_page_comes_back(opens, qtbot):
    app = opens()
    size = shown_size(app)
    assert not app.window.acts["whole_page"].isEnabled()
    app.desk.work.set_box(BOX)
    assert app.window.acts["whole_page"].isEnabled()
    app.window.acts["whole_page"].trigger()
    assert shown_size(app) == size
    assert app.session.document.figure.box is None


def test_words_taken_off_a_page_stand_in_the_paper_tab_below_what_was_there(opens, qtbot):
    app = opens("gnuplot.pdf")
    panel = app.window.panels.paper
    assert app.window.acts["take_text"].isEnabled()
    app.desk.text_taken.emit("Median survival was 11.2 months with drug A.", "page 3")
    assert app.window.results.current == "paper"
    assert panel.place.text() == "page 3"
    app.desk.text_taken.emit("The hazard ratio was 0.71.", "page 4")
    assert panel.text.toPlainText().split("\n\n") == [
        "Median survival was 11.2 months with drug A.",
        "The hazard ratio was 0.71.",
    ]
    assert panel.place.text() == ""
    panel.text.undo()
    assert panel.text.toPlainText() == "Median survival was 11.2 months with drug A."


def test_a_picture_has_no_text_to_take(opens):
    app = opens("gnuplot.svg")
    assert not app.window.acts["take_text"].isEnabled()


def test_a_box_in_a_box_counts_from_the_page(opens):
    app = opens()
    app.desk.work.set_box(BOX)
    app.desk.work.set_box((10.0, 10.0, 400.0, 400.0))
    assert app.session.document.figure.box == (40, 30, 430, 420)


def test_a_tiny_box_changes_nothing(opens):
    app = opens()
    before = app.session.document
    app.desk.work.set_box((5.0, 5.0, 12.0, 300.0))
    assert app.session.document is before
    assert app.desk.proposals.proposal is not None


def test_the_region_tool_draws_the_box(opens, qtbot):
    app = opens()
    view = view_of(app)
    app.window.acts["tool_region"].trigger()
    corners = [view.canvas.to_view(PixelPoint(x, y)).toPoint() for x, y in ((30, 20), (900, 650))]
    viewport, left = view.canvas.viewport(), Qt.MouseButton.LeftButton
    qtbot.mousePress(viewport, left, pos=corners[0])
    qtbot.mouseMove(viewport, corners[1])
    assert view.gesture.box is not None
    qtbot.mouseRelease(viewport, left, pos=corners[1])
    qtbot.keyClick(view.questions.region_form, Qt.Key.Key_F)
    assert app.session.document.figure.box == pytest.approx((30, 20, 900, 650), abs=3)
    assert view.tool == "select"


# --- regions and colours


def test_the_figure_is_read_again_where_the_regions_let_it_look(opens, qtbot):
    """The one curve under the other is kept out over its whole width: one is left."""
    app = opens()
    proposals, session = app.desk.proposals, app.session
    reading = proposals.reading
    assert len(reading.arms) == 2
    paths = [np.array(arm.trace) for arm in reading.arms]
    lower = max(range(2), key=lambda index: paths[index][-1, 1])
    box = (paths[lower][:, 0].min() + 40, paths[1 - lower][-1, 1] + 8, 1e4, 1e4)
    after = session.document.with_region(Region(RegionKind.KEEP_OUT, *box))
    session.apply("Keep a part out", after)
    assert proposals.proposal is None
    qtbot.waitUntil(lambda: proposals.proposal is not None, timeout=90_000)
    seen = [np.array(arm.trace) for arm in proposals.reading.arms]
    kept_out = [((path[:, 0] > box[0] + 3) & (path[:, 1] > box[1] + 3)).sum() for path in seen]
    assert sum(kept_out) <= 1
    session.undo_stack.undo()
    qtbot.waitUntil(
        lambda: proposals.proposal is not None and len(proposals.proposal.arms) == 2,
        timeout=90_000,
    )


def test_what_was_accepted_stays_when_a_region_changes(opens, qtbot):
    app = opens()
    app.desk.proposals.accept()
    before = app.session.document
    region = Region(RegionKind.KEEP_OUT, 5, 5, 60, 60)
    app.session.apply("Keep a part out", before.with_region(region))
    assert app.session.document.arms == before.arms
    assert app.desk.proposals.proposal is None


def test_a_picked_colour_proposes_its_curve_for_the_active_arm(opens, qtbot):
    app = opens()
    proposals, session = app.desk.proposals, app.session
    proposals.accept()
    wanted = session.document.arms[1]
    session.activate_arm(session.document.arms[0].id)
    app.window.acts["tool_colour"].trigger()
    click(app, qtbot, on_curve(app, 1))
    assert session.document.arms[0].line_colour is not None
    qtbot.waitUntil(lambda: proposals.proposal is not None, timeout=90_000)
    found = np.array(proposals.proposal.arms[-1].trace)
    at = np.linspace(np.array(wanted.trace)[5, 0], np.array(wanted.trace)[-5, 0], 40)
    heights = [
        path[np.maximum(np.searchsorted(path[:, 0], at, side="right") - 1, 0), 1]
        for path in (found, np.array(wanted.trace))
    ]
    assert np.median(np.abs(heights[0] - heights[1])) < 2


def test_a_colour_picked_on_the_paper_or_without_axes_says_what_to_do(opens, qtbot):
    app = opens()
    notes = []
    app.desk.noted.connect(notes.append)
    app.window.acts["tool_colour"].trigger()
    click(app, qtbot, view_of(app).canvas.to_view(PixelPoint(3, 3)))
    assert "only paper" in notes[-1]


# --- reading


def test_reading_again_proposes_again(opens, qtbot):
    app = opens()
    app.desk.proposals.drop()
    app.window.acts["read_figure"].trigger()
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)


def test_the_strip_offers_what_is_left_and_what_it_needs():
    everything = Part.ALL
    assert parts_to_offer(everything) == [Part.AXES, Part.ARMS]
    assert parts_to_offer(everything & ~Part.ARMS) == [Part.AXES, Part.RISK_TABLE, Part.REPORTED]
    assert parts_to_offer(Part.ARMS) == [Part.ARMS]


def test_without_a_text_reader_a_sentence_says_so_and_the_figure_can_be_traced(
    app, qtbot, tmp_path, monkeypatch
):
    def missing(*_args, **_kwargs):
        raise InputError("The text reader is not installed. Set the axes by hand.", code="O1")

    monkeypatch.setattr("core.digitize.pipeline.read_words", missing)
    # On the thread: another process would know nothing of what is missing here.
    monkeypatch.setattr(ReadingProcess, "read", lambda _self, *how: read(*how))
    from PIL import Image

    Image.new("RGB", (300, 200), "white").save(tmp_path / "figure.png")
    app.commands.open_path(tmp_path / "figure.png")
    qtbot.waitUntil(lambda: "text reader" in app.window.offer.message, timeout=20_000)
    app.window.acts["tool_trace"].trigger()
    click(app, qtbot, view_of(app).canvas.to_view(PixelPoint(100, 80)))
    assert len(app.session.document.arms[0].trace) == 1


# --- one curve at a time


def test_a_click_on_a_proposed_curve_takes_that_one_and_leaves_the_rest(opens, qtbot):
    app = opens()
    proposals = app.desk.proposals
    n_arms = len(proposals.reading.arms)
    assert n_arms == 2
    click(app, qtbot, on_curve(app, 1))
    assert [arm.trace for arm in app.session.document.arms] == [proposals.reading.arms[1].trace]
    assert proposals.arms_left == {0}
    assert "corners proposed for Control, with 12 axis values." in app.window.offer.message
    assert app.session.undo_stack.count() == 1
    proposals.accept()
    traces = [arm.trace for arm in app.session.document.arms]
    assert sorted(traces) == sorted(arm.trace for arm in proposals.reading.arms)
    assert proposals.proposal is None


def test_parts_are_accepted_one_after_the_other(opens):
    app = opens("r_base.pdf")
    proposals = app.desk.proposals
    proposals.accept(Part.AXES)
    assert app.session.document.arms == ()
    proposals.accept(Part.ARMS)
    assert all(not arm.at_risk for arm in app.session.document.arms)
    proposals.accept(Part.RISK_TABLE)
    assert app.session.document.arms[0].at_risk[0] == "70"


def test_auto_marks_the_curve_under_the_pointer_and_follows_it_into_the_active_arm(opens, qtbot):
    app = opens()
    app.desk.proposals.drop()
    app.window.panels.arms.add_arm()
    arm_id = app.session.active_arm_id
    app.window.acts["tool_auto"].trigger()
    place = on_curve(app, 1)
    view = view_of(app)
    hover(app, place)
    assert view.offer.near is not None
    assert view.offer.near.index == 1
    click(app, qtbot, place)
    assert app.session.document.arm(arm_id).trace == ()
    assert "proposed for" in app.window.offer.message
    qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    arm = app.session.document.arm(arm_id)
    assert arm.trace == app.desk.proposals.reading.arms[1].trace
    assert arm.trace_kind is TraceKind.EXACT
    assert len(app.session.document.arms) == 1


def test_auto_away_from_every_curve_says_what_to_do(opens, qtbot):
    app = opens()
    app.desk.proposals.drop()
    app.window.acts["tool_auto"].trigger()
    click(app, qtbot, view_of(app).canvas.to_view(PixelPoint(3, 3)))
    qtbot.waitUntil(lambda: "click on its line" in app.window.offer.message, timeout=20_000)
    assert app.session.document.arms == ()


def test_auto_follows_a_curve_that_was_not_read_on_axes_set_by_hand(app, qtbot, tmp_path):
    from PIL import Image

    pixels = np.full((400, 600, 3), 255, dtype=np.uint8)
    pixels[299:301, 100:520] = pixels[80:301, 99:101] = 0
    blue, levels = (20, 60, 200), [(100, 100), (220, 150), (330, 210), (480, 210)]
    for (x, y), (x2, y2) in pairwise(levels):
        pixels[y - 1 : y + 2, x : x2 + 2] = blue
        pixels[y - 1 : y2 + 2, x2 - 1 : x2 + 2] = blue
    Image.fromarray(pixels).save(tmp_path / "figure.png")
    app.commands.open_path(tmp_path / "figure.png")
    qtbot.waitUntil(lambda: app.window.offer.message.startswith("No axis"), timeout=90_000)
    marks = [(Axis.TIME, 100, 300, "0"), (Axis.TIME, 500, 300, "40")]
    marks += [(Axis.SURVIVAL, 100, 300, "0"), (Axis.SURVIVAL, 100, 100, "1")]
    points = tuple(AxisPoint(axis, PixelPoint(x, y), text) for axis, x, y, text in marks)
    document = app.session.document.with_calibration(Calibration(points))
    app.session.apply("Set axes", document)
    app.window.acts["tool_auto"].trigger()
    click(app, qtbot, view_of(app).canvas.to_view(PixelPoint(275, 150)))
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    app.desk.proposals.accept()
    trace = np.array(app.session.document.arms[0].trace)
    for x, y in ((300, 150), (400, 210)):
        level = trace[np.searchsorted(trace[:, 0], x) - 1, 1]
        assert level == pytest.approx(y + 0.5, abs=1)
    assert app.session.document.calibration.axis_points == points


def test_auto_without_axes_asks_for_them(app, qtbot, tmp_path):
    from PIL import Image

    Image.new("RGB", (300, 200), "white").save(tmp_path / "figure.png")
    app.commands.open_path(tmp_path / "figure.png")
    qtbot.waitUntil(lambda: app.window.offer.message.startswith("No axis"), timeout=90_000)
    app.window.acts["tool_auto"].trigger()
    click(app, qtbot, view_of(app).canvas.to_view(PixelPoint(100, 80)))
    assert "Axes tool" in app.window.strip.message


def test_the_next_of_several_panels_is_offered(opens, qtbot, monkeypatch):
    app = opens()
    first = app.desk.proposals.reading
    panels = (first.plot, first.plot)
    asked = []

    def read(_opened, *, panel, **_how):
        asked.append(panel)
        return replace(first, panels=panels, panel=panel)

    monkeypatch.setattr("core.digitize.propose.propose", read)
    app.window.acts["read_figure"].trigger()
    qtbot.waitUntil(lambda: "panel 1 of 2" in app.window.offer.message, timeout=20_000)
    app.window.acts["read_panel"].trigger()
    qtbot.waitUntil(lambda: "panel 2 of 2" in app.window.offer.message, timeout=20_000)
    app.window.acts["read_panel"].trigger()
    qtbot.waitUntil(lambda: "panel 1 of 2" in app.window.offer.message, timeout=20_000)
    assert asked == [0, 1, 0]


def test_a_panel_accepted_over_another_keeps_nothing_of_it_and_says_so(opens, qtbot, monkeypatch):
    app = opens()
    first = app.desk.proposals.reading
    app.desk.proposals.accept()
    before, notes = app.session.document, []
    app.desk.noted.connect(notes.append)
    # The other panel lies below, and has a table no more.
    plot = replace(first.plot, y0=first.plot.y0 + 2000, y1=first.plot.y1 + 2000)
    other = replace(first, plot=plot, risk_times=(), arms=first.arms[:1])
    monkeypatch.setattr("core.digitize.propose.propose", lambda *_, **__: other)
    app.window.acts["read_figure"].trigger()
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is other, timeout=20_000)
    app.desk.proposals.accept()
    after = app.session.document
    assert len(after.arms) == 1
    assert not any(after.arms[0].at_risk)
    assert not after.risk_times
    assert any("Undo (Ctrl+Z) brings it back" in note for note in notes)
    app.session.undo_stack.undo()
    assert app.session.document == before


def test_what_is_still_empty_says_that_curves_wait_to_be_accepted(opens):
    app = opens()
    panels = app.window.panels

    def words() -> list[str]:
        shown = (panels.arms, panels.points, panels.comparison)
        return [w.text() for p in shown for w in p.findChildren(QLabel) if "accept it" in w.text()]

    assert len(words()) == 3
    app.desk.proposals.drop()
    assert not words()


# --- pages


def paper(*names: str | None) -> bytes:
    """A PDF of these figures, an empty page for None."""
    made = pypdfium2.PdfDocument.new()
    for name in names:
        if name is None:
            made.new_page(595, 842)
        else:
            made.import_pages(pypdfium2.PdfDocument(FIGURES / name), [0])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def page_with(name: str) -> bytes:
    """A PDF of this figure in the upper part of a far larger page."""
    made = pypdfium2.PdfDocument(paper(name))
    page = made[0]
    left, bottom, right, top = page.get_mediabox()
    for set_box in (page.set_mediabox, page.set_cropbox):
        set_box(left - 100, bottom - 2 * (top - bottom), right + 300, top + 50)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_another_page_is_one_step_and_undo_brings_the_old_one_back(app, qtbot, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper("r_base.pdf", "gnuplot.pdf"))
    app.commands.open_path(tmp_path / "paper.pdf")
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    app.desk.proposals.accept()
    before, size = app.session.document, shown_size(app)
    notes = []
    app.desk.noted.connect(notes.append)
    app.desk.work.choose_page(1)
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    assert app.session.document.figure.page == 1
    assert app.session.document.arms == ()
    assert not app.desk.pages.strip.isVisible()
    assert any("Undo (Ctrl+Z) brings it back" in note for note in notes)
    assert shown_size(app) != size
    app.session.undo_stack.undo()
    assert app.session.document == before
    assert shown_size(app) == size


def test_a_figure_that_is_a_small_part_of_its_page_fills_the_view(app, qtbot, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(page_with("r_base.pdf"))
    app.commands.open_path(tmp_path / "paper.pdf")
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    canvas, plot = app.window.panels.figure.canvas, app.desk.proposals.proposal.plot
    fitted = canvas.frame.fitted().zoom
    qtbot.waitUntil(lambda: canvas.mapping.zoom > 1.5 * fitted)
    for corner in (PixelPoint(plot.x0, plot.y0), PixelPoint(plot.x1, plot.y1)):
        assert canvas.rect().contains(canvas.to_view(corner).toPoint())


def test_the_document_keeps_the_resolution_of_the_page_chosen(app, qtbot, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper("r_base.pdf", "gnuplot.pdf"))
    app.commands.open_path(tmp_path / "paper.pdf")
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    app.desk.work.choose_page(1)
    qtbot.waitUntil(lambda: app.session.document.figure.page == 1, timeout=20_000)
    figure = app.session.document.figure
    assert figure == replace(figure, dots_per_inch=app.desk.source.opened.dots_per_inch)


def test_the_page_with_the_figure_is_found_without_a_step_to_undo(app, qtbot, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper(None, None, "r_base.pdf"))
    app.commands.open_path(tmp_path / "paper.pdf")
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    assert app.session.document.figure.page == 2
    assert not app.session.is_modified
    assert app.desk.pages.strip.isVisible()
    assert app.desk.pages.strip.list.currentIndex().row() == 2


def test_a_paper_without_a_drawn_figure_says_so(app, qtbot, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper(None, None))
    app.commands.open_path(tmp_path / "paper.pdf")
    qtbot.waitUntil(lambda: "Choose its page" in app.window.offer.message, timeout=20_000)
    assert app.session.document.figure.page == 0


def test_only_pages_that_are_seen_are_drawn(app, qtbot, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper("r_base.pdf", *[None] * 60))
    app.commands.open_path(tmp_path / "paper.pdf")
    strip = app.desk.pages.strip
    with qtbot.waitSignal(app.desk.pages.pages.drawn, timeout=20_000):
        pass
    qtbot.waitUntil(lambda: strip.model.thumbnail(0) is not None, timeout=20_000)
    assert strip.model.rowCount() == 61
    asked = []
    strip.model.wanted.connect(asked.append)
    strip.list.viewport().repaint()
    assert all(number < 30 for number in asked)


def test_a_page_is_chosen_by_mouse_or_keyboard(app, qtbot, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper("r_base.pdf", "gnuplot.pdf", None))
    app.commands.open_path(tmp_path / "paper.pdf")
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    strip = app.desk.pages.strip
    app.window.acts["choose_page"].trigger()
    qtbot.keyClick(strip.list, Qt.Key.Key_Right)
    qtbot.keyClick(strip.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.session.document.figure.page == 1, timeout=20_000)
    place = strip.list.visualRect(strip.model.index(0)).center()
    qtbot.mouseClick(strip.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: app.session.document.figure.page == 0, timeout=20_000)


def test_a_low_window_shows_small_pages(app, qtbot, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper("r_base.pdf", "gnuplot.pdf"))
    app.commands.open_path(tmp_path / "paper.pdf")
    qtbot.waitUntil(lambda: app.desk.proposals.proposal is not None, timeout=20_000)
    pages = app.desk.pages.strip
    high = pages.list.height()
    app.window.resize(1024, 640)
    app.window.acts["choose_page"].trigger()
    assert pages.list.height() < high


def test_a_file_of_one_page_has_no_strip(opens):
    app = opens()
    assert not app.desk.pages.strip.isVisible()
    assert not app.window.acts["choose_page"].isEnabled()


def test_points_on_a_vector_figure_snap_to_the_corners_of_its_lines(opens):
    app = opens("r_base.pdf")
    corner = app.desk.proposals.reading.arms[0].trace[4]
    snapper = view_of(app).mouse.snapper
    found = snapper.place(PixelPoint(corner.x + 1.2, corner.y - 0.9), (), figure_px=1.0)
    assert found is not None
    opened = app.desk.source.opened
    corners = np.concatenate([stroke.points for stroke in opened.drawing.strokes])
    gaps = np.hypot(*(corners * opened.dots_per_inch / 72 - np.array(found)).T)
    assert gaps.min() < 1e-6


def test_auto_takes_the_whole_line_of_a_vector_figure_on_axes_set_by_hand(opens, qtbot):
    app = opens("r_base.pdf")
    proposals = app.desk.proposals
    read = proposals.reading
    app.session.apply("Set axes", app.session.document.with_calibration(read.axes.calibration()))
    place = read.arms[1].trace[len(read.arms[1].trace) // 2]
    proposals.forget()
    app.desk.work.follow(-1, place)
    qtbot.waitUntil(lambda: proposals.proposal is not None, timeout=20_000)
    found = proposals.reading.arms[0]
    assert found.reading.kind is read.arms[1].reading.kind
    assert np.allclose(found.reading.time, read.arms[1].reading.time, atol=1e-6)
