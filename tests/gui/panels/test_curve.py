from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.analysis import analyse
from core.curve import StepCurve
from core.errors import Place, PlaceKind
from core.model.document import Axis, Document
from core.results import Check, CheckState
from gui.axes import transform_of
from gui.panels.curve import CurvePanel, difference, gap_words, lowest_shown, polyline

TWO_STEPS = StepCurve(np.array([2.0, 5.0]), np.array([0.8, 0.5]), 6.0)


@pytest.fixture
def panel(session, live, qtbot):
    made = CurvePanel(session, live)
    qtbot.addWidget(made)
    made.resize(1024, 240)
    made.show()
    return made


def test_a_step_curve_is_drawn_level_then_down():
    time, survival = polyline(TWO_STEPS, 6.0)
    assert_allclose(time, [0, 2, 2, 5, 5, 6])
    assert_allclose(survival, [1, 1, 0.8, 0.8, 0.5, 0.5])


def test_the_difference_is_in_percentage_points_between_all_steps():
    other = StepCurve(np.array([3.0]), np.array([0.8]), 6.0)
    time, gap = difference(TWO_STEPS, other)
    assert_allclose(time, [0, 2, 2, 3, 3, 5, 5, 6])
    assert_allclose(gap, [0, 0, -20, -20, 0, 0, -30, -30], atol=1e-12)


def test_both_curves_of_each_arm_are_drawn_with_their_difference(panel):
    # Per arm: traced, reconstructed; the strip has one line each.
    assert len(panel.curves.listDataItems()) == 4
    assert len(panel.strip.listDataItems()) == 2


@pytest.mark.parametrize(("factor", "shown"), [(1.0, 0.0), (0.5, 0.5)])
def test_the_survival_axis_begins_where_that_of_the_figure_does(analysis, factor, shown):
    points = analysis.document.calibration.axis_points
    raised = tuple(
        replace(p, value=f"{1 - factor * (1 - float(p.value)):g}") if p.axis is Axis.SURVIVAL else p
        for p in points
    )
    transform = transform_of(replace(analysis.document.calibration, axis_points=raised))
    level = StepCurve(np.array([2.0]), np.array([0.9]), 6.0)
    arms = [replace(arm, traced=level) for arm in analysis.arms]
    assert lowest_shown(arms, transform) == pytest.approx(shown)
    low = [replace(arm, traced=TWO_STEPS) for arm in analysis.arms]
    assert lowest_shown(low, transform) == pytest.approx(min(shown, 0.5))
    assert lowest_shown(arms, None) == 0.0


def test_an_arm_without_patients_shows_its_trace_alone(panel, live, analysis):
    bare = replace(analysis.arms[1], reconstruction=None, estimates=None, message="Type n.")
    live.deliver(replace(analysis, arms=(analysis.arms[0], bare)))
    assert len(panel.curves.listDataItems()) == 3
    assert "Control: Type n." in panel.words


def test_the_gap_is_said_as_its_check_says_it(analysis):
    fits, parts = (
        Check("F8", state, f"Reconstructed curve of {name} against its trace", sentence, "", place)
        for state, name, sentence, place in (
            (
                CheckState.CONSISTENT,
                "Active",
                "They differ by 0.4 points at most at the traced points.",
                Place(PlaceKind.ARM, "a"),
            ),
            (
                CheckState.NOT_REPRODUCIBLE,
                "Control",
                "They part by 6.8 points at 44.5 mo. Check both.",
                Place(PlaceKind.ARM, "b"),
            ),
        )
    )
    other = replace(fits, title="At risk of Active given back", sentence="All given back.")
    assert gap_words(replace(analysis, checks=(other, fits, parts))) == (
        "Active: curves differ by 0.4 points at most at the traced points   "
        "Control: curves part by 6.8 points at 44.5 mo"
    )


def test_the_words_are_those_of_the_checks_of_a_real_analysis(document):
    """Fails when the check is renamed: the panel would say nothing."""
    words = gap_words(analyse(document))
    assert all(f"{arm.name}: curves " in words for arm in document.arms)


def test_curves_keep_their_height_where_there_is_little_room(panel):
    assert panel.table.isVisible()
    assert panel.strip.isVisible()
    panel.resize(1024, 170)
    assert panel.strip.isVisible()
    assert not panel.table.isVisible()
    panel.resize(1024, 240)
    assert panel.table.isVisible()


def test_numbers_at_risk_stand_under_their_times(panel, session):
    texts = [item.toPlainText() for item in panel.table.items if hasattr(item, "toPlainText")]
    assert texts == [*session.document.arm("a").at_risk, *session.document.arm("b").at_risk]


def test_a_hidden_view_draws_when_it_is_shown(panel, live, analysis):
    panel.hide()
    live.deliver(replace(analysis, arms=analysis.arms[:1]))
    assert len(panel.curves.listDataItems()) == 4
    panel.show()
    assert len(panel.curves.listDataItems()) == 2


def test_stale_curves_stay_dimmed(panel, live):
    live.stale_changed.emit(True)
    assert panel.curves.opacity() == pytest.approx(0.6)
    live.stale_changed.emit(False)
    assert panel.curves.opacity() == pytest.approx(1.0)


def test_without_a_trace_it_says_what_to_do(empty_session, live, qtbot):
    live.latest = None
    empty_session.replace_all(Document())
    made = CurvePanel(empty_session, live)
    qtbot.addWidget(made)
    made.show()
    assert made._empty.isVisible()
