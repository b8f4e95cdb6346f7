"""Arms told by a treatment that some had and the others had not."""

import pytest

from core.verify.claims import ClaimKind
from core.verify.text.reader import read_claims
from core.verify.text.without import negated_names, without_names


def sizes(text):
    return {c.n: c.arm for c in read_claims(text) if c.kind is ClaimKind.N and c.arm != "total"}


def rates(text):
    return {c.value: c.arm for c in read_claims(text) if c.kind is ClaimKind.LANDMARK}


@pytest.mark.parametrize(
    ("other", "told"),
    [("the control group", "control"), ("patients without drugumab", "without drugumab")],
)
def test_sizes_behind_with_and_without_are_those_of_both_arms(other, told):
    text = (
        "Patients were assigned to dexamethasone with (286 patients) or without (283 patients) "
        f"drugumab. Survival at 1 year was 80% in patients with drugumab and 60% in {other}."
    )
    assert sizes(text) == {"286": "drugumab", "283": told}


def test_not_assigned_to_receive_it_is_without_what_was_given_before():
    text = (
        "Survival at 5 years was 88% for children randomly assigned to nelaral (n = 323) and 82% "
        "for those not assigned to receive it (n = 336)."
    )
    assert rates(text) == {"88": "nelaral", "82": "without nelaral"}


def test_a_group_with_and_a_group_without_are_two_arms():
    text = (
        "Die 5-Jahres-Überlebensrate lag in der Gruppe mit adjuvanter Bestrahlung bei 88,4 % und "
        "in der Gruppe ohne Bestrahlung bei 83,1 %."
    )
    assert rates(text) == {"88.4": "adjuvanter Bestrahlung", "83.1": "without Bestrahlung"}


def test_a_word_and_its_denial_name_two_arms_only_where_both_are_used():
    assert negated_names("In vaccinated patients 3, in unvaccinated patients 9 died.") == [
        "vaccinated",
        "unvaccinated",
    ]
    assert negated_names("In unvaccinated patients 9 died.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The ratio was 0.70 unadjusted, and 0.75 adjusted.",
        "OS showed no difference (HR 0.95). PFS showed a difference (HR 0.80).",
        "There were no deaths, but 12 deaths (3%) later.",
    ],
)
def test_what_is_said_of_no_people_names_no_arms(text):
    assert negated_names(text) == []


def test_people_called_by_one_word_and_its_denial_are_two_arms():
    text = "OS at 2 years was 80% among responders and 50% among nonresponders."
    assert rates(text) == {"80": "responders", "50": "nonresponders"}


def test_nothing_is_without_what_nobody_received():
    assert not [*without_names("Patients not receiving drugumab were followed for 2 years.")]
