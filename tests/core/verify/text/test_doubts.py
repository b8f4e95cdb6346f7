"""What cannot both be true of one arm is proposed with doubt."""

from core.verify.claims import Claim, ClaimKind
from core.verify.text.doubts import (
    BY_PLACE,
    DOUBTED,
    NO_ARM,
    NO_ENDPOINT,
    NO_PAIR,
    SURE,
    TOLD_TWICE,
    TURNED,
    doubted,
)
from core.verify.text.reader import read_claims

RATE = Claim(ClaimKind.LANDMARK, endpoint="OS", arm="A", time="3", time_unit="years")
RATIO = Claim(ClaimKind.HAZARD_RATIO, endpoint="OS", arm="A", comparator="B", value="0.70")

GUESSED = (
    "Improved PFS (median, 9.5 v 4.6 months; HR, 0.50; 95% CI, 0.41 to 0.61) was seen with "
    "rucatamib v placebo. Median follow-up was 25.1 months."
)


def made(claim, **fields):
    from dataclasses import replace

    return replace(claim, **fields)


def sure(claims):
    return [claim.confidence > DOUBTED for claim in doubted(claims)]


def test_two_values_of_one_arm_at_one_time_are_both_doubtful():
    assert sure([made(RATE, value="84.4"), made(RATE, value="97.2")]) == [False, False]


def test_a_value_and_its_rounding_are_one():
    assert sure([made(RATE, value="84.4"), made(RATE, value="84")]) == [True, True]


def test_values_of_other_patients_times_and_arms_do_not_contradict():
    others = ({"population": "fit"}, {"time": "5"}, {"arm": "B"}, {"endpoint": "PFS"})
    claims = [made(RATE, value="84.4"), *(made(RATE, value="70", **one) for one in others)]
    assert all(sure(claims))


def test_reached_contradicts_not_reached():
    median = Claim(ClaimKind.MEDIAN, endpoint="OS", arm="A", value="20.1", unit="months")
    assert sure([median, made(median, value="", not_reached=True)]) == [False, False]


def test_of_two_orders_of_a_pair_the_rarer_is_doubtful():
    turned = made(RATIO, arm="B", comparator="A", endpoint="DFS")
    assert sure([RATIO, made(RATIO, endpoint="PFS"), turned]) == [True, True, False]


def test_where_both_orders_are_as_frequent_both_are_doubtful():
    assert sure([RATIO, made(RATIO, arm="B", comparator="A", endpoint="PFS")]) == [False, False]


def test_a_doubt_says_its_reason():
    twice = doubted([made(RATE, value="84.4"), made(RATE, value="97.2")])
    turned = doubted([RATIO, made(RATIO, arm="B", comparator="A", endpoint="PFS")])
    unsure = {"confidence": SURE - 0.01}
    rate = made(RATE, value="84.4", **unsure)
    lacking = [made(rate, endpoint=""), made(rate, arm="")]
    lacking.append(made(RATIO, comparator="", **unsure))
    told = [one.doubt for one in (*twice, *turned, *doubted(lacking))]
    assert told == [*2 * [TOLD_TWICE], *2 * [TURNED], NO_ENDPOINT, NO_ARM, NO_PAIR]


def test_whoever_is_less_sure_than_the_limit_says_why_and_nobody_else():
    claims = read_claims(GUESSED)
    assert [bool(one.doubt) for one in claims] == [one.confidence < SURE for one in claims]
    assert BY_PLACE in {one.doubt for one in claims}
    assert not all(one.doubt for one in claims)


def test_an_arm_that_is_known_already_is_no_guess():
    assert {one.doubt for one in read_claims(GUESSED)} == {BY_PLACE, ""}
    known = read_claims(GUESSED, arm_names=["Placebo", "Rucatamib"])
    assert {one.doubt for one in known} == {""}
