import pytest

from core.model.document import Arm, Document, Model, ReportedKind
from core.verify.sentence import propose_values, read_claims

K = ReportedKind


def short(text):
    return [(claim.kind, claim.text, claim.ci) for claim in read_claims(text)]


def test_the_sentence_of_an_abstract_gives_ratio_p_and_both_medians():
    text = "HR 0.72, 95 % CI 0.58–0.89; P = 0.003; median 18.4 vs 12.1 months"
    assert short(text) == [
        (K.HAZARD_RATIO, "0.72", "0.58–0.89"),
        (K.P_VALUE, "0.003", ""),
        (K.MEDIAN, "18.4", ""),
        (K.MEDIAN, "12.1", ""),
    ]
    claims = read_claims(text)
    assert [claim.order for claim in claims[2:]] == [0, 1]
    assert {claim.unit for claim in claims[2:]} == {"months"}


@pytest.mark.parametrize(
    ("text", "value", "ci", "level"),
    [
        ("hazard ratio, 0.80; 95% CI, 0.68 to 0.94", "0.80", "0.68 to 0.94", "95"),
        ("hazard ratio [HR], 0.80 [95% CI, 0.68 to 0.94]", "0.80", "0.68 to 0.94", "95"),
        ("HR (95% CI) 0.72 (0.58-0.89)", "0.72", "0.58-0.89", "95"),
        ("HR=0.72 (0.58–0.89)", "0.72", "0.58–0.89", "95"),
        ("HR 0·61 [95% CI 0·43–0·87]", "0·61", "0·43–0·87", "95"),
        ("hazard ratio for death was .72 (97.5% CI: .58, .89)", ".72", ".58, .89", "97.5"),
        ("HR 0,72; 95 % CI 0,58–0,89", "0,72", "0,58–0,89", "95"),
    ],
)
def test_a_hazard_ratio_is_read_with_its_interval_as_printed(text, value, ci, level):
    (claim,) = read_claims(text)
    assert (claim.kind, claim.text, claim.ci, claim.conf_level) == (
        K.HAZARD_RATIO,
        value,
        ci,
        level,
    )


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("HR 0.8", Model.UNADJUSTED),
        ("stratified HR 0.8", Model.STRATIFIED),
        ("unstratified hazard ratio 0.8", Model.UNADJUSTED),
        ("the adjusted hazard ratio was 0.8", Model.ADJUSTED),
        ("aHR, 0.8", Model.ADJUSTED),
    ],
)
def test_the_model_is_taken_from_the_words_before(text, model):
    assert read_claims(text)[0].model is model


@pytest.mark.parametrize(
    ("text", "value", "one_sided"),
    [
        ("P = .006", ".006", False),
        ("p<0.001", "<0.001", False),
        ("P-value = 0.03 (one-sided)", "0.03", True),
        ("one-sided P≤0.025", "≤0.025", True),
    ],
)
def test_a_p_value_keeps_its_operator_and_sides(text, value, one_sided):
    (claim,) = read_claims(text)
    assert (claim.kind, claim.text, claim.one_sided) == (K.P_VALUE, value, one_sided)


def test_medians_keep_their_intervals_and_pass_over_doses():
    text = (
        "Median PFS was 6.5 months (95% CI, 5.6 to 8.1) for fulvestrant 500 mg and "
        "5.5 months (95% CI, 4.9 to 5.7) for 250 mg."
    )
    assert short(text) == [
        (K.MEDIAN, "6.5", "5.6 to 8.1"),
        (K.MEDIAN, "5.5", "4.9 to 5.7"),
    ]


def test_a_median_that_was_not_reached_is_a_value():
    text = "median overall survival was not reached vs 23.1 months (20.4–NR)"
    assert short(text) == [(K.MEDIAN, "not reached", ""), (K.MEDIAN, "23.1", "20.4–NR")]


def test_median_follow_up_is_not_a_median_of_survival():
    (claim,) = read_claims("After a median follow-up of 23.4 months, 98 patients had died.")
    assert (claim.kind, claim.text, claim.order) == (K.FOLLOW_UP, "23.4", None)


@pytest.mark.parametrize(
    "text",
    [
        "2-year overall survival was 45.2% vs 38.1%",
        "overall survival at 2 years, 45.2% versus 38.1%",
        "OS rates were 45.2% and 38.1% at 2 years",
    ],
)
def test_survival_at_a_time_is_read_with_the_time(text):
    claims = read_claims(text)
    assert [(c.kind, c.text, c.time, c.unit, c.order) for c in claims] == [
        (K.LANDMARK, "45.2%", "2", "years", 0),
        (K.LANDMARK, "38.1%", "2", "years", 1),
    ]


@pytest.mark.parametrize(
    "text", ["", "No numbers here.", "HR", "median", "P =", "%%% ((( 95% CI", "12 of 30 (40%)"]
)
def test_text_without_a_claim_gives_none(text):
    assert read_claims(text) == ()


def test_proposals_name_the_reference_arm_last():
    document = Document(arms=(Arm("a", "Control"), Arm("b", "Drug")), reference_arm_id="a")
    values = propose_values(document, "HR 0.72; median 18.4 vs 12.1 months")
    assert [(value.kind, value.arm_id) for value in values] == [
        (K.HAZARD_RATIO, "b"),
        (K.MEDIAN, "b"),
        (K.MEDIAN, "a"),
    ]
    assert all(value.proposed for value in values)
    assert len({value.id for value in values}) == 3


def test_arms_named_in_the_text_decide_the_order_of_values():
    document = Document(arms=(Arm("a", "Control"), Arm("b", "Drug")), reference_arm_id="a")
    text = "HR 0.72; median 12.1 months with control and 18.4 months with drug"
    by_kind = [(value.kind, value.text, value.arm_id) for value in propose_values(document, text)]
    assert by_kind == [
        (K.HAZARD_RATIO, "0.72", "b"),
        (K.MEDIAN, "12.1", "a"),
        (K.MEDIAN, "18.4", "b"),
    ]
