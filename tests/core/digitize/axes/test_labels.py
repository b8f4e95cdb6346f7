"""Axes of figures whose labels were misread."""

from dataclasses import replace

import numpy as np
import pytest
from drawn import draw

from core.digitize.axes.labels import find_axis_labels
from core.digitize.hints import Hints
from core.digitize.page import make_page
from core.digitize.panels import words_and_panels
from core.digitize.pipeline import read_figure
from core.digitize.region import EVERYWHERE
from core.digitize.table.numerals import Numeral
from core.errors import InputError
from core.figure.ocr import Word

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


def test_curves_are_found_where_the_upper_labels_were_not_read():
    drawn = draw()
    lost = {"1.0", "0.8"}
    words = [word for word in drawn.words if word.text not in lost]
    assert len(words) < len(drawn.words)
    proposal = read_figure(drawn.pixels, words=words)
    assert len(proposal.arms) == 2
    assert not proposal.axes.cumulative_incidence


def test_narrow_panels_in_one_row_each_have_their_axes():
    def numeral(value, x, y):
        return Numeral((value,), f"{value:g}", 1.0, x - 6, y - 7, x + 6, y + 7)

    found = []
    for left, end in ((100, 10), (540, 60), (980, 30)):
        found += [numeral(end * k / 5, left + 60 * k, 390) for k in range(6)]
        found += [numeral(k / 5, left - 20, 370 - 60 * k) for k in range(6)]
    starts = {row.labels[0].place for row, _ in find_axis_labels(found, 1320, 420)}
    assert {100, 540, 980} <= starts


def test_a_column_of_counts_in_the_middle_of_a_table_is_no_axis():
    def numeral(value, x, y):
        return Numeral((value,), f"{value:g}", 1.0, x - 6, y - 7, x + 6, y + 7)

    found = [numeral(2 * k, 200 + 80 * k, 850) for k in range(10)]
    found += [numeral(n, 620, y) for n, y in ((70, 500), (50, 600), (30, 700), (10, 800))]
    columns = [y for _, y in find_axis_labels(found, 1000, 1000)]
    assert all(column.across < 300 for column in columns)


@pytest.mark.parametrize(("title", "top"), [("Event-free survival", 0.8), ("Relapse (%)", 8.0)])
def test_labels_that_lost_their_points_are_shares_beside_a_title_of_survival(title, top):
    drawn = draw()
    read = {"0.2": "2", "0.4": "4", "0.6": "6", "0.8": "8"}
    words = [
        replace(word, text=read[word.text], char_x=(word.x,)) if word.text in read else word
        for word in drawn.words
        if word.text != "1"
    ]
    words.append(
        Word(title, 0.99, 5, 200, 25, 400, False, tuple(np.linspace(400, 200, len(title))))
    )
    page = make_page(drawn.pixels)
    _, panels = words_and_panels(page, words, EVERYWHERE, Hints())
    assert max(label.value for label in panels[0][1].labels) == pytest.approx(top)


def survival_labels(drawn, read):
    """Return the words with the labels of the survival axis read so, None for those lost."""
    words = [replace(w, text=read.get(w.text, w.text)) if w.x < 85 else w for w in drawn.words]
    return [replace(w, char_x=(w.x,) * len(w.text)) for w in words if w.text]


def test_percent_signs_read_as_96_are_no_digits():
    drawn = draw(percent=True)
    read = {f"{v}": f"{v}96" for v in (20, 40, 60, 80)}
    words = survival_labels(drawn, read)
    values = read_figure(drawn.pixels, words=words).axes.marks
    assert {"20", "40", "60", "80"} <= {mark.text for mark in values}


def test_a_bare_digit_among_labels_that_begin_with_a_point_lost_its_own():
    shares = ((252, 168, ".9", 0.9), (254, 348, "7", 7.0), (252, 530, ".5", 0.5))
    times = [(270 + 102 * k, 549, f"{13 * k}", 13.0 * k) for k in range(9)]
    found = [
        Numeral((value,), text, 0.99, x - 8, y - 10, x + 8, y + 10)
        for x, y, text, value in (*shares, *times)
    ]
    (_, survival), *_ = find_axis_labels(found, 1120, 700)
    assert sorted(label.value for label in survival.labels) == [0.5, 0.7, 0.9]


@pytest.mark.parametrize(("last", "n_doubts"), [("8", 4), (".8", 0)])
def test_points_taken_for_lost_are_said_where_no_label_shows_the_scale(last, n_doubts):
    drawn = draw()
    read = {"0.2": "2", "0.4": "4", "0.6": "6", "0.8": last, "1": ""}
    title = Word("Overall survival", 0.99, 20, 150, 40, 400, False)
    proposal = read_figure(drawn.pixels, words=[*survival_labels(drawn, read), title])
    heights = [mark.value for mark in proposal.axes.marks if mark.axis.value == "survival"]
    assert {0.2, 0.4, 0.6, 0.8} <= {round(height, 6) for height in heights}
    assert sum(doubt.code == "D17" for doubt in proposal.doubts) == n_doubts
