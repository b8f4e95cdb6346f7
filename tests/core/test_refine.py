"""The second stage: the audit names what is wrong, draws give intervals, a draw can be chosen."""

from dataclasses import replace

import numpy as np
import pytest

from core.analysis import Stopped, analyse
from core.errors import PlaceKind, Severity
from core.model.document import Engine, ReportedKind, Settings
from core.refine import is_quick, refine


def by_estimator(document, **settings):
    return replace(document, settings=Settings(engine=Engine.KMTRACE, **settings))


def refined(document, **options):
    return refine(analyse(document), **({"n_draws": 30} | options))


def rows_of(analysis, kind, *, chosen=False):
    rows = [row for row in analysis.comparisons if row.kind is kind and row.chosen is chosen]
    return [row for row in rows if not row.recomputed.startswith("×")]


def codes(analysis):
    return [finding.code for finding in analysis.findings]


@pytest.fixture
def trial(confirm):
    return by_estimator(confirm)


def without_table(document):
    return replace(document, arms=tuple(replace(a, at_risk=(), n="362") for a in document.arms))


def with_row(document, index, row):
    arm = document.arms[index]
    return document.with_arm_replaced(replace(arm, at_risk=tuple(row)))


def test_the_numbers_of_record_stay_as_they_are(trial):
    first = analyse(trial)
    second = refine(first, n_draws=30)
    assert second.pairs == first.pairs
    assert second.arms == first.arms
    assert [row.recomputed for row in second.comparisons] == [
        row.recomputed for row in first.comparisons
    ]
    assert [row.verdict for row in second.comparisons] == [row.verdict for row in first.comparisons]
    assert (first.is_refined, second.is_refined) == (False, True)
    assert refine(second) is second


def test_draws_give_reading_bands_apart_from_the_sampling_intervals(trial):
    analysis = refined(trial)
    (pair,) = analysis.uncertainty.pairs
    ratio = pair.hazard_ratio
    assert ratio.reading_low < ratio.value < ratio.reading_high
    assert ratio.low < ratio.sampling_low < ratio.value
    assert ratio.value == pytest.approx(analysis.pairs[0].hazard_ratio.value, abs=1e-6)
    (row,) = rows_of(analysis, ReportedKind.HAZARD_RATIO)
    assert row.band.startswith("[")
    assert row.band_low == ratio.reading_low
    assert "30 draws" in row.band_words
    (test,) = rows_of(analysis, ReportedKind.P_VALUE)
    assert test.band_low <= test.value <= test.band_high
    control = rows_of(analysis, ReportedKind.MEDIAN)[1]
    assert control.band_low <= control.value <= control.band_high
    arm = analysis.uncertainty.arm("b")
    assert arm.band.low.size == arm.band.time.size == arm.band.high.size
    assert (arm.band.low <= arm.band.high).all()
    assert (np.diff(arm.band.low) <= 0).all()
    assert (np.diff(arm.band.high) <= 0).all()
    assert arm.fewest_events <= analysis.arm("b").estimates.n_events <= arm.most_events


def test_guyots_algorithm_has_no_draws(confirm):
    analysis = refined(replace(confirm, settings=Settings(engine=Engine.GUYOT)))
    assert analysis.uncertainty is None
    assert analysis.is_refined


def test_it_stops_when_the_document_has_changed(trial):
    with pytest.raises(Stopped):
        refine(analyse(trial), lambda: True)


def test_draws_are_made_once_for_the_same_arms(trial, monkeypatch):
    refined(trial, n_draws=25)
    monkeypatch.setattr("core.spreads.draw_patients", None)
    value = replace(trial.reported[0], text="0.81")
    assert refined(trial.with_reported(value), n_draws=25).uncertainty.n_draws == 25


def test_an_edit_that_leaves_the_arms_alone_is_refined_at_once(trial):
    moved = trial.arms[0].with_points_moved(frozenset({5}), 0.3, 0.2)
    document = trial.with_arm_replaced(moved)
    assert not is_quick(analyse(document), n_draws=21)
    refined(document, n_draws=21)
    value = replace(document.reported[0], text="0.83")
    assert is_quick(analyse(document.with_reported(value)), n_draws=21)
    assert not is_quick(analyse(document), n_draws=22)


def test_no_patience_still_gives_enough_draws(trial):
    analysis = refined(trial, n_draws=60, patience_s=0.0)
    assert 20 <= analysis.uncertainty.n_draws < 60


def test_a_mistyped_number_is_named_with_its_cell_and_what_would_fit(trial):
    row = list(trial.arms[0].at_risk)
    row[3] = "143"
    analysis = refined(with_row(trial, 0, row), n_draws=0)
    (finding,) = [f for f in analysis.findings if f.code == "R7"]
    assert (finding.place.kind, finding.place.arm_id, finding.place.index) == (
        PlaceKind.RISK_CELL,
        "a",
        3,
    )
    assert trial.arms[0].name in finding.message
    assert "R18" not in codes(analysis)


def test_a_shifted_row_is_named_as_one_thing(trial):
    row = trial.arms[0].at_risk
    analysis = refined(with_row(trial, 0, (row[0], *row[2:])), n_draws=0)
    (finding,) = [f for f in analysis.findings if f.code == "R7"]
    assert "one column to the right" in finding.message


