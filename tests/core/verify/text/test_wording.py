"""One rule of wording a test: whose a value is, what it is of, how sure the reader is."""

import pytest

from core.verify.claims import ClaimKind
from core.verify.text.reader import read_claims


def told(text, kind):
    """Return each value of a kind with its arm."""
    return {claim.value: claim.arm for claim in read_claims(text) if claim.kind is kind}


def of(text, kind):
    return [claim for claim in read_claims(text) if claim.kind is kind]


def test_the_former_and_the_latter_are_the_two_arms_in_order():
    text = (
        "Patients had bandaging (n = 98) or stripping (n = 102). Survival at 5 years was 94% in "
        "the former and 96% in the latter group."
    )
    assert told(text, ClaimKind.LANDMARK) == {"94": "bandaging", "96": "stripping"}


def test_a_bare_without_is_the_other_arm():
    text = "Eight-year DFS was 77.4% with zoledrum and 75.6% without (HR 0.91, 0.77-1.08)."
    assert told(text, ClaimKind.LANDMARK) == {"77.4": "zoledrum", "75.6": "without zoledrum"}


def test_letters_behind_values_are_arms():
    text = "Patients were treated in arm A and B. The 1-year OS rate was 84% (A) and 76% (B)."
    assert told(text, ClaimKind.LANDMARK) == {"84": "arm A", "76": "arm B"}


def test_a_value_that_goes_from_the_reference_turns_the_next_list():
    text = (
        "Das PFS stieg im Median von 5,6 Monaten unter Standardtherapie auf 9,2 Monate unter "
        "Ramucimab (HR 0,63). Das OS war gleich (19,3 vs. 18,1 Monate; HR 0,94)."
    )
    medians = told(text, ClaimKind.MEDIAN)
    assert medians["19.3"] == "Ramucimab"
    assert medians["18.1"] == "Standardtherapie"


def test_a_comparison_led_by_the_one_arm_named_has_it_as_reference():
    text = (
        "Arm A had surgery (n = 80), arm B radiation (n = 82). "
        "Compared with arm A, survival was no better (HR 1.08; 95% CI, 0.80-1.46)."
    )
    ratio = of(text, ClaimKind.HAZARD_RATIO)[0]
    assert (ratio.arm, ratio.comparator) == ("arm B", "arm A")


def test_the_arm_said_to_fare_worse_is_the_one_of_the_ratio():
    text = (
        "Median survival was 10.4 months for SRS alone and 7.4 months for SRS plus WBRT. Time to "
        "brain failure was shorter for SRS alone (HR, 3.6; 95% CI, 2.2-5.9)."
    )
    ratio = of(text, ClaimKind.HAZARD_RATIO)[0]
    assert (ratio.arm, ratio.comparator) == ("SRS alone", "SRS plus WBRT")


def test_an_arm_that_words_behind_its_value_contradict_is_no_certain_one():
    text = (
        "Survival was studied with drugumab (n = 90) and placebo (n = 92). With drugumab, survival "
        "at 2 years was 48% on average of the site means among those on placebo."
    )
    rates = of(text, ClaimKind.LANDMARK)
    assert rates
    assert all(one.confidence <= 0.7 or one.arm == "placebo" for one in rates)


@pytest.mark.parametrize(
    "words",
    ["p-value of 0.031", "p-value 0.031", "P value was 0.031", "valor de p de 0,031", "p値は0.031"],
)
def test_a_p_told_in_words_is_read(words):
    text = f"Median OS was 12 months with A1 and 9 months with B1 (HR 0.75; {words})."
    assert [c.p_value for c in read_claims(text) if c.p_value] == ["0.031"]


def test_deaths_in_the_definition_of_an_outcome_are_no_deaths_told():
    text = (
        "Der kombinierte primäre Endpunkt aus kardiovaskulärem Tod und Infarkt trat bei 212 von "
        "2104 Patienten (10,1 %) unter Ticagrelan und bei 257 von 2098 Patienten (12,2 %) unter "
        "Clopidogrel auf (HR 0,82; 95 %-KI: 0,68-0,98)."
    )
    assert {c.endpoint for c in read_claims(text)} == {"composite outcome"}


def test_a_ratio_for_recurrence_or_death_is_no_overall_survival():
    text = (
        "Patients on drugumab had a 34% lower risk of recurrence or death than those on placebo "
        "(hazard ratio: 0.66; 95% CI: 0.51 to 0.85)."
    )
    assert [c.endpoint for c in of(text, ClaimKind.HAZARD_RATIO)] == ["DFS"]


def test_other_rates_after_survival_are_no_survival():
    text = (
        "La SLP a los 24 meses fue del 84,1 % con VRd-D frente al 72,6 % con VRd, mientras que la "
        "tasa de EMR negativa fue de 70,1 % y 48,3 %."
    )
    assert told(text, ClaimKind.LANDMARK) == {"84.1": "VRd-D", "72.6": "VRd"}


def test_of_a_hundred_people_is_a_percentage():
    text = (
        "After 2 years, 44 out of 100 people taking maritelisib were still alive, compared with 33 "
        "out of 100 people taking placebo."
    )
    assert told(text, ClaimKind.LANDMARK) == {"44": "maritelisib", "33": "placebo"}


def test_events_among_patients_in_an_arms_bracket_are_its_own():
    text = (
        "Stroke occurred less often in the alpha group (85 events in 1920 women) than in the beta "
        "group (165 events in 1944 women)."
    )
    events = of(text, ClaimKind.EVENTS)
    assert [(c.arm, c.x, c.n) for c in events] == [("alpha", "85", "1920"), ("beta", "165", "1944")]


