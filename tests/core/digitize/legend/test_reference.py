"""The reference arm as the names of the arms tell it."""

import pytest

from core.digitize.legend.reference import reference_of


@pytest.mark.parametrize(
    ("names", "reference"),
    [
        (["Pembrolizumab", "Chemotherapy"], 1),
        (["Chemotherapy + placebo", "Chemotherapy + pembrolizumab"], 0),
        (["Fulvestrant 500 mg", "Fulvestrant 250 mg"], 1),
        (["60 Gy", "74 Gy"], 0),
        (["Docetaxel plus ramucirumab", "Docetaxel"], 1),
        (["Trastuzumab", "Trastuzumab + lapatinib"], 0),
        (["Surgery alone", "Surgery and radiotherapy"], 0),
        (["Maintained", "Nonmaintained"], 1),
        (["No maintenance", "Maintenance"], 0),
        (["Standard arm", "Drug A", "Drug B"], 0),
        (["Best supportive care", "Standard dose sorafenib", "Sorafenib"], None),
    ],
)
def test_controls_lowest_doses_and_common_parts_are_references(names, reference):
    assert reference_of(names) == reference


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["Placebo"],
        ["Arm A", "Arm B"],
        ["Letrozole", "Anastrozole"],
        ["Drug 10 mg", "Other drug 5 mg"],
        ["Drug 5 mg", "Drug 5 mg"],
        ["Drug 500 mg", "Drug 1 g"],
        ["Trastuzumab", "Lapatinib", "Trastuzumab + lapatinib"],
        ["", ""],
    ],
)
def test_where_names_do_not_tell_nothing_is_guessed(names):
    assert reference_of(names) is None
