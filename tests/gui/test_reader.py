"""Following one curve: what was seen of the figure serves the next click on the same axes."""

from dataclasses import replace

import pytest

from core.digitize.by_hand import pick
from core.model.document import PixelPoint
from gui.reader import Follower, FollowingJob
from tests.core.digitize.by_hand.test_pick import AXES, figure


@pytest.fixture
def seen(monkeypatch):
    """Every figure that is looked at."""
    made = []
    looks = pick.make_page

    def look(pixels):
        made.append(pixels)
        return looks(pixels)

    monkeypatch.setattr(pick, "make_page", look)
    return made


def test_a_figure_is_looked_at_once_while_figure_and_axes_stay(seen):
    follower, job = Follower(), FollowingJob(figure(), AXES, PixelPoint(240, 180))
    first = follower.follow(job)
    again = follower.follow(replace(job, at=PixelPoint(110, 100)))
    assert len(seen) == 1
    assert again.arms[0].trace == first.arms[0].trace


def test_other_axes_or_another_figure_are_looked_at_anew(seen):
    follower, job = Follower(), FollowingJob(figure(), AXES, PixelPoint(240, 180))
    follower.follow(job)
    follower.follow(replace(job, calibration=replace(AXES, time_unit="years")))
    follower.follow(replace(job, pixels=figure()))
    follower.forget()
    follower.follow(replace(job, pixels=seen[-1]))
    assert len(seen) == 4


def test_a_figure_forgotten_while_a_curve_is_followed_ends_nothing(seen):
    follower, job = Follower(), FollowingJob(figure(), AXES, PixelPoint(240, 180))

    class ForgottenMeanwhile(tuple):
        __hash__ = tuple.__hash__

        def __eq__(self, other):
            follower.forget()
            return True

    first = follower.follow(job)
    again = follower.follow(replace(job, regions=ForgottenMeanwhile()))
    assert again.arms[0].trace == first.arms[0].trace
