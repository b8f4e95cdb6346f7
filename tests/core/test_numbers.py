"""Numbers as journals print and people type them."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.numbers import (
    PrintedNumber,
    clean,
    parse_count,
    parse_interval,
    parse_number,
    parse_printed,
)


def code_of(call, text):
    with pytest.raises(InputError) as caught:
        call(text)
    assert caught.value.message.endswith(".")
    assert len(caught.value.message) < 220
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.72", 0.72),
        ("0,72", 0.72),
        ("0·72", 0.72),
        (".72", 0.72),
        (",72", 0.72),
        ("0,001", 0.001),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234.5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234.5", 1234.5),
        ("1'234.5", 1234.5),
        ("1’234.5", 1234.5),
        ("1,234,567", 1234567.0),
        ("1.234.567", 1234567.0),
        ("1,000,000,000", 1e9),
        ("−0.33", -0.33),
        ("–0.33", -0.33),
        ("-0.33", -0.33),
        ("+12", 12.0),
        ("１２．５", 12.5),
        ("0.\u200b72", 0.72),
        ("\ufeff0.72\u00ad", 0.72),
        ("50 %", 0.5),
        ("50%", 0.5),
        ("100%", 1.0),
        ("3e-5", 3e-5),
        ("3.2×10⁻⁵", 3.2e-5),
        ("12 months", 12.0),
        ("  7\t", 7.0),
    ],
)
def test_one_number_in_any_print(text, value):
    assert parse_number(text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "NaN",
        "inf",
        "-inf",
        "1_000",
        "0x10",
        "٣٤",
        "12a",
        "a",
        "1..2",
        "1,2,3",
        "<0.05",
        "NR",
        "1.23.4",
        "1,,5",
        "--3",
        "1'23",
        "10²",
        "e5",
        "NaN%",
        "",
        "1 2",
        "12 34",
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(text):
    assert code_of(parse_number, text) == "V12"


@pytest.mark.parametrize(
    "text", ["1e400", "1e308", "9" * 10_000, "0." + "3" * 60, "1e-99999999999"]
)
def test_too_many_digits_are_refused(text):
    assert code_of(parse_number, text) == "V19"


def test_a_comma_before_three_digits_is_ambiguous():
    assert code_of(parse_number, "1,234") == "V2"
    assert code_of(parse_number, "12,500") == "V2"


def test_a_megabyte_is_refused():
    assert code_of(parse_number, "1" * 1_048_576) == "V18"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("152", 152),
        ("1,234", 1234),
        ("1.234", 1234),
        ("1 234", 1234),
        ("１２", 12),
        ("n = 46", 46),
        ("n=46", 46),
        ("12.0", 12),
        ("0", 0),
        ("1'234'567", 1234567),
        ("374*", 374),
    ],
)
def test_counts(text, count):
    assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12.5", "R2"),
        ("12,5", "R2"),
        ("-3", "R2"),
        ("−3", "R2"),
        ("–", "R2"),
        ("50%", "R2"),
        ("152 (0)", "R10"),
        ("nan", "V12"),
        ("l2", "V12"),
        ("", "V12"),
        ("1e3", "V12"),
        ("NR", "V12"),
    ],
)
def test_what_is_no_count_is_refused(text, code):
    assert code_of(parse_count, text) == code


def test_printed_precision_is_kept():
    printed = parse_printed("0.80")
    assert (printed.value, printed.decimals) == (0.8, 2)
    assert printed.half_unit == pytest.approx(0.005)
    assert (printed.low, printed.high) == pytest.approx((0.795, 0.805))
    assert parse_printed("6").half_unit == 0.5


def test_a_percent_keeps_its_precision_as_a_fraction():
    printed = parse_printed("41.3 %")
    assert printed.value == pytest.approx(0.413)
    assert printed.percent
    assert printed.half_unit == pytest.approx(0.0005)


@pytest.mark.parametrize(
    ("text", "operator", "value"),
    [
        ("<0.001", "<", 0.001),
        ("P=.03", "=", 0.03),
        ("p<0·0001", "<", 0.0001),
        ("P ≤ 0.05", "<=", 0.05),
        ("p-value >0,99", ">", 0.99),
        ("≥ 3", ">=", 3.0),
        ("P = 0.003", "=", 0.003),
        ("HR 0.72", "=", 0.72),
        ("＜0.01", "<", 0.01),
    ],
)
def test_inequalities_are_kept(text, operator, value):
    printed = parse_printed(text)
    assert (printed.operator, printed.value) == (operator, pytest.approx(value))


def test_an_inequality_leaves_one_side_open():
    printed = parse_printed("<0.001")
    assert printed.low == -math.inf
    assert parse_printed(">0.99").high == math.inf


@pytest.mark.parametrize("text", ["0.03*", "0.03†", "0.03 ‡§"])
def test_footnote_marks_are_dropped_and_noted(text):
    printed = parse_printed(text)
    assert printed.value == 0.03
    assert printed.notes


@pytest.mark.parametrize(
    "text",
    ["NR", "NE", "N.R.", "not reached", "Not yet reached", "—", "–", "-", "not estimable", "NA"],
)
def test_not_reached(text):
    printed = parse_printed(text)
    assert printed.not_reached
    assert printed.value == math.inf


@pytest.mark.parametrize(
    "text",
    [
        "0.58–0.89",
        "0.58 - 0.89",
        "0.58-0.89",
        "0.58 to 0.89",
        "(0.58; 0.89)",
        "[0.58, 0.89]",
        "0.58,0.89",
        "95% CI 0.58-0.89",
        "95% CI, 0.58 to 0.89",
        "(95 % CI: 0·58–0·89)",
        "CI 0,58–0,89",
        "0,58; 0,89",
        "0,58, 0,89",
        "99.5% CI 0.58 to 0.89",
        "95% confidence interval 0.58 to 0.89",
        ".58-.89",
    ],
)
def test_intervals_in_any_print(text):
    low, high = parse_interval(text)
    assert (low.value, high.value) == (0.58, 0.89)
    assert low.decimals == high.decimals == 2


def test_negative_limits():
    low, high = parse_interval("−0.33–−0.10")
    assert (low.value, high.value) == (-0.33, -0.10)
    low, high = parse_interval("-0.33 to 0.10")
    assert (low.value, high.value) == (-0.33, 0.10)


@pytest.mark.parametrize("text", ["12.1–NR", "12.1 to not reached", "(12.1 - NE)", "12.1–—"])
def test_an_open_upper_limit(text):
    low, high = parse_interval(text)
    assert low.value == 12.1
    assert high.not_reached


def test_a_missing_limit_is_none():
    assert parse_interval("0.58–")[1] is None


def test_a_percent_sign_at_the_end_is_for_both():
    low, high = parse_interval("52.1–63.4%")
    assert (low.value, high.value) == pytest.approx((0.521, 0.634))


@pytest.mark.parametrize(
    ("text", "code"),
    [("0.89–0.58", "V6"), ("0.58", "V5"), ("", "V5"), ("a–b", "V12"), ("0.5-0.6-0.7", "V5")],
)
def test_what_is_no_interval_is_refused(text, code):
    assert code_of(parse_interval, text) == code


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    for call in (parse_number, parse_count, parse_printed, parse_interval, clean):
        with contextlib.suppress(InputError):
            call(text)


@given(st.text(alphabet="0123456789.,-–'% <>=()eE[];tox\u00a0", max_size=16))
def test_near_numbers_are_read_or_refused(text):
    for call in (parse_number, parse_count, parse_printed, parse_interval):
        try:
            answer = call(text)
        except InputError:
            continue
        if isinstance(answer, PrintedNumber):
            assert not math.isnan(answer.value)


@given(st.floats(0.0001, 9999, allow_nan=False), st.integers(1, 4))
def test_plain_print_reads_back(value, decimals):
    text = f"{value:.{decimals}f}"
    assert parse_number(text) == float(text)
    if decimals != 3:
        assert parse_number(text.replace(".", ",")) == float(text)
