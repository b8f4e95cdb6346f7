"""Designs of trials: many arms, classes of patients, corresponding values, events by cause."""

import pytest

from core.verify.claims import ClaimKind
from core.verify.text.reader import read_claims

TWO = "Patients received drugumab (n = 140) or placebo (n = 141). "


def of(text, kind):
    return [claim for claim in read_claims(text) if claim.kind is kind]


def told(text, kind):
    """Return each value of a kind with its arm."""
    return {claim.value: claim.arm for claim in of(text, kind)}


def test_the_number_before_arms_with_sizes_behind_them_is_the_whole():
    text = "1206 men were randomly assigned to drugumab (598 men) or placebo (608 men)."
    assert {c.n: c.arm for c in of(text, ClaimKind.N)} == {
        "1206": "total",
        "598": "drugumab",
        "608": "placebo",
    }


def test_an_arm_of_three_treatments_is_one_arm():
    text = (
        "Men were assigned to standard of care plus zoledrum (n=593) or standard of care plus "
        "zoledrum and docetaxel (n=592). Median survival was 76 months for standard of care plus "
        "zoledrum and docetaxel."
    )
    assert told(text, ClaimKind.MEDIAN) == {
        "76": "standard of care plus zoledrum and docetaxel",
    }


def test_corresponding_values_are_of_the_kind_said_before():
    text = (
        TWO + "In women, median PFS was 21.9 months with drugumab and 10.4 months with placebo. In "
        "men, the corresponding values were 8.1 months and 5.4 months."
    )
    medians = told(text, ClaimKind.MEDIAN)
    assert (medians["8.1"], medians["5.4"]) == ("drugumab", "placebo")


def test_corresponding_rates_go_by_the_endpoints_listed_before():
    text = (
        "The 3-year PFS rate and OS rate in the ABVD group were 85.7% and 97.2%, respectively; the "
        "corresponding rates in the AVD group were 84.4% and 97.6%."
    )
    found = {c.value: (c.endpoint, c.arm) for c in of(text, ClaimKind.LANDMARK)}
    assert found["97.2"] == ("OS", "ABVD")
    assert found["84.4"] == ("PFS", "AVD")


def test_the_event_a_clause_is_about_is_that_of_its_ratio():
    text = (
        TWO + "Disease-free survival was 72% versus 69% (hazard ratio, 0.89), and breast-cancer "
        "mortality was 12.5% versus 14.4% (hazard ratio, 0.82)."
    )
    assert {c.value: c.endpoint for c in of(text, ClaimKind.HAZARD_RATIO)} == {
        "0.89": "DFS",
        "0.82": "cancer death",
    }


def test_the_horizon_of_restricted_means_is_carried_and_no_mean_is_one():
    text = (
        TWO + "Restricted mean survival times up to 36 months were compared. The restricted mean "
        "was 22.7 months with drugumab and 18.9 months with placebo."
    )
    assert {(c.value, c.time) for c in of(text, ClaimKind.RMST)} == {("22.7", "36"), ("18.9", "36")}


def test_patients_of_a_class_in_an_arm_are_that_class_and_those_of_the_other_arm_too():
    text = (
        TWO + "Survival at 3 years was 87.5% in transplant-eligible patients assigned to drugumab "
        "and 80.2% in those assigned to placebo (HR 0.69)."
    )
    claims = [c for c in read_claims(text) if c.kind is not ClaimKind.N]
    assert {c.population for c in claims} == {"transplant-eligible"}
    assert told(text, ClaimKind.LANDMARK) == {"87.5": "drugumab", "80.2": "placebo"}


def test_arms_crossed_over_between_are_not_the_arms_of_the_next_value():
    text = (
        TWO + "Despite 82 patients crossing over from placebo to drugumab, median PFS2 was longer "
        "with drugumab (18.3 vs 8.4 months; HR 0.54)."
    )
    ratio = of(text, ClaimKind.HAZARD_RATIO)[0]
    assert (ratio.arm, ratio.comparator) == ("drugumab", "placebo")


def test_a_count_of_a_hundred_patients_with_its_percent_is_no_percentage():
    text = (
        TWO + "Responses were seen in 48 of 102 patients (47.1%) treated with drugumab and 31 of "
        "100 patients (31.0%) treated with placebo."
    )
    responses = {(c.x, c.n, c.value, c.arm) for c in of(text, ClaimKind.RESPONSE)}
    assert ("31", "100", "31.0", "placebo") in responses
    assert len(responses) == 2


@pytest.mark.parametrize(
    "words",
    [
        "This randomized, open-label study of 524 patients compared them.",
        "A total of 524 patients from 85 centers underwent randomization.",
        "Dans cette cohorte de 524 malades, la survie était bonne.",
    ],
)
def test_the_whole_of_a_trial_is_read_and_its_centers_are_not(words):
    assert [(c.n, c.arm) for c in of(words, ClaimKind.N)] == [("524", "total")]


