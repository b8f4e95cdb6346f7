"""What a printed number may have been before it was rounded."""

import pytest

from core.verify.text_checks.printed import digit_variants, is_one_slip, read, read_count, read_p


def printed(text):
    number = read(text)
    assert number is not None
    return number


def test_both_ways_of_rounding_a_half_are_inside():
    number = printed("0.61")
    assert number.holds(0.605)
    assert number.holds(0.615)
    assert not number.holds(0.6151)


def test_a_bare_inequality_reaches_to_zero():
    p = read_p("<", "0.001")
    assert p is not None
    assert (p.low, p.high) == (0.0, 0.001)


def test_a_p_above_one_is_no_p():
    assert read_p("=", "1.2") is None


@pytest.mark.parametrize("text", ["", "NR", "not reached", "abc"])
def test_what_is_no_number_is_not_read(text):
    assert read(text) is None


def test_counts_are_whole():
    assert read_count("1,234") == 1234
    assert read_count("12.5") is None


def test_printed_alike_two_numbers_must_be_equal():
    assert not printed("5.6").is_same_print(printed("5.5"))
    assert printed("61").is_same_print(printed("61.1"))
    assert not printed("61").is_same_print(printed("61.6"))


def test_every_single_mistyped_digit_is_tried():
    assert set(digit_variants("12")) >= {"32", "19", "21"}
    assert is_one_slip("0.61", "0.16")
    assert not is_one_slip("0.61", "0.72")
    assert not is_one_slip("9.9", "10.9")


def test_nobody_prints_a_zero_before_a_whole_number():
    assert not {"01.4", "00.4"} & set(digit_variants("10.4"))
    assert {"0.41", "0.04"} <= set(digit_variants("0.40")) | set(digit_variants("0.14"))
