"""Axes of figures whose labels were misread."""

from dataclasses import replace

import pytest
from drawn import draw

from core.digitize.pipeline import read_figure
from core.errors import InputError

READ = {"10": "50", "20": "GO", "30": "90", "40": "120"}


def words_of(drawn, read):
    """Return the words with those of the time axis read so; 0 is lost."""
    kept = []
    for word in drawn.words:
        if word.y0 > 0.86 * drawn.pixels.shape[0]:
            if word.text in read:
                kept.append(replace(word, text=read[word.text]))
        else:
            kept.append(word)
    return kept


def test_labels_misread_by_a_digit_are_put_right_and_said():
    drawn = draw()
    proposal = read_figure(drawn.pixels, words=words_of(drawn, READ))
    times = [mark.value for mark in proposal.axes.marks if mark.axis.value == "time"]
    assert times == [30, 60, 90, 120]
    (doubt,) = (doubt for doubt in proposal.doubts if doubt.code == "D17")
    assert "read as 50 was taken for 30" in doubt.message


def test_two_labels_alone_are_not_guessed():
    drawn = draw()
    with pytest.raises(InputError) as error:
        read_figure(drawn.pixels, words=words_of(drawn, {"30": "90", "40": "20"}))
    assert error.value.code == "A1"