def test_a_short_form_of_a_drug_is_no_follow_up():
    text = "Median PFS was 8.8 months with FU/LV + Pmab versus 5.7 months with FU/LV alone."
    assert told(text, ClaimKind.MEDIAN) == {"8.8": "FU/LV + Pmab", "5.7": "FU/LV alone"}


def test_what_improves_is_the_arm_and_what_it_is_set_against_the_reference():
    text = (
        "Drugumab alone improved overall survival versus cetuximab with chemotherapy in the CPS of "
        "20 or more population (median 15.2 vs 10.9 months; HR 0.63)."
    )
    ratio = of(text, ClaimKind.HAZARD_RATIO)[0]
    assert (ratio.arm, ratio.comparator) == ("Drugumab alone", "cetuximab with chemotherapy")
    assert ratio.population == "CPS of 20 or more"


def test_words_for_patients_are_counts_too():
    text = (
        "Two hundred forty patients 60 years of age or older were analyzed; 117 had received ABVD "
        "and 123 AVD. At 5 years, survival was 75% after ABVD and 77% after AVD."
    )
    found = {c.n: c.arm for c in of(text, ClaimKind.N)}
    assert found == {"240": "total", "117": "ABVD", "123": "AVD"}


def test_thousands_set_apart_by_a_plain_space_are_one_number():
    text = "Of 27 812 patients, 11 450 received drugumab and 16 362 received placebo."
    found = {c.n: c.arm for c in of(text, ClaimKind.N)}
    assert found == {"27812": "total", "11450": "drugumab", "16362": "placebo"}


def test_patients_said_behind_the_second_arm_are_those_of_the_first():
    text = (
        TWO + "Median survival was 17.1 months with drugumab and 14.9 months with placebo among "
        "those with a high score (P = .007), with 2-year survival rates of 40% and 33%."
    )
    claims = [c for c in read_claims(text) if c.kind in (ClaimKind.MEDIAN, ClaimKind.LANDMARK)]
    assert [c.population for c in claims] == ["with a high score"] * 4


def test_the_order_a_ratio_states_holds_for_the_next_ratio():
    text = (
        "Median OS was 16.1 months in arm A and 18.8 months in arm B (HR B vs A 0.77; 95% CI "
        "0.62-0.95). Median PFS was 7.3 and 9.2 months, respectively (HR 0.61)."
    )
    pairs = {c.value: (c.arm, c.comparator) for c in of(text, ClaimKind.HAZARD_RATIO)}
    assert pairs == {"0.77": ("arm B", "arm A"), "0.61": ("arm B", "arm A")}


def test_two_lists_set_against_each_other_are_of_two_arms_at_the_times_said_before():
    text = (
        "The 1-, 3-, and 5-year OS rates were 84%, 62%, and 48% in the TACE plus RFA group and "
        "76%, 47%, and 33% in the TACE group. The corresponding RFS rates were 71%, 45%, and 31% "
        "versus 58%, 30%, and 20%."
    )
    found = {c.value: (c.endpoint, c.arm, c.time) for c in of(text, ClaimKind.LANDMARK)}
    assert found["45"] == ("RFS", "TACE plus RFA", "3")
    assert found["20"] == ("RFS", "TACE", "5")


def test_of_several_arms_the_one_compared_with_is_the_reference_of_its_bracket():
    text = (
        "Patients had drugumab 500 mg (n = 153), drugumab 250 mg (n = 144) or placebo (n = 151). "
        "Drugumab 500 mg reduced the risk of progression compared with drugumab 250 mg (HR 0.75) "
        "and compared with placebo (HR 0.71), whereas drugumab 250 mg and placebo did not differ "
        "(HR 0.95)."
    )
    pairs = {c.value: (c.arm, c.comparator) for c in of(text, ClaimKind.HAZARD_RATIO)}
    assert pairs == {
        "0.75": ("drugumab 500 mg", "drugumab 250 mg"),
        "0.71": ("drugumab 500 mg", "placebo"),
        "0.95": ("drugumab 250 mg", "placebo"),
    }


def test_the_percent_behind_the_arm_belongs_to_the_count_before_it():
    text = "During the study, 152 of 404 adults in the early-start group (37.6%) died."
    events = of(text, ClaimKind.EVENTS)
    assert [(c.x, c.n, c.value) for c in events] == [("152", "404", "37.6")]


def test_a_reference_row_of_a_table_is_no_ratio():
    text = (
        "Treatment arm\tNo. of patients\tMedian PFS, months\tHR (95% CI)\n"
        "Docetaxel\t110\t4.5 (3.9 to 5.6)\t1 (reference)\n"
        "Drugumab plus docetaxel\t113\t5.8 (4.9 to 7.0)\t0.73 (0.55 to 0.98)\n"
    )
    assert [c.value for c in of(text, ClaimKind.HAZARD_RATIO)] == ["0.73"]


