"""The study overview: everything of the ledger on one page, nothing of it as markup or formula."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.analysis import analyse
from core.files.overview import write_overview
from core.model.claims import Claim, ClaimKind
from core.model.document import Document
from core.verify.forest import forest_rows
from core.verify.overview import overview_csv, overview_html
from core.verify.studies import load_study
from core.verify.text_checks import check_claims
from resources import path as resource

HR, RESPONSE = ClaimKind.HAZARD_RATIO, ClaimKind.RESPONSE
CLAIMS = (
    Claim(HR, "OS", "=cmd|x", "<b>Control</b>", value="0.72", ci_low="0.58", ci_high="0.89"),
    Claim(RESPONSE, "ORR", "A", value="41.9", x="19", n="46", place="Table 2"),
)


def document(claims=CLAIMS):
    return Document(title="Study <1>").with_claims(claims)


def test_the_page_holds_badge_forest_checks_and_claims_and_loads_nothing():
    page = overview_html(document(), analyse(document()))
    for part in ("Hazard ratios", "Checks of the printed numbers", "Claims", "<svg", "0.72"):
        assert part in page
    assert "arithmetically impossible" in page
    assert "<b>Control" not in page
    assert "&lt;b&gt;Control" in page
    assert "http:" not in page
    assert "<script" not in page


def test_the_table_names_every_claim_and_check_and_no_formula():
    rows = list(csv.reader(io.StringIO(overview_csv(document()))))
    sections = [row[0] for row in rows[1:]]
    assert sections.count("claim") == len(CLAIMS)
    assert sections.count("check") == len(check_claims(CLAIMS))
    assert all(len(row) == len(rows[0]) for row in rows)
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row)


def test_a_document_without_claims_still_gives_a_page():
    page = overview_html(Document())
    assert "0 claims" in page


def test_the_ending_of_the_name_chooses_the_kind(tmp_path: Path):
    write_overview(tmp_path / "o.csv", document())
    write_overview(tmp_path / "o.html", document())
    assert (tmp_path / "o.csv").read_text(encoding="utf-8-sig").startswith("section,")
    assert (tmp_path / "o.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_bundled_study_shows_every_ratio_once():
    study = load_study(resource("studies", "altto.json"))
    page = overview_html(Document(title=study.title).with_claims(study.claims))
    assert page.count("<rect") == len(
        {
            (c.endpoint, c.arm, c.comparator, c.population, c.value)
            for c in study.claims
            if c.kind is HR
        }
    )


def study(figure, rate, endpoint):
    time = np.arange(0.5, 26, 0.5)
    arms = []
    for arm_id, more in (("a", 1.0), ("b", 1.3)):
        points = [
            (0.0, 1.0),
            *zip(time.tolist(), np.exp(-rate * more * time).tolist(), strict=True),
        ]
        row = [round(200 * np.exp(-rate * more * t)) for t in (0, 12, 24)]
        arms.append(figure.arm(arm_id, points, at_risk=row))
    return analyse(replace(figure.document(arms, (0, 12, 24)), endpoint=endpoint))


def test_the_overview_shows_every_figure_of_the_study(figure):
    one, two = study(figure, 0.09, "PFS"), study(figure, 0.04, "OS")
    rows = forest_rows((), one, (two,))
    assert [row.label.split()[0] for row in rows] == ["PFS", "OS"]
    page = overview_html(one.document, one, (two,))
    assert "Checks of the figures against each other" in page
    assert "lies nowhere below" in page
    assert "F12" in overview_csv(one.document, one, (two,))
