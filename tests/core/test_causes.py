"""Flags with one cause stand under it: put right, the others are gone."""

from dataclasses import replace

import pytest

from core.analysis import analyse
from core.causes import causes_of, flags_of, grouped_again
from core.ink import with_off_ink
from core.model.document import Axis
from core.refine import refine

TIMES = (0, 9, 18, 27, 36)


def analysed(document):
    return refine(analyse(document), n_draws=0)


@pytest.fixture
def sound(figure):
    """One arm of 100 without censoring: the table is the curve."""
    drops = [(3 * k, 1 - 0.08 * k) for k in range(13)]
    at_risk = [100, 76, 52, 28, 4]
    arm = figure.arm("a", drops, name="Control", n="100", at_risk=at_risk)
    return figure.document([arm], TIMES)


def with_tick(document, index, value):
    calibration = document.calibration
    point = replace(calibration.axis_points[index], value=value)
    return document.with_calibration(calibration.with_point_replaced(index, point))


def last_tick(document):
    points = document.calibration.axis_points
    return max(i for i, point in enumerate(points) if point.axis is Axis.TIME)


def test_a_sound_document_has_no_causes(sound):
    assert causes_of(analysed(sound)) == ()


def test_what_a_mistyped_tick_brings_stands_under_that_tick(sound):
    analysis = analysed(with_tick(sound, last_tick(sound), "30"))
    (cause,) = causes_of(analysis)
    assert (cause.lead.code, cause.lead.place.index) == ("C10", last_tick(sound))
    assert {*cause.follows, cause.lead} == set(flags_of(analysis))
    assert len(cause.follows) > 1


def test_what_a_mistyped_number_brings_stands_under_its_cell(sound):
    wrong = sound.with_arm_replaced(sound.arms[0].with_risk_cell(2, "25"))
    (cause,) = causes_of(analysed(wrong))
    assert (cause.lead.place.arm_id, cause.lead.place.index) == ("a", 2)


def test_a_flag_that_another_change_leaves_stands_alone(sound):
    wrong = with_tick(sound, last_tick(sound), "30")
    wrong = wrong.with_arm_replaced(wrong.arms[0].with_risk_cell(3, "x"))
    analysis = analysed(wrong)
    told = {id(f) for cause in causes_of(analysis) for f in (cause.lead, *cause.follows)}
    alone = [flag for flag in flags_of(analysis) if id(flag) not in told]
    assert any("x" in getattr(flag, "message", "") for flag in alone)


def test_no_flag_stands_under_two_causes(sound):
    wrong = with_tick(sound, last_tick(sound), "30")
    wrong = wrong.with_arm_replaced(wrong.arms[0].with_risk_cell(1, "7"))
    told = [f for cause in causes_of(analysed(wrong)) for f in (cause.lead, *cause.follows)]
    assert len({id(flag) for flag in told}) == len(told)


def test_asked_to_stop_it_returns_nothing(sound):
    assert causes_of(analysed(with_tick(sound, last_tick(sound), "30")), lambda: True) == ()


def test_groups_outlive_an_edit_that_changes_numbers_only(sound):
    first = analysed(with_tick(sound, last_tick(sound), "30"))
    again = analysed(with_tick(sound, last_tick(sound), "31"))
    (kept,) = grouped_again(causes_of(first), again)
    assert kept.lead in flags_of(again)
    assert kept.lead not in flags_of(first)
    assert grouped_again(causes_of(first), analysed(sound)) == ()


def test_points_off_the_ink_stand_alone_whatever_else_is_put_right(sound):
    wrong = with_tick(sound, last_tick(sound), "30")
    analysis = with_off_ink(analysed(wrong), lambda arm: (2,))
    (off,) = [flag for flag in flags_of(analysis) if getattr(flag, "code", "") == "T17"]
    causes = causes_of(analysis)
    assert causes
    assert all(off not in cause.follows for cause in causes)