def test_both_questions_of_a_factorial_trial_have_arms_of_their_own():
    text = (
        "Median OS was 28.7 months for patients who received standard-dose radiotherapy and 20.3 "
        "months for those who received high-dose radiotherapy (HR 1.38). Median OS in patients who "
        "received drugumab was 25.0 months compared with 24.0 in those who did not (HR 1.07)."
    )
    pairs = {c.value: (c.arm, c.comparator) for c in of(text, ClaimKind.HAZARD_RATIO)}
    assert pairs == {
        "1.38": ("high-dose radiotherapy", "standard-dose radiotherapy"),
        "1.07": ("drugumab", "without drugumab"),
    }
    assert told(text, ClaimKind.MEDIAN)["24.0"] == "without drugumab"


def test_free_of_progression_is_no_progression():
    text = (
        TWO + "At 3 years, 89.4% of the patients in the drugumab group and 72.9% of those in the "
        "placebo group were alive and free of progression (hazard ratio for progression or death, "
        "0.35)."
    )
    assert [c.endpoint for c in of(text, ClaimKind.HAZARD_RATIO)] == ["PFS"]


def test_the_active_drug_is_the_arm_that_is_no_control():
    text = (
        "Median survival was 23.5 months among participants randomized to drugumab and 18.7 months "
        "among those randomized to placebo. The hazard of death was lower in the active-drug group "
        "(HR, 0.56)."
    )
    ratio = of(text, ClaimKind.HAZARD_RATIO)[0]
    assert (ratio.arm, ratio.comparator) == ("drugumab", "placebo")


def test_a_value_goes_from_that_of_the_control_to_that_of_the_arm():
    text = (
        "Patients had irradiation (irradiation group, n = 143) or no further therapy (control "
        "group, n = 143). Irradiation was associated with an increase in median overall survival "
        "from 5.4 months to 6.7 months."
    )
    assert told(text, ClaimKind.MEDIAN) == {"5.4": "control", "6.7": "irradiation"}


def test_survival_beside_another_endpoint_is_overall_survival():
    text = (
        "Patients had drugumab (n = 199) or placebo (n = 198). They had longer RFS with drugumab "
        "(5-year RFS, 71.1% v 52.3%) and survival (5-year survival, 91.9% v 85.3%)."
    )
    found = {c.value: c.endpoint for c in of(text, ClaimKind.LANDMARK)}
    assert found == {"71.1": "RFS", "52.3": "RFS", "91.9": "OS", "85.3": "OS"}


def test_ratios_given_respectively_go_by_the_endpoints_listed():
    text = (
        TWO + "Progression-free and overall survival did not differ between the groups (HR, 1.24; "
        "90% CI, 0.93-1.65 and HR, 1.36; 90% CI, 0.98-1.89, respectively)."
    )
    found = {c.value: c.endpoint for c in of(text, ClaimKind.HAZARD_RATIO)}
    assert found == {"1.24": "PFS", "1.36": "OS"}


def test_curves_by_treatment_arm_name_no_arm_called_treatment():
    text = (
        "Curves of survival by treatment arm. The 5-year DFS rate was 73.6% in the oxaliplatin arm "
        "and 67.4% in the control arm (HR 0.77)."
    )
    ratio = of(text, ClaimKind.HAZARD_RATIO)[0]
    assert (ratio.arm, ratio.comparator) == ("oxaliplatin", "control")


def test_what_patients_had_received_before_is_no_arm():
    text = (
        TWO + "In the 95 patients who had received an aromatase inhibitor, median OS was 44.1 "
        "months with drugumab and 40.7 months with placebo."
    )
    medians = of(text, ClaimKind.MEDIAN)
    assert [c.arm for c in medians] == ["drugumab", "placebo"]
    assert {c.population for c in medians} == {"who had received an aromatase inhibitor"}


def test_a_treatment_in_the_name_of_an_endpoint_is_no_arm():
    text = TWO + "Time to chemotherapy was prolonged with drugumab (HR, 0.60)."
    ratio = of(text, ClaimKind.HAZARD_RATIO)[0]
    assert (ratio.endpoint, ratio.arm) == ("time to chemotherapy", "drugumab")


def test_words_behind_the_letter_of_an_arm_are_that_arm():
    text = (
        "Progression-Free Survival. Arm A: Drugumab + Chemotherapy, n = 357: median 8.31 months. "
        "Arm B: Chemotherapy, n = 358: median 5.82 months. Hazard ratio (Arm A vs Arm B) 0.67."
    )
    found = {c.value: (c.endpoint, c.arm) for c in of(text, ClaimKind.MEDIAN)}
    assert found == {"8.31": ("PFS", "arm A"), "5.82": ("PFS", "arm B")}


