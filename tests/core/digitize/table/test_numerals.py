"""Numbers among the words of a figure."""

from core.digitize.table.numerals import numerals
from core.figure.ocr import Word


def word(text):
    return Word(text, 0.95, 100, 50, 160, 70, True, tuple(104.0 + 10 * k for k in range(len(text))))


def test_a_percent_sign_apart_belongs_to_the_number_before_it():
    (one,) = numerals([word("75 %")])
    assert one.values[0] == 75
    assert one.x1 == 160


def test_numbers_with_blanks_between_stay_apart():
    assert [n.values[0] for n in numerals([word("0 6 12")])] == [0, 6, 12]
