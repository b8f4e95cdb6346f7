"""A pasted text becomes proposals with the right arm, endpoint and model."""

from dataclasses import replace

import pytest

from core.model.document import Arm, Document, Model, ReportedKind, ReportedValue
from core.verify.proposals import propose_claims, report_claims
from core.verify.text.reader import read_claims

K = ReportedKind


def document(*names, reference=None, endpoint=""):
    arms = tuple(Arm(letter, name) for letter, name in zip("abc", names, strict=False))
    return Document(arms=arms, reference_arm_id=reference, endpoint=endpoint)


def short(values):
    return [(value.kind, value.arm_id, value.text) for value in values]


TEXT = (
    "Patients received nivolumab (n = 135) or docetaxel (n = 137). Median PFS was 3.5 vs 2.8 "
    "months (HR 0.62; 95% CI, 0.47-0.81; P<0.001). Median OS was 9.2 months with nivolumab and "
    "6.0 months with docetaxel (stratified HR 0.59; 95% CI, 0.44-0.79). At 12 months, OS was 42% "
    "with nivolumab and 24% with docetaxel."
)


def test_arms_are_matched_by_name_whatever_their_order():
    values = propose_claims(document("Docetaxel", "Nivolumab", endpoint="OS"), TEXT)
    assert short(values) == [
        (K.N, "b", "135"),
        (K.N, "a", "137"),
        (K.MEDIAN, "b", "9.2"),
        (K.MEDIAN, "a", "6.0"),
        (K.HAZARD_RATIO, "b", "0.59"),
        (K.LANDMARK, "b", "42 %"),
        (K.LANDMARK, "a", "24 %"),
    ]
    ratio = values[4]
    assert ratio.comparator_id == "a"
    assert ratio.ci == "0.44-0.79"
    assert ratio.model is Model.STRATIFIED
    assert all(value.proposed and value.sentence for value in values)
    assert len({value.id for value in values}) == len(values)


def test_an_endpoint_is_known_by_its_words_too():
    full = document("Nivolumab", "Docetaxel", endpoint="Progression-free survival")
    values = propose_claims(full, TEXT)
    assert (K.HAZARD_RATIO, "a", "0.62") in short(values)
    assert (K.P_VALUE, "a", "<0.001") in short(values)
    assert (K.HAZARD_RATIO, "a", "0.59") not in short(values)


def test_unknown_names_take_the_place_of_the_arms():
    values = propose_claims(document("Control", "New", reference="a", endpoint="OS"), TEXT)
    assert (K.MEDIAN, "b", "9.2") in short(values)
    assert (K.MEDIAN, "a", "6.0") in short(values)


def test_a_bare_sentence_without_names():
    text = "HR 0.72, 95 % CI 0.58–0.89; P = 0.003; median 18.4 vs 12.1 months"
    values = propose_claims(document("Drug", "Control", reference="b"), text)
    assert set(short(values)) == {
        (K.HAZARD_RATIO, "a", "0.72"),
        (K.P_VALUE, "a", "0.003"),
        (K.MEDIAN, "a", "18.4"),
        (K.MEDIAN, "b", "12.1"),
    }


def test_what_is_said_twice_is_proposed_once():
    once = propose_claims(document("Nivolumab", "Docetaxel", endpoint="OS"), TEXT)
    twice = propose_claims(document("Nivolumab", "Docetaxel", endpoint="OS"), f"{TEXT}\n\n{TEXT}")
    assert short(twice) == short(once)


def test_no_arms_no_failure():
    assert all(value.arm_id is None for value in propose_claims(Document(), TEXT))


@pytest.mark.parametrize(
    ("text", "kind", "value", "ci"),
    [
        ("hazard ratio [HR], 0.80 [95% CI, 0.68 to 0.94]", K.HAZARD_RATIO, "0.80", "0.68-0.94"),
        ("HR (95% CI) 0.72 (0.58-0.89)", K.HAZARD_RATIO, "0.72", "0.58-0.89"),
        ("HR 0,72; 95 % CI 0,58–0,89", K.HAZARD_RATIO, "0.72", "0.58-0.89"),
        ("aHR, 0.8", K.HAZARD_RATIO, "0.8", ""),
        ("p<0.001", K.P_VALUE, "<0.001", ""),
        ("median follow-up of 23.4 months", K.FOLLOW_UP, "23.4", ""),
    ],
)
def test_a_fragment_without_a_full_stop_is_read(text, kind, value, ci):
    (found,) = propose_claims(document("Control", "Drug"), text)
    assert (found.kind, found.text, found.ci) == (kind, value, ci)


@pytest.mark.parametrize(
    "text",
    [
        "2-year overall survival was 45.2% vs 38.1%",
        "overall survival at 2 years, 45.2% versus 38.1%",
        "OS rates were 45.2% and 38.1% at 2 years",
    ],
)
def test_survival_in_a_fragment_keeps_its_time_and_the_order_of_arms(text):
    values = propose_claims(document("Control", "Drug", reference="a"), text)
    assert [(v.arm_id, v.text, v.time, v.unit) for v in values] == [
        ("b", "45.2 %", "2", "years"),
        ("a", "38.1 %", "2", "years"),
    ]


