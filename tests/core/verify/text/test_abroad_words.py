"""Foreign turns of phrase in English words, each digit still where it was printed."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from passages import passages

from core.verify.claims import ClaimKind
from core.verify.text.abroad_words import in_english_words
from core.verify.text.plain import make_plain
from core.verify.text.reader import read_claims


def test_an_english_text_stays_as_it_is():
    plain = make_plain("Median survival was 12.1 months with A and 9.8 months with B.")
    assert in_english_words(plain) is plain


def test_every_digit_leads_back_to_itself():
    for passage in (one for one in passages() if one.half == "outland"):
        plain = in_english_words(make_plain(passage.text))
        for char, at in zip(plain.text, plain.origin, strict=True):
            if char.isdigit():
                assert make_plain(passage.text[at]).text[:1] in (char, ""), passage.name


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("(IC95 : 78,0-85,2) dans le groupe", "95% CI"),
        ("63 patients sur 160 dans le groupe", "63 of 160"),
        ("bei 58 von 1.204 Patienten, 4,8 %, in der Gruppe", "1204"),
        ("der mit 152/1,001例の介入群で", "1001"),
        ("107例がデキサ群に", "デキサ群(n=107)"),
    ],
)
def test_turns_of_phrase_are_put_as_english_reports_put_them(printed, words):
    assert words in in_english_words(make_plain(printed)).text


def test_death_among_other_events_is_no_overall_survival():
    text = (
        "Zu einem kardiovaskulären Todesfall oder Schlaganfall kam es bei 58 von 1.204 Patienten "
        "(4,8 %) der Kurzzeitgruppe und bei 49 von 1.199 Patienten (4,1 %) der Langzeitgruppe "
        "(HR 1,18; 95%-KI 0,81-1,73)."
    )
    ratio = next(c for c in read_claims(text) if c.kind is ClaimKind.HAZARD_RATIO)
    assert ratio.endpoint != "OS"


def test_values_that_go_from_one_arm_to_the_other_make_the_first_the_reference():
    text = (
        "La supervivencia libre de progresión mediana pasó de 23,0 meses en el grupo control a "
        "41,8 meses en el grupo lenalitamida (HR 0,47; IC 95% 0,36-0,62)."
    )
    ratio = next(c for c in read_claims(text) if c.kind is ClaimKind.HAZARD_RATIO)
    assert (ratio.arm, ratio.comparator) == ("lenalitamida", "control")
