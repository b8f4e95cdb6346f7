"""Typed values are checked against each other before any figure is."""

from dataclasses import replace

import pytest

from core.model.claims import Claim, ClaimKind
from core.model.document import Arm, Document, ReportedKind, ReportedValue
from core.results import CheckState
from core.verify.reported_checks import check_reported

HR, P = ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE
ARMS = (Arm("a", "Control", n_events="210"), Arm("b", "Drug", n_events="205"))
# ln 0.72 / (ln(0.88/0.59)/3.92) = -3.22, two-sided P = 0.0013; SE 0.102 for 415 events
RATIO = ReportedValue("hr", HR, "0.72", ci="0.59-0.88", arm_id="b")
TEST = ReportedValue("p", P, "0.0013", arm_id="b")


def checks(*values, claims=()):
    document = Document(arms=ARMS, reference_arm_id="a", reported=values, claims=claims)
    return {check.id: check for check in check_reported(document)}


def test_values_that_follow_from_each_other_are_consistent():
    found = checks(RATIO, TEST)
    assert {found[name].state for name in ("T1", "T2")} == {CheckState.CONSISTENT}
    assert "z = " in found["T2"].arithmetic


def test_a_one_sided_p_is_named_and_agrees_once_it_is_said():
    # ln 0.80 / (ln(0.97/0.66)/3.92) = -2.27, two-sided P = 0.023
    ratio = replace(RATIO, text="0.80", ci="0.66-0.97")
    halved = replace(TEST, text="0.012")
    found = checks(ratio, halved)["T2"]
    assert found.state is CheckState.NOT_REPRODUCIBLE
    assert "one-sided" in found.would_fit
    assert found.place.key == "hr"
    assert checks(ratio, replace(halved, one_sided=True))["T2"].state is CheckState.CONSISTENT


def test_an_interval_of_another_level_is_named():
    # 90 % limits of the same ratio: exp(ln 0.72 -+ 1.645 * 0.102)
    found = checks(replace(RATIO, ci="0.61-0.85"), TEST)["T2"]
    assert found.state is CheckState.NOT_REPRODUCIBLE
    assert "90 %" in found.would_fit


def test_a_ratio_outside_its_interval_is_impossible():
    found = checks(replace(RATIO, text="0.92"))["T1"]
    assert found.state is CheckState.IMPOSSIBLE


def test_proposed_values_wait():
    assert not checks(replace(RATIO, proposed=True), replace(TEST, proposed=True))


def test_what_the_ledger_holds_is_checked_there():
    claim = Claim(ClaimKind.HAZARD_RATIO, "OS", "Drug", "Control", value="0.72")
    assert not checks(RATIO, TEST, claims=(claim,))


@pytest.mark.parametrize("text", ["NR", "<0.001", "abc", ""])
def test_any_text_is_borne(text):
    checks(replace(RATIO, text=text), replace(TEST, text=text))
