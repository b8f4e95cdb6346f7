"""A pasted text becomes proposals with the right arm, endpoint and model."""

from core.model.document import Arm, Document, Model, ReportedKind
from core.verify.proposals import propose_claims

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
