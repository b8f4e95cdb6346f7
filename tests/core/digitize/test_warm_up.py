"""What is read beforehand goes through every stage of the reading."""

from core.digitize.propose import propose
from core.digitize.warm_up import small_figure
from core.figure.open import OpenedFigure


def test_the_small_figure_has_axes_curves_and_a_table():
    proposal = propose(OpenedFigure(small_figure()))
    assert len(proposal.axes.marks) == 10
    assert len(proposal.arms) == 2
    assert len(proposal.risk_times) == 5