def test_swapped_rows_are_named_by_their_arms(trial):
    a, b = trial.arms
    swapped = with_row(with_row(trial, 0, b.at_risk), 1, a.at_risk)
    (finding,) = [f for f in refined(swapped, n_draws=0).findings if f.code == "R9"]
    assert a.name in finding.message
    assert b.name in finding.message


def test_a_table_that_fits_gives_no_audit_finding(trial):
    assert not {"R4", "R7", "R9", "R18"} & set(codes(refined(trial, n_draws=0)))


def test_what_is_not_identified_is_said_with_numbers(trial):
    analysis = refined(without_table(trial))
    (finding,) = [f for f in analysis.findings if f.code == "R16"]
    assert finding.severity is Severity.WARNING
    assert "without numbers at risk or total events" in finding.message.lower()
    ratio = analysis.uncertainty.pairs[0].hazard_ratio
    assert f"{ratio.reading_low:.2f} to {ratio.reading_high:.2f}" in finding.message
    (row,) = rows_of(analysis, ReportedKind.HAZARD_RATIO)
    assert "could be" in row.limit


def test_the_chosen_draw_stands_below_the_unconstrained_result_and_only_on_request(trial):
    plain = refined(trial, n_draws=60)
    assert plain.uncertainty.chosen is None
    asked = by_estimator(trial, choose_by_reported=True)
    analysis = refined(asked, n_draws=60)
    (own,) = rows_of(analysis, ReportedKind.HAZARD_RATIO)
    (chosen,) = rows_of(analysis, ReportedKind.HAZARD_RATIO, chosen=True)
    assert own.recomputed == rows_of(plain, ReportedKind.HAZARD_RATIO)[0].recomputed
    order = list(analysis.comparisons)
    assert order.index(chosen) == order.index(own) + 1
    assert abs(chosen.value - 0.80) <= abs(own.value - 0.80)
    assert chosen.verdict is None
    assert "HR, CI and P" in chosen.limit
    assert analysis.uncertainty.chosen.agrees


def test_a_ratio_no_draw_gives_is_said(trial):
    value = replace(trial.reported[0], text="2.50", ci="2.10-3.00")
    asked = by_estimator(trial.with_reported(value), choose_by_reported=True)
    analysis = refined(asked)
    (chosen,) = rows_of(analysis, ReportedKind.HAZARD_RATIO, chosen=True)
    assert chosen.limit.startswith("No draw gives")
    assert not analysis.uncertainty.chosen.agrees


def test_arms_without_numbers_at_risk_share_their_course_of_censoring(trial):
    """Together they are reconstructed as the estimator does with all arms of a trial."""
    from core.reconstruct.estimator import reconstruct_arms

    analysis = analyse(without_table(trial))
    together = reconstruct_arms([arm.arm_input for arm in analysis.arms])
    for arm, expected in zip(analysis.arms, together, strict=True):
        assert arm.reconstruction.patients.n_events == expected.patients.n_events


def test_documents_with_gaps_are_refined_as_far_as_they_reach(trial):
    arm = replace(trial.arms[0], trace=())
    assert refined(trial.with_arm_replaced(arm)).uncertainty.arm("a") is None
    unsized = replace(trial.arms[0], at_risk=(), n="")
    assert refined(trial.with_arm_replaced(unsized)).is_refined
    nobody = replace(trial.arms[0], at_risk=(), n="0")
    assert refined(trial.with_arm_replaced(nobody)).is_refined
    assert refined(replace(trial, arms=())).is_refined


def test_numbers_at_risk_may_count_only_those_who_stay(figure):
    """Everybody who leaves at a table time is no longer counted there."""
    from core.patients import number_at_risk

    rng = np.random.default_rng(3)
    time = np.ceil(rng.exponential(14, 200))
    event = rng.random(200) < 0.8
    times = (0, 6, 12, 18, 24)
    arm = figure.arm_of_patients("a", time, event, times)
    after = [int((time > t).sum()) if t else 200 for t in times]
    arm = replace(arm, at_risk=tuple(map(str, after)))
    document = by_estimator(figure.document([arm], times), counts_leavers=False)
    (result,) = analyse(document).arms
    patients = result.reconstruction.patients
    again = number_at_risk(patients, times[1:], counts_leavers=False)
    assert np.abs(again - after[1:]).max() <= 1
    assert [f.code for f in result.findings if f.code == "R18"] == []


def test_numbers_wanted_at_once_do_not_wait_for_lifelines(trial, monkeypatch):
    at_once = analyse(trial, at_once=True)
    record = analyse(trial)
    assert [row.recomputed for row in at_once.comparisons] == [
        row.recomputed for row in record.comparisons
    ]
    moved = trial.arms[0].with_points_moved(frozenset({7}), 0.2, 0.1)
    monkeypatch.setattr("core.stages.hazard_ratio", None)
    monkeypatch.setattr("core.stages.log_rank", None)
    assert analyse(trial.with_arm_replaced(moved), at_once=True).pairs[0].hazard_ratio is not None
