"""Results printed in a figure, as its words hold them."""

import numpy as np
import pytest

from core.digitize.printed import find_printed
from core.figure.ocr import Word

ARMS = ("Fulvestrant 500 mg", "Fulvestrant 250 mg")


def word(text, x=0.0, y=0.0):
    places = x + (np.arange(len(text)) + 0.5) * 8
    return Word(text, 0.99, x, y, x + 8 * len(text), y + 16, True, tuple(places.tolist()))


def values(*words, names=()):
    return [
        (value.kind.value, value.text, value.ci, value.arm, value.unit)
        for value in find_printed(words, names)
    ]


@pytest.mark.parametrize(
    ("text", "ratio", "limits"),
    [
        ("HR, 0.69 (95% CI, 0.49-0.97)", "0.69", "0.49-0.97"),
        ("Hazard ratio for death, 0.64 (95% CI, 0.54–0.76)", "0.64", "0.54-0.76"),
        ("Stratified HR, 0.71; 95% CI, 0.58 to 0.86", "0.71", "0.58-0.86"),
        ("Hazard ratio 0·82 (95% CI 0·70–0·95)", "0.82", "0.70-0.95"),
        ("HR (95% CI) 0.77 (0.66, 0.91)", "0.77", "0.66-0.91"),
        ("aHR 0.6", "0.6", ""),
    ],
)
def test_hazard_ratios_come_with_their_limits(text, ratio, limits):
    assert values(word(text)) == [("hazard_ratio", ratio, limits, None, "")]


@pytest.mark.parametrize(
    ("text", "p"),
    [("P = .006", "0.006"), ("p-value: 0.012", "0.012"), ("Log-rank P<0.0001", "<0.0001")],
)
def test_p_values_keep_their_sign(text, p):
    assert values(word(text)) == [("p_value", p, "", None, "")]


def test_limits_on_the_next_line_belong_to_the_ratio():
    found = values(word("Hazard ratio 0.80"), word("(95% CI 0.68-0.94)", y=22))
    assert found == [("hazard_ratio", "0.80", "0.68-0.94", None, "")]


@pytest.mark.parametrize(
    ("text", "median", "limits", "unit"),
    [
        ("Median OS 17.4 mo (95% CI 12.3-20.1)", "17.4", "12.3-20.1", "mo"),
        ("Median (95% CI) 12.1 (10.2-14.0)", "12.1", "10.2-14.0", ""),
        ("mPFS 8.2 months", "8.2", "", "months"),
        ("median survival, 6.5 years", "6.5", "", "years"),
    ],
)
def test_medians_come_with_unit_and_limits(text, median, limits, unit):
    assert values(word(text)) == [("median", median, limits, None, unit)]


def test_a_median_belongs_to_the_arm_named_with_it():
    found = values(
        word("Fulvestrant 500 mg: median 6.5 months"),
        word("Fulvestrant 250 mg", y=30),
        word("median 5.5 months", x=300, y=30),
        names=ARMS,
    )
    assert found == [("median", "6.5", "", 0, "months"), ("median", "5.5", "", 1, "months")]


def test_a_short_name_within_a_longer_one_is_not_meant():
    names = ("Docetaxel", "Docetaxel plus ramucirumab")
    found = values(word("Docetaxel plus ramucirumab: median 10.5 months"), names=names)
    assert found == [("median", "10.5", "", 1, "months")]


def test_numbers_under_the_heading_median_are_the_arms_medians():
    found = values(
        word("Median (95% CI), mo", x=200),
        word("Fulvestrant 500 mg", y=24),
        word("6.5 (5.9-8.2)", x=220, y=24),
        word("Fulvestrant 250 mg", y=48),
        word("5.5 (4.1-5.6)", x=220, y=48),
        names=ARMS,
    )
    assert found == [("median", "6.5", "5.9-8.2", 0, ""), ("median", "5.5", "4.1-5.6", 1, "")]


@pytest.mark.parametrize(
    "text", ["Median not reached", "Log-rank chi2 = 4.5", "Months since randomization", "12"]
)
def test_other_words_are_no_results(text):
    assert values(word(text), names=ARMS) == []
