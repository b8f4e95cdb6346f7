"""The bundled studies: readable, complete, and what the checks find in them."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from core.analysis import analyse
from core.errors import FileError
from core.files.project import load_project
from core.reconstruct.fit import survival_curve
from core.refine import refine
from core.results import Verdict
from core.verify.claims import CheckState, Claim
from core.verify.studies import NAMES, load_study, read_study
from core.verify.text_checks import check_claims, is_flag
from resources import path
from resources.studies.draw_studies import STUDIES
from resources.studies.simulate import is_met

# What does not add up, worked out by hand from the papers: check, words of its sentence or
# arithmetic, words of what would fit. Each must be found, and nothing else may be flagged.
FINDINGS = {
    "toremifene": [
        ("T10", "23.4 lies outside its range from 27.7 to 35.4", ""),  # body mass index, Table 1
        ("T8", "13 + 19 + 11 + 4 = 47; n = 46", ""),  # previous therapies, 102 %
        ("T5", "previous tamoxifen", "n = 43"),  # 21 % of 46
        ("T5", "previous chemotherapy", "n = 43"),  # 44 % of 46
        ("T5", "20 of 46 is not 44 %", "n = 45"),  # visceral disease in the text
        ("T8", "10 + 7 + 5 = 22; printed 20", "22 of 46"),
        ("T5", "5/46 = 10.870 %; printed 10.8", "10.9"),  # response rate, Table 2
        ("T6", "13.0 to 40.1 for 12 of 45", "16.0 to 41.0"),
        ("T6", "1.2 to 16.7 for 1 of 45", "0.4 to 11.6"),
        ("T6", "12 of 45 has two different intervals", "16.0 to 41.0"),
        ("T6", "1 of 45 has two different intervals", "0.39 to 11.6"),
        ("T7", "19/46 v 12/45", "likelihood ratio"),
        ("T7", "5/46 v 1/45", "likelihood ratio"),
        ("T7", "19/43 v 12/45", "likelihood ratio"),
        ("T7", "5/43 v 1/45", "likelihood ratio"),
        ("T5", "no whole number of 57 is 13.0", "7/54"),  # TAMRAD, Table 4
        ("T5", "no whole number of 54 is 14.0", "8/57"),
        ("T5", "no whole number of 484 is 33.4", "n = 485"),  # BOLERO-2
        ("T5", "no whole number of 114 is 5.0", "5 % only"),
        ("T5", "no whole number of 114 is 46.0", "46 % only"),
        ("T12", "72 weeks and 16.9 months", "30-day months"),
        ("T13", "6.7 and 7.4", "exchanged"),  # EFECT: the text has the other arm's rates
        ("T13", "31.5 and 32.2", "exchanged"),
        ("T13", "10.1 and 7.4", ""),  # Thürlimann: 119 patients in the table, 95 in the text
        ("T13", "48.7 and 56.8", ""),
        ("T13", "15.0 and 10", ""),  # Hi-FAIR: 15 % in the table, 10 % in the background
        ("T13", "9.5 and 7.4", ""),  # BOLERO-2: 9.5 % in the table, 7.4 % in the text
    ],
    "altto": [
        ("T9", "80.1 % is below every part", "81.45 to 90.05"),
        ("T4", "ln 0.889 / ln 0.891", "88.9 and 89.1"),
        ("T13", "0.65 (0.50 to 0.85)", "copied"),
    ],
}


PAPERS = Path(__file__).resolve().parents[4] / "shared" / "papers"
TEXTS = {"altto": "004_1a8a9399a38c7b54.txt", "toremifene": "000_ada4229ea07ac0a4.txt"}
# Numbers of the papers that are no claim: nothing else printed can confirm or contradict them.
NO_CLAIMS = {
    "altto": {
        "8381": "the whole trial, of which these patients are a part",
        "946": "centres",
        "2007": "year",
        "2011": "year",
        "2025": "year",
        "95": "level of the intervals",
    },
    "toremifene": {
        "120": "dose in mg",
        "250": "dose in mg",
        "500": "dose in mg",
        "90": "planned: patients and probability",
        "8.3": "28.3, broken over two columns",
        **dict.fromkeys(("2000", "2003", "2005", "2008", "2010", "2011", "2012"), "year"),
    },
}
# With a point, three digits or more, or a percent sign; the small ones are all over a paper.
_NUMBER = re.compile(r"(?<![\w.,])(?:\d+\.\d+|\d,\d{3}|\d{3,}|\d+(?=\s?%))(?!\w)")


def study(name):
    return load_study(path("studies", f"{name}.json"))


@pytest.mark.parametrize("name", NAMES)
def test_what_does_not_add_up_is_found_and_nothing_else_is_flagged(name):
    flags = [check for check in check_claims(study(name).claims) if is_flag(check)]
    for check_id, words, would_fit in FINDINGS[name]:
        found = [
            check
            for check in flags
            if check.id == check_id
            and words in f"{check.sentence} {check.arithmetic}"
            and would_fit in check.would_fit
        ]
        assert len(found) == 1, (check_id, words, [c.sentence for c in flags if c.id == check_id])
        flags.remove(found[0])
    assert not [check.sentence for check in flags]


@pytest.mark.parametrize("name", NAMES)
def test_every_flag_shows_its_arithmetic_and_its_claims(name):
    claims = study(name).claims
    for check in check_claims(claims):
        assert check.arithmetic
        assert check.claims
        assert all(0 <= index < len(claims) for index in check.claims)


def test_an_adjusted_ratio_off_its_rates_is_only_a_remark():
    checks = [check for check in check_claims(study("altto").claims) if check.id == "T11"]
    assert {check.state for check in checks} <= {CheckState.NOT_COMPARABLE, CheckState.CONSISTENT}


@pytest.mark.parametrize("name", NAMES)
def test_claims_are_facts_with_their_place(name):
    raw = json.loads(path("studies", f"{name}.json").read_bytes())
    known = {field.name for field in fields(Claim)}
    for claim in raw["claims"]:
        assert set(claim) <= known
        assert claim["place"]
        assert "sentence" not in claim


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_says_that_it_is_simulated(name):
    bundled = study(name)
    assert "simulated" in bundled.note
    assert bundled.figures
    for figure in bundled.figures:
        document = load_project(path("studies", figure))
        assert "imulated" in document.title
        assert "imulated" in document.citation
        assert document.figure is not None


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_brings_the_claims_of_its_paper(name):
    bundled = study(name)
    for figure in bundled.figures:
        assert load_project(path("studies", figure)).claims == bundled.claims


@pytest.mark.parametrize("drawn", STUDIES, ids=lambda drawn: drawn.name)
def test_simulated_patients_have_the_reported_estimates(drawn):
    import csv

    import numpy as np

    from core.patients import PatientData

    with path("studies", f"{drawn.name}-truth.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    patients = []
    for arm, start in drawn.arms:
        own = [row for row in rows if row["arm"] == arm]
        assert len(own) == start.n
        times = np.array([float(row["time"]) for row in own])
        patients.append(PatientData(times, np.array([row["event"] == "1" for row in own])))
    for goal in drawn.goals:
        assert is_met(goal, patients), goal


def test_a_damaged_study_says_so():
    with pytest.raises(FileError) as caught:
        read_study(b'{"title": 3}', "x.json")
    assert caught.value.code == "J6"
    with pytest.raises(FileError):
        read_study(b"\xff", "x.json")


FIGURES = [figure for name in NAMES for figure in study(name).figures]


@pytest.mark.parametrize("figure", FIGURES)
def test_no_table_and_no_curve_of_a_bundled_study_is_suspected(figure):
    document = load_project(path("studies", figure))
    found = refine(analyse(document), n_draws=0)
    assert [one.message for one in found.findings if one.code in ("R7", "R9")] == []
    assert [check.sentence for check in found.checks if check.state.is_flag] == []
    assert [row.measure for row in found.comparisons if row.verdict is Verdict.DIFFERS] == []


@pytest.mark.parametrize("figure", FIGURES)
def test_reconstructed_curves_keep_to_the_end_of_their_trace(figure):
    for arm in analyse(load_project(path("studies", figure))).arms:
        curve = survival_curve(arm.reconstruction.patients)
        assert float(curve.survival[-1]) == pytest.approx(arm.traced.survival[-1], abs=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_paper_is_a_claim_or_named_as_out_of_reach(name):
    if not PAPERS.exists():
        pytest.skip("the shared papers are not here")
    text = (PAPERS / TEXTS[name]).read_text(encoding="utf-8")
    raw = json.loads(path("studies", f"{name}.json").read_bytes())
    known = {str(value) for claim in raw["claims"] for value in claim.values()}
    printed = {number.replace(",", "") for number in _NUMBER.findall(text)}
    assert printed - known == set(NO_CLAIMS[name]) & printed
