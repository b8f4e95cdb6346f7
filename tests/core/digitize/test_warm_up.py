"""What is read beforehand goes through every stage of the reading."""

from core.digitize.propose import propose
from core.digitize.warm_up import small_figure, small_words, warm_up
from core.figure.open import OpenedFigure


def test_the_small_figure_has_axes_curves_and_a_table():
    proposal = propose(OpenedFigure(small_figure()))
    assert len(proposal.axes.marks) == 10
    assert len(proposal.arms) == 2
    assert len(proposal.risk_times) == 5


def test_with_its_words_known_the_small_figure_is_read_without_looking_for_text(monkeypatch):
    monkeypatch.setattr("core.figure.ocr._engine", None)
    proposal = propose(OpenedFigure(small_figure()), words=small_words())
    assert len(proposal.axes.marks) == 10
    assert len(proposal.arms) == 2


def test_a_figure_that_waits_is_not_kept_waiting_for_text_in_the_small_one(monkeypatch):
    looked = []
    monkeypatch.setattr("core.digitize.warm_up.read_words", lambda *_, **__: looked.append(1))
    warm_up(lambda: True)
    assert not looked
    warm_up()
    assert looked
