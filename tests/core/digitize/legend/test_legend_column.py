"""Legend samples that were not seen, told by the column the others stand in."""

import numpy as np

from core.digitize.legend.entries import LegendEntry, _one_name_each, _sides, find_legend
from core.digitize.legend.keys import expected_curves, inked_keys, keys_in_line
from core.digitize.legend.phrases import phrases, tells_no_name
from core.digitize.legend.samples import extent_of
from core.digitize.page import Page
from core.figure.ocr import Word

PLACES = ((20, "Placebo", 60), (40, "Treatment", 60), (60, "s High dose", 24), (80, "P = 0.2", 60))


def legend():
    nothing = np.empty(0)
    return [
        LegendEntry(
            name, np.zeros(3), 1.0, nothing, nothing, 2.0, (20, y - 2, 50, y + 2),
            (60, y - 8, 130, y + 8),
        )
        for y, name, _ in PLACES[:2]
    ]  # fmt: skip


WORDS = [Word(text, 0.9, x, y - 8, 130, y + 8) for y, text, x in PLACES]


def test_a_name_read_together_with_its_dotted_sample_counts_as_an_arm():
    rgb = np.full((120, 200, 3), 255, dtype=np.uint8)
    rgb[59:61, 20:50:2] = 0
    keys = inked_keys(Page(rgb, shape_before=(120, 200)), keys_in_line(legend(), WORDS))
    assert len(keys) == 3


def test_text_below_a_legend_without_a_sample_is_no_arm():
    blank = Page(np.full((120, 200, 3), 255, dtype=np.uint8), shape_before=(120, 200))
    assert len(inked_keys(blank, keys_in_line(legend(), WORDS))) == 2


def test_the_stem_of_a_first_letter_is_no_sample():
    inked = np.zeros(80, dtype=bool)
    inked[2:4] = inked[16:38] = True
    assert extent_of(inked, 15.0) == (16, 38)


def test_a_dotted_sample_begins_with_its_first_dot():
    inked = np.zeros(80, dtype=bool)
    inked[6:40:6] = inked[7:40:6] = True
    assert extent_of(inked, 15.0)[0] == 6


def test_a_name_that_shares_its_sample_with_a_nearer_one_is_a_title():
    nothing = np.empty(0)

    def entry(name, text_x):
        return LegendEntry(
            name, np.zeros(3), 1.0, nothing, nothing, 2.0, (100, 38, 120, 42),
            (text_x, 32, text_x + 40, 48),
        )  # fmt: skip

    other = LegendEntry(
        "Mutant", np.zeros(3), 1.0, nothing, nothing, 2.0, (200, 38, 220, 42), (230, 32, 270, 48)
    )
    kept = _one_name_each([entry("Strata", 50), entry("Wild type", 130), other])
    assert [one.name for one in kept] == ["Wild type", "Mutant"]


def test_a_sample_read_as_signs_is_no_part_of_the_name():
    def name(text):
        places = tuple(float(10 * k) for k in range(len(text)))
        word = Word(text, 0.9, 0, 0, 10 * len(text), 14, char_x=places)
        return phrases([word])[0].text

    assert name("二十Placebo") == "Placebo"
    assert name("0— Placebo") == "Placebo"
    assert name("R-CHOP") == "R-CHOP"
    assert name("5-FU") == "5-FU"


def sample(name, x, text_x, y):
    return LegendEntry(
        name, np.zeros(3), 1.0, np.empty(0), np.empty(0), 2.0, (x, y - 2, x + 30, y + 2),
        (text_x, y - 8, text_x + 60, y + 8),
    )  # fmt: skip


def test_samples_in_a_column_right_of_their_names_beat_pieces_of_the_axis_on_the_left():
    pairs = [
        (sample("Placebo", 12, 50, 40), sample("Placebo", 120, 50, 40)),
        (sample("Drug", 31, 70, 60), sample("Drug", 120, 70, 60)),
    ]
    assert [entry.box[0] for entry in _sides(pairs)] == [120, 120]


def test_samples_on_the_left_are_taken_where_those_on_the_right_are_the_next_columns():
    pairs = [
        (sample("A", 10, 50, 40), sample("A", 120, 50, 40)),
        (sample("B", 120, 160, 40), None),
        (sample("C", 10, 50, 60), sample("C", 120, 50, 60)),
        (sample("D", 120, 160, 60), None),
    ]
    assert [entry.box[0] for entry in _sides(pairs)] == [10, 120, 10, 120]


def test_the_title_of_a_column_of_names_is_no_arm():
    rgb = np.full((120, 200, 3), 255, dtype=np.uint8)
    rgb[79:81, 20:110:3] = 0
    title = Word("allocation", 0.9, 20, 72, 110, 88, True, tuple(np.linspace(24, 106, 10)))
    keys = inked_keys(Page(rgb, shape_before=(120, 200)), keys_in_line(legend(), [title]))
    assert len(keys) == 2


def test_a_sample_for_the_censored_is_no_arm():
    words = [Word("Placebo-censored", 0.9, 60, 72, 190, 88, True, tuple(np.linspace(64, 186, 16)))]
    assert expected_curves(keys_in_line(legend(), words), None) == 2


def test_numbers_of_patients_name_no_arm():
    assert tells_no_name("n(high)=180")
    assert not tells_no_name("Placebo (n=180)")


def test_a_band_of_the_plot_near_a_sample_is_not_the_colour_it_is_drawn_on():
    rgb = np.full((60, 300, 3), 255, dtype=np.uint8)
    rgb[:, :120] = (200, 224, 255)
    rgb[29:32, 160:190] = (26, 133, 255)
    name = Word("Wild type", 0.99, 194, 18, 270, 43, True, tuple(np.linspace(198, 266, 9)))
    (entry,) = find_legend(Page(rgb, shape_before=(60, 300)), [name], 60.0)
    assert tuple(entry.rgb) == (26, 133, 255)


def test_names_of_one_row_are_parted_where_their_samples_were_read_as_signs():
    text = "Surgery alone --. Chemoradiation"
    at = np.arange(len(text)) * 8.0
    at[18:] += 16
    word = Word(text, 0.9, 0, 0, float(at[-1]) + 8, 20, True, tuple(at.tolist()))
    assert [one.text for one in phrases([word])] == ["Surgery alone", "Chemoradiation"]


def test_a_sample_of_a_legend_in_one_row_ends_before_the_name_on_its_left():
    rgb = np.full((60, 420, 3), 255, dtype=np.uint8)
    rgb[29:31, 20:50] = 0
    for x in range(60, 130, 6):  # the letters of the first name
        rgb[24:36, x : x + 3] = 0
    for x in range(136, 170, 9):  # dashes next to its last letter
        rgb[29:31, x : x + 6] = 0
    names = [
        Word(text, 0.9, x, 18, x + 76, 42, True, tuple((x + 4 + 10.0 * np.arange(7)).tolist()))
        for text, x in (("Placebo", 56), ("Treated", 176))
    ]
    page = Page(rgb, shape_before=(60, 420))
    found = find_legend(page, names, 1000)
    assert [entry.name for entry in found] == ["Placebo", "Treated"]
    assert 130 <= found[1].box[0] < found[1].box[2] <= 176
