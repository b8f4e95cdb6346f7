"""Other figures of a study in the Paper tab."""

from dataclasses import replace

import pytest

from core.analysis import analyse
from core.files.project import save_project
from core.model.claims import Claim, ClaimKind
from core.model.document import Document, PixelPoint
from core.verify.text_checks import check_claims
from gui.panels.paper import PaperPanel


@pytest.fixture
def panel(session, live, qtbot):
    made = PaperPanel(session, live)
    qtbot.addWidget(made)
    made.show()
    return made


def plain(document):
    """Return a document with Python's own floats, as files have them."""
    points = document.calibration.axis_points
    moved = tuple(replace(p, at=PixelPoint(*map(float, p.at))) for p in points)
    arms = tuple(
        replace(arm, trace=tuple(PixelPoint(*map(float, at)) for at in arm.trace))
        for arm in document.arms
    )
    calibration = replace(document.calibration, axis_points=moved)
    return replace(document, calibration=calibration, arms=arms)


@pytest.fixture
def trial(session, live, tmp_path):
    """Save this project as PFS and another as OS in one folder; return both paths."""
    document = replace(plain(session.document), endpoint="PFS", figure=None)
    here, other = tmp_path / "pfs.kmtrace", tmp_path / "os.kmtrace"
    save_project(replace(document, endpoint="OS"), other)
    session.replace_all(document, here)
    live.deliver(analyse(document))
    return here, other


def choose(monkeypatch, *paths):
    names = [str(path) for path in paths]
    monkeypatch.setattr("gui.panels.study.QFileDialog.getOpenFileNames", lambda *_: (names, ""))


def test_a_chosen_project_adds_its_ratio_and_checks(panel, session, trial, monkeypatch):
    choose(monkeypatch, trial[1])
    n_rows = len(panel.forest.rows)
    panel.others.choose()
    assert session.document.beside == ("os.kmtrace",)
    assert panel.others.button.text() == "Other figures 1"
    # Its ratio and, below it, what is reported of that.
    assert [row.note for row in panel.forest.rows[n_rows:]] == ["recomputed", "reported"]
    assert {check.id for check in panel.checks} == {"F10", "F11", "F12"}
    session.undo_stack.undo()
    assert panel.checks == ()
    assert len(panel.forest.rows) == n_rows


def test_a_project_elsewhere_is_refused_in_a_sentence(panel, session, trial, monkeypatch, tmp_path):
    choose(monkeypatch, tmp_path.parent / "os.kmtrace")
    panel.others.choose()
    assert session.document.beside == ()
    assert "one folder" in panel._export_note.text()


def test_a_project_that_is_gone_is_said_and_kept_by_name(panel, session, trial, monkeypatch):
    choose(monkeypatch, trial[1])
    panel.others.choose()
    trial[1].unlink()
    panel.others.remove("os.kmtrace")
    choose(monkeypatch, trial[1])
    panel.others.choose()
    assert session.document.beside == ("os.kmtrace",)
    assert panel.others.analyses == ()
    assert "os.kmtrace" in panel._export_note.text()


def test_another_document_takes_checks_and_other_figures_away(panel, session, trial, monkeypatch):
    choose(monkeypatch, trial[1])
    panel.others.choose()
    claims = (
        Claim(ClaimKind.RESPONSE, "ORR", "A", value="10.8", x="5", n="46"),
        Claim(ClaimKind.RESPONSE, "CBR", "B", value="31.9", x="15", n="46"),
    )
    with_claims = session.document.with_claims(claims)
    session.apply("Claims", with_claims)
    panel._on_checked(session.document.claims, check_claims(session.document.claims))
    assert [check.id for check in panel.checks][-2:] == ["T5", "T5"]
    session.replace_all(Document(), None)
    assert panel.checks == ()
