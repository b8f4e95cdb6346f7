"""Names of arms with the number of patients behind them."""

import pytest

from core.digitize.legend.sizes import SizedName, Sizes, sized_name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Placebo (n = 376)", SizedName("Placebo", 376)),
        ("Docetaxel (N=1,204)", SizedName("Docetaxel", 1204)),
        ("Arm A, n=45", SizedName("Arm A", 45)),
        ("High dose (120 patients)", SizedName("High dose", 120)),
        ("High dose, 12 patients", SizedName("High dose", 12)),
        ("High dose 1,120 patients", SizedName("High dose", 1120)),
        ("Surgery [n=88; 31 events]", SizedName("Surgery", 88, 31)),
        ("Surgery (n = 88, events = 31)", SizedName("Surgery", 88, 31)),
        ("Drug B (n= 376", SizedName("Drug B", 376)),
    ],
)
def test_the_size_behind_a_name_is_taken_off(text, found):
    assert sized_name(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "(n = 376)",
        "Stage 2",
        "5-FU 400",
        "Gen=2 line",
        "Age > 65",
        "Men 65 patients old",
        "region=1",
        "Transplantation = 0",
        "Grade 3 patients",
        "CD19 patients",
        "Age over 65 patients",
    ],
)
def test_a_name_that_holds_a_number_stays_whole(text):
    assert sized_name(text) == SizedName(text)


def test_a_name_printed_with_two_sizes_has_none():
    sizes = Sizes()
    names = [sizes.taken_off(text) for text in ("Men (n = 50)", "Women (n = 40)", "Men (n = 60)")]
    assert names == ["Men", "Women", "Men"]
    assert [sizes.of(name).n for name in ("Men", "Women")] == [None, 40]