def test_a_regimen_with_a_letter_more_is_set_against_the_one_without():
    text = "Patients had GC (n = 139) or GCS (n = 136). Median OS was 12.6 v 13.5 months (HR 0.79)."
    ratio = of(text, ClaimKind.HAZARD_RATIO)[0]
    assert (ratio.arm, ratio.comparator) == ("GCS", "GC")


def test_freedom_from_an_event_at_a_time_is_a_rate():
    text = (
        TWO + "The percentage of patients who were free of invasive disease at 3 years was 88.3% "
        "in the drugumab group and 77.0% in the placebo group."
    )
    found = {c.value: (c.endpoint, c.arm) for c in of(text, ClaimKind.LANDMARK)}
    assert found == {
        "88.3": ("free of invasive disease", "drugumab"),
        "77.0": ("free of invasive disease", "placebo"),
    }


def test_what_patients_were_pretreated_with_is_no_arm():
    text = (
        "Patients had paclitaxel (n = 54) or ramucimab (n = 27). In docetaxel-pretreated patients, "
        "median PFS was 4.6 v 2.1 months (HR, 0.49)."
    )
    assert told(text, ClaimKind.MEDIAN) == {"4.6": "paclitaxel", "2.1": "ramucimab"}


def test_two_counts_opposed_in_one_bracket_are_of_two_arms():
    text = (
        "All-cause mortality was lower with drugumab than with placebo (78 of 264 [29.5%] vs. 76 "
        "of 177 [42.9%])."
    )
    assert {c.x: c.arm for c in of(text, ClaimKind.EVENTS)} == {"78": "drugumab", "76": "placebo"}


def test_values_of_a_list_share_the_unit_of_the_first():
    text = (
        "Median PFS was 10.3 months in the control group, 11.2 in the initiation group, and 14.1 "
        "in the throughout group."
    )
    assert told(text, ClaimKind.MEDIAN) == {
        "10.3": "control",
        "11.2": "initiation",
        "14.1": "throughout",
    }


def test_a_name_with_a_hyphen_is_the_one_with_plus():
    text = (
        "DFS at 5 years was 86.6% in the tamoxifen-ovarian suppression group and 84.7% in the "
        "tamoxifen group. The effect was greater with tamoxifen plus ovarian suppression than with "
        "tamoxifen alone (HR 0.78)."
    )
    assert of(text, ClaimKind.HAZARD_RATIO)[0].arm == "tamoxifen-ovarian suppression"


def test_months_of_enrolment_are_no_arms():
    text = "From June 2007 to January 2013, 1,002 patients were enrolled (497 to D1 and 505 to D2)."
    assert {c.n: c.arm for c in of(text, ClaimKind.N)} == {
        "1002": "total",
        "497": "D1",
        "505": "D2",
    }


def test_opposed_counts_are_of_the_arms_in_the_order_named():
    text = (
        "Median PFS was 3.4 months with drugumab alone versus 6.7 months with bevacimab-containing "
        "therapy (PFS events: 166 of 182 v 135 of 179)."
    )
    found = {c.x: c.arm for c in of(text, ClaimKind.EVENTS)}
    assert found == {"166": "drugumab alone", "135": "bevacimab-containing therapy"}


def test_a_comparison_led_by_one_of_three_arms_has_it_as_reference_throughout():
    text = (
        "Patients had drugumab (n=93), short radiotherapy (n=98) or standard radiotherapy (n=100). "
        "In comparison with standard radiotherapy, survival was longer with drugumab (8.3 months "
        "vs 6.0 months, HR 0.70) but not with short radiotherapy (7.5 months, HR 0.85)."
    )
    pairs = {c.value: (c.arm, c.comparator) for c in of(text, ClaimKind.HAZARD_RATIO)}
    assert pairs == {
        "0.70": ("drugumab", "standard radiotherapy"),
        "0.85": ("short radiotherapy", "standard radiotherapy"),
    }


def test_limits_in_words_for_percent_are_limits():
    text = TWO + "Survival at 3 years was 91.5 percent (95 percent CI, 90.0 to 92.7 percent)."
    rates = of(text, ClaimKind.LANDMARK)
    assert [(c.value, c.ci_low, c.ci_high) for c in rates] == [("91.5", "90.0", "92.7")]


def test_a_size_before_an_arm_in_a_list_of_a_bracket_is_its_own():
    text = (
        "1035 patients were randomised (520 to receive drugumab and surgery, 515 surgery only). "
        "DFS at 3 years was 74% in the drugumab and surgery group and 59% in the surgery only arm."
    )
    found = {c.n: c.arm for c in of(text, ClaimKind.N)}
    assert found["515"] == "surgery only"