def test_numbers_spelt_out_with_hundreds_are_counts():
    text = "Two hundred and forty-six patients were randomised."
    assert [c.n for c in of(text, ClaimKind.N)] == ["246"]


def test_unlike_endings_of_a_german_name_are_one_arm():
    text = (
        "82 Patienten erhielten eine stereotaktische Bestrahlung (n = 82) und 80 eine "
        "Ganzhirnbestrahlung (n = 80). Unter stereotaktischer Bestrahlung betrug das mediane OS "
        "12,2 Monate, unter Ganzhirnbestrahlung 11,6 Monate."
    )
    medians = told(text, ClaimKind.MEDIAN)
    assert medians == {"12.2": "stereotaktische Bestrahlung", "11.6": "Ganzhirnbestrahlung"}


def test_a_head_with_an_arm_in_its_bracket_names_the_column():
    text = (
        "Subgroup\tEvents/N (drug)\tEvents/N (placebo)\tHR (95% CI)\n"
        "All patients\t120/400\t168/401\t0.66 (0.52-0.83)\n"
        "Age <65 years\t70/240\t101/238\t0.62 (0.46-0.84)"
    )
    ratios = of(text, ClaimKind.HAZARD_RATIO)
    assert {(c.arm, c.comparator) for c in ratios} == {("drug", "placebo")}


def test_a_planned_limit_is_no_survival_and_a_cut_off_no_plan():
    text = (
        "At the clinical cut-off, 68/243 (28.0%) patients in the alpha arm and 103/251 (41.0%) in "
        "the beta arm had died, within the margin of 8%."
    )
    assert [c.x for c in of(text, ClaimKind.EVENTS)] == ["68", "103"]
    assert not of(text, ClaimKind.LANDMARK)


def test_a_cell_may_hold_its_unit():
    head = "項目\tA群(N=210)\tB群(N=208)"
    text = f"{head}\n無増悪生存期間中央値(95%CI)\t11.8ヵ月(9.9-13.5)\t7.4ヵ月(6.3-8.6)"
    assert {c.unit for c in of(text, ClaimKind.MEDIAN)} == {"months"}


def test_phrases_in_one_kind_of_place_beside_values_are_arms():
    text = (
        "Median OS was 28.7 months for patients who received 60 Gy and 20.3 months for those who "
        "received 74 Gy."
    )
    assert told(text, ClaimKind.MEDIAN) == {"28.7": "60 Gy", "20.3": "74 Gy"}


def test_names_opposed_in_favour_are_arms_of_values_without_any():
    text = "Median PFS 7.4 v 5.6 mo favouring lazert + amivan over osimer (HR .70, 95% CI .58-.85)."
    assert told(text, ClaimKind.MEDIAN) == {"7.4": "lazert + amivan", "5.6": "osimer"}


def test_parts_of_an_arm_in_another_order_are_the_same_arm():
    text = (
        "Patients received EP + durva (n=268) or EP alone (n=269). Median OS was 12.9 mo with "
        "durva + EP and 10.5 mo with EP alone."
    )
    sizes = {claim.n: claim.arm for claim in of(text, ClaimKind.N)}
    medians = told(text, ClaimKind.MEDIAN)
    assert (sizes["268"], sizes["269"]) == (medians["12.9"], medians["10.5"])


def test_what_stands_before_a_bracket_holds_for_all_values_in_it():
    text = (
        "The benefit of A+B (n = 90) over B alone (n = 92) was greatest in patients with a score "
        "of 10 or more (median OS, 23.0 vs. 16.1 months; hazard ratio, 0.73; 95% CI, 0.55 to 0.95)."
    )
    claims = [*of(text, ClaimKind.MEDIAN), *of(text, ClaimKind.HAZARD_RATIO)]
    assert {claim.population for claim in claims} == {"with a score of 10 or more"}
    assert len(claims) == 3


def test_the_whole_trial_behind_a_value_ends_the_subgroup_before_it():
    text = (
        "PFS was longer with rucap than with placebo: median 11.2 versus 6.4 months in the BRCA "
        "subgroup, and median 10.2 versus 5.9 months in the intention-to-treat group."
    )
    told_of = {claim.value: claim.population for claim in of(text, ClaimKind.MEDIAN)}
    assert told_of == {"11.2": "BRCA", "6.4": "BRCA", "10.2": "", "5.9": ""}


def test_the_event_a_bracket_opens_behind_is_what_its_ratio_is_of():
    text = (
        "Patients had A (n = 400) or B (n = 402). All-cause death (HR, 0.94; 95% CI, 0.69-1.28) "
        "and stent thrombosis (HR, 1.10; 95% CI, 0.48-2.53) did not differ."
    )
    ratios = {claim.value: claim.endpoint for claim in of(text, ClaimKind.HAZARD_RATIO)}
    assert ratios == {"0.94": "OS", "1.10": "stent thrombosis"}


def test_two_counts_of_what_befell_patients_go_to_the_two_arms():
    text = (
        "Patients had A+B (n = 400) or B alone (n = 402). Ischemic stroke occurred in 276 patients "
        "and 345 patients, respectively."
    )
    events = {claim.x: claim.arm for claim in of(text, ClaimKind.EVENTS)}
    assert events == {"276": "A+B", "345": "B alone"}


def test_a_share_who_died_is_no_survival():
    text = "Death from any cause within 24 months occurred in 29.1% of the patients with a device."
    assert not of(text, ClaimKind.LANDMARK)


def test_each_time_of_a_spelt_list_has_its_rate():
    text = "One-, 3- and 5-year patient survival rates were 91%, 84% and 78% in the everol group."
    rates = {claim.value: claim.time for claim in of(text, ClaimKind.LANDMARK)}
    assert rates == {"91": "1", "84": "3", "78": "5"}
