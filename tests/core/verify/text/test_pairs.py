"""Which of two arms a ratio is of, and which it is against."""

import pytest

from core.verify.claims import ClaimKind
from core.verify.text.reader import read_claims


def pairs(text):
    ratios = [claim for claim in read_claims(text) if claim.kind is ClaimKind.HAZARD_RATIO]
    return [(claim.arm, claim.comparator) for claim in ratios]


@pytest.mark.parametrize(("first", "second"), [("BEP", "TIP"), ("Drugumab", "Otherumab")])
def test_a_ratio_is_of_the_arm_that_values_go_to_however_arms_are_written(first, second):
    text = (
        f"Median OS was prolonged from 10.2 months with {first} to 14.1 months with {second} "
        "(HR 0.70; 95% CI 0.55-0.89)."
    )
    assert pairs(text) == [(second, first)]


def test_a_regimen_with_one_drug_more_is_the_arm():
    text = "Median OS was 10.2 months with GC and 14.1 months with GCS (HR 0.70; 0.55-0.89)."
    assert pairs(text) == [("GCS", "GC")]
