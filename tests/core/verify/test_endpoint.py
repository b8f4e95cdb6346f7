"""Which endpoint a figure's own words name."""

import pytest

from core.verify.endpoint import endpoint_named


@pytest.mark.parametrize(
    ("title", "endpoint"),
    [
        ("Overall survival, %", "OS"),
        ("Progression-free survival (probability)", "PFS"),
        ("Proportion alive and progression free", "PFS"),
        ("Disease-Free Survival (%)", "DFS"),
        ("PFS", "PFS"),
        ("Proportion of Patients Progression Free", "PFS"),
        ("Event-free (%)", "EFS"),
        ("Patients without disease (%)", ""),
        ("Survival probability", ""),
        ("Probability", ""),
        ("", ""),
    ],
)
def test_the_title_of_the_axis_names_it(title, endpoint):
    assert endpoint_named(title) == endpoint


def test_other_words_are_asked_where_the_title_names_none():
    assert endpoint_named("Probability", "A Progression-free survival HR 0.7") == "PFS"
    assert endpoint_named("Overall survival", "Progression-free survival") == "OS"


def test_words_that_name_two_name_none():
    assert endpoint_named("", "Overall survival and progression-free survival") == ""
