"""Counts out of words, and numbers out of labels."""

import numpy as np
import pytest

from core.curve import StepCurve
from core.digitize.legend.phrases import names_in, phrases
from core.digitize.page import Page
from core.digitize.table import cells
from core.digitize.table.cells import reread_cells
from core.digitize.table.counts import Cell, with_thousands, without_label, word_cells
from core.digitize.table.matching import infeasibility, similarity
from core.digitize.table.numerals import possible_values
from core.digitize.table.rows import Table, TableRow
from core.figure.ocr import TextLine, Word


def word(text, x0=0.0, x1=100.0):
    places = x0 + (np.arange(len(text)) + 0.5) / max(len(text), 1) * (x1 - x0)
    return Word(text, 0.99, x0, 0, x1, 20, True, tuple(places.tolist()))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("0.8", 0.8),
        (".5", 0.5),
        ("0,5", 0.5),
        ("50%", 50),
        ("1,000", 1000),
        ("O", 0),
        ("0.4-", 0.4),
        ("50+", 50),
    ],
)
def test_labels_are_read_as_they_are_printed(text, first):
    assert possible_values(text)[0] == first


@pytest.mark.parametrize("text", ["months", "p=0.03", "", "12a"])
def test_words_are_no_labels(text):
    assert possible_values(text) == ()


def test_a_label_with_its_tick_read_as_one_may_be_the_shorter():
    assert 0.8 in possible_values("0.81")


def test_merged_cells_are_taken_apart():
    cells = word_cells(word("13 (13) 4 (22)", 0, 140))
    assert [(cell.n, cell.censored) for cell in cells] == [(13, 13), (4, 22)]
    assert cells[0].x < 70 < cells[1].x


@pytest.mark.parametrize("text", ["1,051", "1.051", "1'051", "1 051"])
def test_thousands_are_one_count(text):
    (cell,) = with_thousands(word_cells(word(text, 0, 40)))
    assert (cell.n, cell.censored) == (1051, -1)


@pytest.mark.parametrize("text", ["1,051 (12)", "1 051 (12)"])
def test_thousands_keep_the_count_in_brackets(text):
    (cell,) = with_thousands(word_cells(word(text, 0, 80)))
    assert (cell.n, cell.censored) == (1051, 12)


def test_a_thousand_read_as_a_word_of_its_own_is_joined_to_its_hundreds():
    words = [word("12", 0, 16), word("980", 21, 45), word("11", 100, 116), word("004", 121, 145)]
    cells = with_thousands([cell for one in words for cell in word_cells(one)])
    assert [(cell.n, cell.x) for cell in cells] == [(12980, 22.5), (11004, 122.5)]


def test_counts_of_neighbouring_columns_are_never_joined():
    words = [word("362 216 163", 0, 110), word("90", 130, 146), word("54", 152, 168)]
    cells = with_thousands([cell for one in words for cell in word_cells(one)])
    assert [cell.n for cell in cells] == [362, 216, 163, 90, 54]


def row(counts):
    cells = tuple(Cell(n, -1, 0, 0.99, 0, 0, 1, 1) for n in counts)
    return TableRow(cells, "", 0, 10)


def test_more_at_risk_than_can_survive_is_infeasible():
    steps = StepCurve(np.array([5.0]), np.array([0.5]), 20.0)
    table = Table(np.array([0.0, 10.0, 20.0]), np.array([0.0, 1.0, 2.0]), ())
    assert infeasibility(steps, table, row([100, 50, 40])) < 0.3
    assert infeasibility(steps, table, row([100, 80, 40])) > 2


def test_names_are_alike_whatever_their_case():
    assert similarity("Placebo", "placebo ") == 1.0


def test_entries_run_together_are_two_names():
    text = "Control        Experimental"
    assert [phrase.text for phrase in phrases([word(text, 0, 300)])] == ["Control", "Experimental"]


def test_the_sign_in_a_size_behind_a_name_is_no_sample():
    (phrase,) = phrases([word("Surgery alone (n = 352)", 0, 300)])
    assert phrase.text == "Surgery alone (n = 352)"


@pytest.mark.parametrize("text", ["HIV+", "TIL-", "Grade III", "High dose (120 patients)"])
def test_clear_letters_name_an_arm_though_marks_may_look_like_them(text):
    assert len(names_in([word(text, 0, 300)])) == 1


def printed_row(counts, height, confidence=0.95):
    """A page on which each count is a block of this height, and the row as it was read."""
    pixels = np.full((60, 40 + 60 * len(counts), 3), 255, np.uint8)
    cells = []
    for k, n in enumerate(counts):
        x = 40.0 + 60 * k
        pixels[30 - height // 2 : 30 - height // 2 + height, int(x) - 8 : int(x) + 8] = 0
        cells.append(Cell(n, -1, x, confidence, x - 10, 22, x + 10, 38, str(n)))
    columns = np.array([cell.x for cell in cells])
    row = TableRow(tuple(cells), "Placebo", 30.0, 16.0)
    return Page(pixels), Table(np.arange(len(counts)) * 6.0, columns, (row,))


def read_again(counts, height, confidence=0.95):
    """The counts and confidences left where a second reading sees nothing."""
    page, table = printed_row(counts, height, confidence)
    again = reread_cells(page, table, lambda crops: [TextLine("", 0.0) for _ in crops])
    return [None if c is None else (c.n, c.confidence) for c in again.rows[0].cells]


def test_digits_of_a_few_pixels_are_never_sure():
    assert all(confidence < 0.9 for _, confidence in read_again([90, 60, 30], 4))
    assert all(confidence == 0.95 for _, confidence in read_again([90, 60, 30], 9))


def test_a_tiny_count_that_contradicts_the_others_is_left_out():
    assert [cell and cell[0] for cell in read_again([113, 233, 177, 101], 4)] == [
        None,
        233,
        177,
        101,
    ]


def test_clearly_printed_counts_may_rise():
    assert [cell[0] for cell in read_again([113, 233, 177, 101], 9)] == [113, 233, 177, 101]


def test_crops_met_again_are_not_read_again(monkeypatch):
    asked = []

    def reader(crops):
        asked.append([crop.shape for crop in crops])
        return [TextLine(str(int(crop[0, 0, 0])), 0.9) for crop in crops]

    monkeypatch.setattr(cells, "read_lines", reader)
    crops = [np.full((48, 31, 3), level, dtype=np.uint8) for level in (7, 8)]
    other = [np.full((31, 48, 3), level, dtype=np.uint8) for level in (7, 8)]
    assert [line.text for line in cells.read_once(crops)] == ["7", "8"]
    assert [line.text for line in cells.read_once(crops)] == ["7", "8"]
    cells.read_once(other)
    assert asked == [[(48, 31, 3)] * 2, [(31, 48, 3)] * 2]


def counted(*texts):
    words = [word(text, 50.0 * k, 50.0 * k + 9 * len(text)) for k, text in enumerate(texts)]
    return [word_cells(one)[0] for one in words]


@pytest.mark.parametrize("first", ["1196", "I196", "B196"])
def test_a_rows_short_label_is_taken_off_its_first_count_and_leaves_it_unsure(first):
    cells = without_label(counted(first, "143", "112", "72"))
    assert cells[0].n == 196
    assert cells[0].confidence < 0.93


@pytest.mark.parametrize("counts", [("1196", "1043", "912"), ("1,196", "143", "112")])
def test_counts_that_may_be_as_they_are_stay(counts):
    assert without_label(counted(*counts))[0].n == 1196


def test_a_label_that_lost_its_point_is_a_share():
    assert possible_values("08")[0] == 0.8
