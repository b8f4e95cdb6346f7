"""Which words are the title of a survival axis."""

from core.digitize.axes.title import TallWord, survival_title


def title(words, axis=500.0):
    return survival_title(words, axis=axis, top=100, bottom=400)


def test_of_two_panels_each_has_its_own_title():
    words = [
        TallWord("Progression-free survival", 20, 250, 14),
        TallWord("Overall survival", 440, 250, 14),
    ]
    assert title(words, axis=60) == "Progression-free survival"
    assert title(words) == "Overall survival"


def test_lines_of_a_title_are_read_from_the_left_and_words_from_below():
    words = [
        TallWord("Free", 460, 180, 14),
        TallWord("Progression", 461, 270, 14),
        TallWord("Proportion of Patients", 440, 250, 14),
    ]
    assert title(words) == "Proportion of Patients Progression Free"


def test_words_above_below_and_behind_the_axis_are_no_title():
    words = [TallWord("Figure 2", 460, 30, 14), TallWord("At risk", 460, 480, 14)]
    assert title([*words, TallWord("HR 0.6", 600, 250, 14)]) == ""
