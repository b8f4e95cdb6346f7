"""Guyot's algorithm against the published program on the same coordinates, patient by patient."""

import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from core.curve import CurveReading, ReadingKind
from core.reconstruct.guyot import reconstruct_guyot
from core.reconstruct.inputs import ArmInput, RiskTable

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
PEER = CORPUS / "peers" / "survhe_guyot"

pytestmark = pytest.mark.skipif(not PEER.is_dir(), reason="the corpus is not beside this checkout")

ONE_POINT = (
    "the last interval has one point: the published program counts its cells downwards and wipes "
    "the censorings of the cell before, which then leave at the end (decision 4)"
)
REASONS = {
    ("click", case, arm): ONE_POINT
    for case, arm in [
        ("r_aml_x", 1),
        ("r_ovarian_rx", 0),
        ("r_ovarian_rx", 1),
        ("r_pbc_trt", 1),
        ("s_cvot_n4000", 1),
        ("s_late_hump", 1),
        ("s_ph2_n20_heavy", 0),
        ("s_ph2_n20_heavy", 1),
        ("s_ph3_n270_crossing", 1),
        ("s_ph3_n350_io_delay", 0),
        ("s_ph3_n700_os_month", 0),
        ("s_ph3_n850_adj_dfs", 0),
        ("s_ph3_n850_adj_dfs", 1),
    ]
}


def columns(path):
    with path.open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return np.array(rows, dtype=float).T


def as_the_published_program_takes_them(track, case, arm):
    """Sort the points, let survival never rise, and take the first click as survival 1.

    A click at time 0 below 1 is read as 1 by the published program; a first
    click later than 0 gets (0, 1) before it.
    """
    time, survival = columns(CORPUS / "coords" / track / case / f"arm{arm}.csv")
    order = np.argsort(time, kind="stable")
    time, survival = time[order], np.clip(survival[order], 0, 1)
    if time[0] > 0:
        time, survival = np.append(0.0, time), np.append(1.0, survival)
    survival = np.minimum.accumulate(survival)
    survival[0] = 1.0
    return CurveReading(time, survival, ReadingKind.CLICKS, 0.0, 0.0, float(time[-1]))


def ours(track, case, arm):
    given = json.loads((CORPUS / "cases" / case / "input.json").read_text())["arms"][arm]
    table = RiskTable(np.array(given["risk_times"]), np.array(given["nrisk"]))
    reading = as_the_published_program_takes_them(track, case, arm)
    arm_input = ArmInput(reading, risk_table=table)
    return reading, reconstruct_guyot(arm_input, plateau_at_table_times=False)


def count(time, event):
    is_event = np.asarray(event, dtype=bool)
    return Counter(zip(np.round(time, 6).tolist(), is_event.tolist(), strict=True))


CASES = sorted(path.name for path in (CORPUS / "cases").iterdir()) if PEER.is_dir() else []


@pytest.mark.parametrize("track", ["click", "pixel"])
@pytest.mark.parametrize("arm", [0, 1])
@pytest.mark.parametrize("case", CASES)
def test_the_same_patients_as_the_published_program(track, case, arm):
    reading, result = ours(track, case, arm)
    time, status = columns(PEER / track / case / f"arm{arm}.csv")
    mine = count(result.patients.time, result.patients.event)
    theirs = count(time, status)
    if (track, case, arm) not in REASONS:
        assert mine == theirs
        return
    assert mine != theirs
    only_mine, only_theirs = mine - theirs, theirs - mine
    assert not any(event for _, event in (only_mine + only_theirs)), "events never differ"
    assert "G4" in {finding.code for finding in result.findings}
    end = round(float(reading.time[-1]), 6)
    assert set(only_theirs) == {(end, False)}
