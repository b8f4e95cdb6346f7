"""The study overview: everything of the ledger on one page, nothing of it as markup or formula."""

import csv
import io
from pathlib import Path

from core.analysis import analyse
from core.files.overview import write_overview
from core.model.claims import Claim, ClaimKind
from core.model.document import Document
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
