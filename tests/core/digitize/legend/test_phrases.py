"""Which words of a figure may name an arm."""

import pytest

from core.digitize.legend.phrases import names_in
from core.figure.ocr import Word


def word(text: str, confidence: float) -> Word:
    x = tuple(10.0 + 8 * k for k in range(len(text)))
    return Word(text, confidence, 10, 10, 10 + 8 * len(text), 24, True, x)


@pytest.mark.parametrize("text", ["HHH", "IIIIIIII", "xxx"])
def test_a_row_of_marks_read_as_letters_names_no_arm(text):
    assert names_in([word(text, 0.6)]) == []


@pytest.mark.parametrize(("text", "confidence"), [("AAA", 0.99), ("ITT", 0.6), ("AA", 0.6)])
def test_a_short_name_is_kept(text, confidence):
    assert [name.text for name in names_in([word(text, confidence)])] == [text]
