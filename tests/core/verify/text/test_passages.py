"""Journals' styles and languages: every labelled passage read as a person reads it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from passages import passages, score

from core.verify.text.plain import make_plain
from core.verify.text.reader import read_claims


@pytest.mark.parametrize(
    "half",
    [
        "tuning",
        "held",
        "fresh",
        "mended",
        "last",
        "wide",
        "other",
        "final",
        "seventh",
        "eighth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "abroad",
        "fourteenth",
        "overseas",
        "fifteenth",
        "beyond",
        "across",
        "nineteenth",
        "twentieth",
        "twentyfirst",
        "farther",
        "twentysecond",
        "furthest",
        "twentythird",
        "yondermost",
        "outermost",
        "twentyfifth",
    ],
)
def test_labelled_passages_are_read_with_their_endpoint_and_arm(half):
    found = score(half)
    assert found.recall >= 0.95, found.missed
    assert found.precision >= 0.97, found.wrong


@pytest.mark.parametrize("passage", passages(), ids=lambda passage: passage.name)
def test_what_was_taken_stands_where_its_span_says(passage):
    for claim in read_claims(passage.text):
        start, end = claim.span
        assert 0 <= start < end <= len(passage.text)
        stretch = make_plain(passage.text[start:end]).text.replace("\n", " ").replace(",", ".")
        shown = claim.value or claim.p_value or claim.n or claim.x
        told_as_a_reduction = "risk" in stretch and "%" in stretch
        words_for_digits = not any(char.isdigit() for char in stretch)
        if shown and not told_as_a_reduction and not words_for_digits:
            whole = stretch.replace(".", "") if "." not in shown else stretch
            whole = whole.replace(" ", "")  # thousands set apart
            assert shown in stretch or shown in whole, (claim, stretch)