@pytest.mark.parametrize("text", ["P-value = 0.03 (one-sided)", "one-sided P = 0.03"])
def test_one_is_no_word_for_not_estimable(text):
    (value,) = propose_claims(document("Control", "Drug"), text)
    assert (value.kind, value.text, value.one_sided) == (K.P_VALUE, "0.03", True)


def test_the_arms_of_the_document_are_known_in_the_text():
    text = "HR 0.72; median 12.1 months with control and 18.4 months with drug"
    values = propose_claims(document("Control", "Drug", reference="a"), text)
    assert short(values) == [
        (K.HAZARD_RATIO, "b", "0.72"),
        (K.MEDIAN, "a", "12.1"),
        (K.MEDIAN, "b", "18.4"),
    ]


DOSES = "Median PFS was 6.5 months for fulvestrant 500 mg and 5.5 months for 250 mg."


def test_doses_tell_arms_of_one_drug_apart():
    arms = document("Fulvestrant 250 mg", "Fulvestrant 500 mg", reference="a", endpoint="PFS")
    assert short(propose_claims(arms, DOSES)) == [(K.MEDIAN, "b", "6.5"), (K.MEDIAN, "a", "5.5")]


def test_no_arm_gets_two_medians():
    two = propose_claims(document("Control", "Drug", reference="a"), DOSES)
    assert short(two) == [(K.MEDIAN, "b", "6.5"), (K.MEDIAN, "a", "5.5")]


def test_a_p_of_responses_is_no_log_rank_p():
    text = "The objective response rate was 40% vs 30% (P = .03)."
    assert propose_claims(document("Control", "Drug"), text) == ()


@pytest.mark.parametrize(
    "text", ["", "No numbers here.", "HR", "median", "P =", "%%% ((( 95% CI", "12 of 30 (40%)"]
)
def test_text_without_a_claim_proposes_nothing(text):
    assert propose_claims(document("Control", "Drug"), text) == ()


# Accepted claims


def claims_of(text):
    return read_claims(text, arm_names=("Drug", "Control"))


def two_named_arms(**fields):
    arms = (Arm("a", "Control"), Arm("b", "Drug"))
    return Document(arms=arms, reference_arm_id="a", endpoint="OS", **fields)


ACCEPTED = (
    "Median overall survival was 18.4 months in the Drug arm and 12.1 months in the Control "
    "group (hazard ratio for death, 0.72; 95% CI, 0.58 to 0.89; P=0.003). Median "
    "progression-free survival was 7.1 months in the Drug group and 5.0 months in the Control arm."
)


def test_accepted_claims_fill_what_is_reported_of_the_figures_endpoint():
    values = report_claims(two_named_arms(), claims_of(ACCEPTED))
    shown = {(value.kind, value.arm_id, value.text) for value in values}
    assert shown == {
        (K.MEDIAN, "b", "18.4"),
        (K.MEDIAN, "a", "12.1"),
        (K.HAZARD_RATIO, "b", "0.72"),
        (K.P_VALUE, "b", "0.003"),
    }
    assert not any(value.proposed for value in values)
    assert len({value.id for value in values}) == len(values)


def test_what_was_typed_stays_as_it_was_typed():
    typed = ReportedValue("r1", K.MEDIAN, "18.6", arm_id="b")
    turned = ReportedValue("r2", K.HAZARD_RATIO, "1.39", arm_id="a", comparator_id="b")
    values = report_claims(two_named_arms(reported=(typed, turned)), claims_of(ACCEPTED))
    assert {(value.kind, value.arm_id) for value in values} == {(K.MEDIAN, "a"), (K.P_VALUE, "b")}


def test_an_arm_matched_by_its_place_leaves_the_value_a_proposal():
    document = replace(two_named_arms(), arms=(Arm("a", "Arm 1"), Arm("b", "Arm 2")))
    values = report_claims(document, claims_of(ACCEPTED))
    assert values
    assert all(value.proposed for value in values)


def test_a_ratio_pasted_before_the_second_arm_compares_no_arm_with_itself():
    document = Document(arms=(Arm("a", "Arm 1"),))
    (value,) = propose_claims(document, "The hazard ratio was 0.72 (95% CI 0.58-0.89).")
    assert (value.arm_id, value.comparator_id) == (None, None)


def test_men_and_women_are_the_arms_male_and_female():
    text = "Median survival was 8.9 months in men and 14.0 months in women."
    for names, men, women in ((("Male", "Female"), "a", "b"), (("Female", "Male"), "b", "a")):
        values = short(propose_claims(document(*names, reference="b"), text))
        assert values == [(K.MEDIAN, men, "8.9"), (K.MEDIAN, women, "14.0")]
