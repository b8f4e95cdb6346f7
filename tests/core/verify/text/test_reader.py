"""Claims out of pasted text: journals' styles, five languages, and two whole papers."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.verify.claims import ClaimKind
from core.verify.text.plain import make_plain, sentences
from core.verify.text.reader import read_claims

LABELS = Path(__file__).resolve().parents[3] / "reference" / "papers_labels.json"
PAPERS = Path(__file__).resolve().parents[5] / "shared" / "papers"
HR, P, MEDIAN, N = (
    ClaimKind.HAZARD_RATIO,
    ClaimKind.P_VALUE,
    ClaimKind.MEDIAN,
    ClaimKind.N,
)
LANDMARK, RESPONSE = ClaimKind.LANDMARK, ClaimKind.RESPONSE
EVENTS, FOLLOW_UP = ClaimKind.EVENTS, ClaimKind.FOLLOW_UP


def of(text, kind):
    return [claim for claim in read_claims(text) if claim.kind is kind]


def short(claims, *fields):
    return [tuple(getattr(claim, field) for field in fields) for claim in claims]


# Whole papers


def labelled():
    return json.loads(LABELS.read_text(encoding="utf-8"))["papers"]


EXACT = ("value", "unit", "x", "ci_low", "ci_high", "p_operator", "p_value", "time", "time_unit")
ONE_DRUG = ({"exe", "exemestane"}, {"tam", "tamoxifen"})
OWN_POPULATIONS = {"", "treatment-received", "premenopausal", "postmenopausal"}


def fits(label, claim):
    """Whether a claim is the labelled fact, with its endpoint, arm and population."""
    if claim.kind.value != label["kind"] or claim.adjusted != label.get("adjusted", False):
        return False
    if any(getattr(claim, field) != label.get(field, "") for field in EXACT):
        return False
    if "n" in label and claim.n != label["n"]:
        return False
    if claim.comparator != label.get("comparator", ""):
        return False
    if label.get("endpoint", "") not in ("*", claim.endpoint):
        return False
    arms = {claim.arm.lower(), label.get("arm", "").lower()}
    if len(arms) > 1 and arms not in ONE_DRUG:
        return False
    wanted = label.get("population", "")
    if wanted in OWN_POPULATIONS:
        return claim.population == wanted
    return bool(claim.population)


@pytest.mark.parametrize("name", sorted(labelled()))
def test_papers_are_read_as_a_person_reads_them(name):
    path = PAPERS / name
    if not path.exists():
        pytest.skip("the shared papers are not here")
    claims = read_claims(path.read_text(encoding="utf-8"))
    labels = sorted(labelled()[name], key=lambda label: bool(label.get("optional")))
    left, missed = list(claims), []
    for label in labels:
        found = next((claim for claim in left if fits(label, claim)), None)
        if found is not None:
            left.remove(found)
        elif not label.get("optional"):
            missed.append(label)
    n_required = sum(not label.get("optional") for label in labels)
    assert 1 - len(missed) / n_required >= 0.95, missed
    assert 1 - len(left) / len(claims) >= 0.97, left


@pytest.mark.parametrize("name", sorted(labelled()))
def test_spans_lead_back_to_the_printed_number(name):
    path = PAPERS / name
    if not path.exists():
        pytest.skip("the shared papers are not here")
    text = path.read_text(encoding="utf-8")
    for claim in read_claims(text):
        stretch = text[slice(*claim.span)]
        shown = claim.value or claim.p_value or claim.n
        if claim.kind is RESPONSE and not claim.value:
            shown = claim.n
        assert shown in re.sub(r"[,\s]", "", stretch).replace("·", "."), (claim, stretch)


# Styles


def test_an_english_abstract():
    text = (
        "Between 2015 and 2018, 410 patients were randomly assigned to pembrolizumab plus "
        "chemotherapy (n = 205) or placebo plus chemotherapy (n = 205). Median overall survival "
        "was 22.0 months (95% CI, 19.5–25.2) in the pembrolizumab plus chemotherapy group and "
        "10.7 months (95% CI, 8.7–13.6) in the placebo plus chemotherapy group (hazard ratio for "
        "death, 0.56; 95% CI, 0.45 to 0.70; P<0.001). Median progression-free survival was 9.0 vs "
        "4.9 months (HR, 0.48; 95% CI, 0.40 to 0.58)."
    )
    with_drug, with_placebo = "pembrolizumab plus chemotherapy", "placebo plus chemotherapy"
    sizes = [("total", "410"), (with_drug, "205"), (with_placebo, "205")]
    assert short(of(text, N), "arm", "n") == sizes
    assert short(of(text, MEDIAN), "endpoint", "arm", "value", "ci_low", "ci_high") == [
        ("OS", with_drug, "22.0", "19.5", "25.2"),
        ("OS", with_placebo, "10.7", "8.7", "13.6"),
        ("PFS", with_drug, "9.0", "", ""),
        ("PFS", with_placebo, "4.9", "", ""),
    ]
    ratios = of(text, HR)
    assert short(ratios, "endpoint", "value", "ci_low", "ci_high", "p_operator", "p_value") == [
        ("OS", "0.56", "0.45", "0.70", "<", "0.001"),
        ("PFS", "0.48", "0.40", "0.58", "", ""),
    ]
    assert {(r.arm, r.comparator) for r in ratios} == {(with_drug, with_placebo)}


def test_middle_dots_square_brackets_and_a_second_ratio_without_its_name():
    text = (
        "The median PFS was 18·4 months (95% CI 15·1–22·0) with olaparib versus 12·1 months "
        "(10·0–14·2) with placebo (HR 0·72 [95% CI 0·58–0·89]; p=0·0030). Median overall survival "
        "was not reached in the olaparib group versus 24·3 months in the placebo group (0·85, "
        "0·60–1·20; p=0·35)."
    )
    assert short(of(text, MEDIAN), "arm", "value", "ci_low", "not_reached") == [
        ("olaparib", "18.4", "15.1", False),
        ("placebo", "12.1", "10.0", False),
        ("olaparib", "", "", True),
        ("placebo", "24.3", "", False),
    ]
    assert short(of(text, HR), "endpoint", "value", "ci_low", "ci_high", "p_value") == [
        ("PFS", "0.72", "0.58", "0.89", "0.0030"),
        ("OS", "0.85", "0.60", "1.20", "0.35"),
    ]


def test_survival_at_a_time_and_responders_of_n():
    text = (
        "At 12 months, overall survival was 62% (95% CI, 55 to 68) with nivolumab and 45% (95% CI, "
        "38 to 52) with docetaxel. The objective response rate was 20% (27 of 135 patients) with "
        "nivolumab vs 9% (12 of 137 patients) with docetaxel (P=0.008)."
    )
    assert short(of(text, LANDMARK), "arm", "value", "ci_low", "time", "time_unit") == [
        ("nivolumab", "62", "55", "12", "months"),
        ("docetaxel", "45", "38", "12", "months"),
    ]
    assert short(of(text, RESPONSE), "endpoint", "arm", "value", "x", "n") == [
        ("ORR", "nivolumab", "20", "27", "135"),
        ("ORR", "docetaxel", "9", "12", "137"),
    ]
    assert short(of(text, P), "endpoint", "arm", "comparator", "p_value") == [
        ("ORR", "nivolumab", "docetaxel", "0.008")
    ]


def test_values_before_their_arms_respectively():
    text = (
        "With a median follow-up of 24.5 months (IQR 18–30), median PFS was 7.3 (95% CI 5.1-9.8) "
        "and 3.7 months (95% CI 2.9-4.4) in the toremifene arm and exemestane arm, respectively."
    )
    assert short(of(text, FOLLOW_UP), "arm", "value", "unit") == [("total", "24.5", "months")]
    assert short(of(text, MEDIAN), "arm", "value", "ci_high", "unit") == [
        ("toremifene", "7.3", "9.8", "months"),
        ("exemestane", "3.7", "4.4", "months"),
    ]


def test_an_opposed_pair_before_its_values():
    text = "Median OS, fulvestrant 500 mg versus fulvestrant 250 mg: 6.5 vs 5.5 months; P=.006."
    assert short(of(text, MEDIAN), "arm", "value") == [
        ("fulvestrant 500 mg", "6.5"),
        ("fulvestrant 250 mg", "5.5"),
    ]


def test_models_sides_and_levels():
    text = (
        "The 5-year DFS rate was 86.9% in the A+B arm and 84.1% in the control arm (stratified HR "
        "0.78, 95% CI 0.65–0.94, one-sided P = 0.0045). Overall survival favoured the A+B arm "
        "(adjusted HR 0.70, 99.5% CI 0.50–0.98)."
    )
    disease_free, overall = of(text, HR)
    assert disease_free.stratified
    assert not disease_free.adjusted
    assert disease_free.one_sided
    assert disease_free.p_value == "0.0045"
    assert (disease_free.arm, disease_free.comparator) == ("A+B", "control")
    assert overall.adjusted
    assert overall.ci_level == 99.5
    assert short(of(text, LANDMARK), "arm", "value", "time") == [
        ("A+B", "86.9", "5"),
        ("control", "84.1", "5"),
    ]


def test_a_subgroup_stands_with_the_claim():
    text = (
        "In the PD-L1-positive population, median OS was 25.0 months with atezolizumab plus "
        "nab-paclitaxel and 15.5 months with placebo plus nab-paclitaxel (HR, 0.62)."
    )
    assert {claim.population for claim in read_claims(text)} == {"PD-L1-positive"}
    assert [claim.arm for claim in of(text, MEDIAN)] == [
        "atezolizumab plus nab-paclitaxel",
        "placebo plus nab-paclitaxel",
    ]


def test_events_of_the_trial_and_of_its_arms():
    text = "A total of 120 events occurred (55 in the gefitinib arm and 65 in the erlotinib arm)."
    assert short(of(text, EVENTS), "arm", "x") == [
        ("total", "120"),
        ("gefitinib", "55"),
        ("erlotinib", "65"),
    ]
    assert of(text, N) == []


@pytest.mark.parametrize(
    "text",
    [
        "Das mediane Gesamtüberleben betrug 18,4 Monate unter Olaparib gegenüber 12,1 Monaten "
        "unter Placebo (Hazard-Ratio 0,72; 95%-KI 0,58–0,89; p = 0,003).",
        "La survie globale médiane était de 18,4 mois avec le nivolumab contre 12,1 mois avec le "
        "docétaxel (HR 0,72 ; IC 95 % 0,58-0,89 ; p = 0,003).",
        "La mediana de supervivencia global fue de 18,4 meses con nivolumab frente a 12,1 meses "
        "con docetaxel (HR 0,72; IC 95% 0,58-0,89; p=0,003).",
        "全生存期間中央値はニボルマブ群18.4か月、ドセタキセル群12.1か月であった(ハザード比 0.72、"
        "95%信頼区間 0.58–0.89、P=0.003)。",
    ],
    ids=["German", "French", "Spanish", "Japanese"],
)
def test_other_languages(text):
    medians = of(text, MEDIAN)
    assert short(medians, "endpoint", "value", "unit") == [
        ("OS", "18.4", "months"),
        ("OS", "12.1", "months"),
    ]
    assert all(claim.arm for claim in medians)
    assert medians[0].arm != medians[1].arm
    assert short(of(text, HR), "value", "ci_low", "ci_high", "p_value") == [
        ("0.72", "0.58", "0.89", "0.003")
    ]
    (ratio,) = of(text, HR)
    assert (ratio.arm, ratio.comparator) == (medians[0].arm, medians[1].arm)


def test_words_broken_over_lines_and_pages():
    text = (
        "TOR120 (n = 46) and EXE (n = 45) were compared. The me-\ndian PFS in TOR120 was 7.3 "
        "months\n\nand that in EXE was 3.7 months in the treatment-\nreceived cohort (N = 88)."
    )
    assert short(of(text, MEDIAN), "arm", "value") == [("TOR120", "7.3"), ("EXE", "3.7")]
    assert of(text, N)[-1].population == "treatment-received"


# What is no claim


@pytest.mark.parametrize(
    "text",
    [
        "We assumed a median PFS of 8 months with placebo and a hazard ratio of 0.70.",
        "The trial had 90% power to detect a hazard ratio of 0.65 at a one-sided alpha of 2.5%.",
        "The non-inferiority margin was a hazard ratio of 1.25.",
        "Progression was defined as an increase of 20% or more; CT was done every 8 weeks.",
        "The median age was 62 years (range, 49 to 87).",
        "About 40% of the patients had received chemotherapy.",
        "Patients received 500 mg on day 14 and day 28.",
        "Characteristics\n\n63 (51–87) 62 (49–87)\n\n17/23 (74%) 20/30 (67%)",
        "",
        "   \n\n ",
    ],
)
def test_plans_definitions_and_ages_are_no_claims(text):
    assert read_claims(text) == []


def test_an_unknown_arm_is_left_open():
    (claim,) = read_claims("The hazard ratio for death was 0.72 (95% CI 0.58–0.89).")
    assert (claim.arm, claim.comparator, claim.endpoint) == ("", "", "OS")
    assert claim.confidence < 0.9


WORDS = re.findall(
    r"\S+|\n+",
    "median PFS OS HR 0.72 (95% CI 0.58–0.89) P=0.03 vs and in with arm A B EXE (n = 45) 41.3% "
    "19/46 of months 18.4 , ; . : respectively • 3.7 hazard ratio 10-year rate ] [ −1 1,234 "
    "nivolumab placebo not reached 全生存期間 群 % \n \n\n",
)


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=40,
    )
)
def test_any_mixture_of_words_is_read_without_failing(words):
    text = " ".join(words)
    for claim in read_claims(text):
        start, end = claim.span
        assert 0 <= start < end <= len(text)
        assert claim.sentence


@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text):
    read_claims(text)


def test_arms_told_by_their_place_alone_are_less_sure():
    text = "Four-year EFS was 82.1% (ABVD) v 77.9% (BEACOPP); P = .18. "
    rates = of(text, LANDMARK)
    assert [claim.arm for claim in rates] == ["ABVD", "BEACOPP"]
    assert all(claim.confidence <= 0.7 for claim in rates)
    sized = of(
        "A (n = 20) or B (n = 21). Four-year EFS was 82% in arm A and 78% in arm B.", LANDMARK
    )
    assert all(claim.confidence > 0.7 for claim in sized)


def test_a_run_of_letters_that_is_no_word_hides_nothing_beside_it():
    text = f"The hazard ratio for overall survival was 0.71. {'acgt' * 80} The P value was 0.03."
    assert [c.value for c in read_claims(text) if c.kind is ClaimKind.HAZARD_RATIO] == ["0.71"]
    (ratio,) = (c for c in read_claims(text) if c.kind is ClaimKind.HAZARD_RATIO)
    assert "0.71" in text[slice(*ratio.span)]


@pytest.mark.parametrize(
    "text",
    [
        "The hazard ratio was 0.61 for progression-free survival and 0.83 for overall survival.",
        "Hazard ratios were 0.61 for PFS and 0.83 for OS.",
        "Hazard ratios were 0.61 (95% CI, 0.50-0.75) for PFS and 0.83 (95% CI, 0.70-0.99) for OS.",
    ],
)
def test_ratios_of_two_endpoints_in_one_breath(text):
    found = [(c.value, c.endpoint) for c in read_claims(text) if c.kind is ClaimKind.HAZARD_RATIO]
    assert found == [("0.61", "PFS"), ("0.83", "OS")]


def test_letters_joined_by_hyphens_without_end_hide_nothing_beside_them():
    text = f"Median overall survival was 12.1 months with A-b. {'a-' * 400}a The HR was 0.71."
    assert [c.value for c in read_claims(text) if c.kind is ClaimKind.MEDIAN] == ["12.1"]
    assert [c.value for c in read_claims(text) if c.kind is ClaimKind.HAZARD_RATIO] == ["0.71"]


def test_a_sentence_without_end_is_read_in_stretches():
    values = " and ".join(f"{number}.5 months" for number in range(10, 600))
    parts = sentences(make_plain(f"Median survival was {values}."))
    assert max(len(part.text) for part in parts) <= 2000
    assert sum(part.text.count("months") for part in parts) == 590


@pytest.mark.parametrize(
    ("words", "endpoint"),
    [
        ("died from any cause", "OS"),
        ("died", "OS"),
        ("died from cardiovascular causes", "cardiovascular death"),
        ("had disease progression or died", "PFS"),
    ],
)
def test_only_death_of_any_cause_is_overall_survival(words, endpoint):
    groups = "45 patients (9.0%) in the statin group and 60 (12.0%) in the placebo group"
    text = f"In all, {groups} {words}."
    events = [c for c in read_claims(text) if c.kind is ClaimKind.EVENTS]
    assert [(c.arm, c.x) for c in events] == [("statin", "45"), ("placebo", "60")]
    assert {c.endpoint for c in events} == {endpoint}


def test_a_bare_interval_has_the_level_stated_before_it_in_the_sentence():
    text = "PFS was longer (HR 0.84 [90% CI 0.68-1.03]), and so was OS (HR 0.90 [0.70-1.16])."
    levels = [c.ci_level for c in read_claims(text) if c.kind is ClaimKind.HAZARD_RATIO]
    assert levels == [90.0, 90.0]


def test_brackets_of_medians_are_what_the_first_of_them_says():
    text = "Median OS was 71 months (IQR 32 to 90) for drugab and 60 months (30 to 81) for placebo."
    medians = [c for c in read_claims(text) if c.kind is ClaimKind.MEDIAN]
    assert [(c.value, c.ci_low, c.ci_high) for c in medians] == [("71", "", ""), ("60", "", "")]


def test_a_time_when_is_no_median():
    text = "After a median follow-up of 10 months, overall survival at 12 months was 69%."
    assert not [c for c in read_claims(text) if c.kind is ClaimKind.MEDIAN]


def test_without_is_an_arm_of_its_own():
    text = "Five-year DFS was 84.1% with capecitabine and 83.0% without capecitabine."
    rates = {c.value: c.arm for c in read_claims(text) if c.kind is ClaimKind.LANDMARK}
    assert rates == {"84.1": "capecitabine", "83.0": "without capecitabine"}
