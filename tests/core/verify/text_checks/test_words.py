"""What a sentence calls better against the numbers in it."""

import pytest

from core.verify.text.reader import read_claims
from core.verify.text_checks import check_claims, is_flag
from core.verify.text_checks.ledger import ARMS_SWAPPED
from core.verify.text_checks.words import favoured


def flags(text):
    return [check for check in check_claims(read_claims(text)) if is_flag(check)]


RIGHT = (
    "Overall survival was significantly longer in the velotinib group than in the placebo group "
    "(hazard ratio for death, 0.70; 95% CI, 0.57 to 0.86; P<0.001)."
)


def test_a_ratio_that_says_what_its_sentence_says_is_fine():
    assert not flags(RIGHT)


def test_a_ratio_on_the_other_side_of_one_than_its_sentence_is_named():
    (found,) = flags(RIGHT.replace("0.70; 95% CI, 0.57 to 0.86", "1.43; 95% CI, 1.16 to 1.75"))
    assert (found.id, found.cause) == ("T4", ARMS_SWAPPED)


def test_medians_the_other_way_round_than_their_sentence():
    text = (
        "Median overall survival was longer with velotinib than with placebo "
        "(14.1 months with velotinib and 17.3 months with placebo)."
    )
    (found,) = flags(text)
    assert (found.id, found.cause) == ("T4", ARMS_SWAPPED)
    assert not flags(text.replace("14.1", "19.1"))


@pytest.mark.parametrize(
    ("sentence", "best"),
    [
        ("PFS was longer with A than with B", 0),
        ("Survival was worse in the A group", 1),
        ("A significantly improved survival over B", 0),
        ("PFS was not longer with A than with B", None),
        ("PFS was longer with A, but survival was shorter with A", None),
        ("Survival was 12 months with A and 10 months with B", None),
    ],
)
def test_which_arm_a_sentence_calls_better(sentence, best):
    assert favoured(sentence, ("a", "b")) == best
