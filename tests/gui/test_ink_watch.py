"""Points off the ink become one finding for each arm, on the thread of the analysis."""

from dataclasses import replace

import numpy as np
import pytest

from core.analysis import analyse
from core.ink import CODE
from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    FigureFile,
    PixelPoint,
    TraceKind,
)
from core.results import Badge
from gui.ink_watch import InkWatch

FILE = FigureFile("f.png", "0" * 64, b"")
LINE = tuple(PixelPoint(x, 100.0) for x in (60.0, 120.0, 180.0))
ASTRAY = (PixelPoint(240.0, 150.0), PixelPoint(300.0, 170.0))


def axes():
    ticks = [(Axis.TIME, 50, 250, "0"), (Axis.TIME, 350, 250, "30")]
    ticks += [(Axis.SURVIVAL, 50, 250, "0"), (Axis.SURVIVAL, 50, 50, "1")]
    points = (AxisPoint(axis, PixelPoint(x, y), value) for axis, x, y, value in ticks)
    return Calibration(tuple(points), time_unit="months")


def traced(points, **more):
    return Document(figure=FILE, calibration=axes(), arms=(Arm("a", "Active", points, **more),))


@pytest.fixture
def pixels():
    made = np.full((300, 400, 3), 255, np.uint8)
    made[99:102] = 0
    return made


@pytest.fixture
def watch(pixels):
    made = InkWatch()
    made.show(FILE, pixels)
    return made


def told(analysis):
    return [finding for finding in analysis.findings if finding.code == CODE]


def test_a_trace_on_the_line_gets_no_finding(watch):
    analysis = analyse(traced(LINE))
    assert watch.amend(analysis) is analysis


def test_points_astray_are_counted_in_one_sentence_that_leads_to_the_first(watch):
    amended = watch.amend(analyse(traced((*LINE, *ASTRAY))))
    (finding,) = told(amended)
    assert finding.message == (
        "2 points of Active lie off any line of the figure, the first at 19.0 mo. "
        "Move or delete them."
    )
    assert (finding.place.arm_id, finding.place.index) == ("a", 3)
    assert amended.arm("a").off_ink == (3, 4)


def test_one_point_astray_is_said_of_one(watch):
    (finding,) = told(watch.amend(analyse(traced((*LINE, ASTRAY[0])))))
    assert finding.message.startswith("1 point of Active lies off any line of the figure, at 19.0")


def test_amending_twice_says_it_once(watch):
    amended = watch.amend(watch.amend(analyse(traced((*LINE, *ASTRAY)))))
    assert len(told(amended)) == 1
    assert len([f for f in amended.arm("a").findings if f.code == CODE]) == 1


def test_the_badge_hears_of_it(watch):
    analysis = watch.amend(analyse(traced((*LINE, *ASTRAY))))
    assert analysis.badge is not Badge.CONSISTENT


def test_exact_lines_of_a_vector_figure_are_not_doubted(watch):
    document = traced((*LINE, *ASTRAY), trace_kind=TraceKind.EXACT)
    assert not told(watch.amend(analyse(document)))


def test_pixels_of_another_figure_are_not_looked_at(watch):
    document = replace(traced((*LINE, *ASTRAY)), figure=replace(FILE, sha256="1" * 64))
    assert not told(watch.amend(analyse(document)))
    watch.show(None, None)
    assert not told(watch.amend(analyse(traced((*LINE, *ASTRAY)))))


def test_a_moved_point_is_looked_at_again(watch):
    assert told(watch.amend(analyse(traced((*LINE, ASTRAY[0])))))
    assert not told(watch.amend(analyse(traced((*LINE, PixelPoint(240.0, 100.0))))))
