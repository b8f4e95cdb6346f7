"""Which words of a figure may name an arm."""

import pytest

from core.digitize.legend.phrases import names_in
from core.figure.ocr import Word


def word(text: str, confidence: float) -> Word:
    x = tuple(10.0 + 8 * k for k in range(len(text)))
    return Word(text, confidence, 10, 10, 10 + 8 * len(text), 24, True, x)


@pytest.mark.parametrize("text", ["HHH", "IIIIIIII", "COO", "uo u", "WAAAA", "HI"])
def test_marks_read_as_letters_with_doubt_name_no_arm(text):
    assert names_in([word(text, 0.85)]) == []


@pytest.mark.parametrize(
    ("text", "confidence"), [("AAA", 0.99), ("CT", 0.95), ("Arm A", 0.6), ("Drug X 20 mg", 0.6)]
)
def test_clear_letters_and_doubtful_words_are_kept(text, confidence):
    assert [name.text for name in names_in([word(text, confidence)])] == [text]
