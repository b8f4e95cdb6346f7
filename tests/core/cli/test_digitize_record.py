"""A proposal as the command ``digitize`` writes it."""

import json

import numpy as np

from core.cli.digitize_record import proposal_record
from core.curve import CurveReading, ReadingKind
from core.digitize.proposal import ArmProposal, AxesProposal, FigureProposal


def arm(name: str, **printed: int) -> ArmProposal:
    time, survival = np.array([0.0, 3.0]), np.array([1.0, 0.5])
    reading = CurveReading(time, survival, ReadingKind.PIXELS, 0.1, 0.01, 9.0)
    nothing = np.zeros(1)
    return ArmProposal(name, (0, 0, 0), "solid", 2.0, reading, (), nothing, nothing, **printed)


def test_sizes_printed_behind_names_stand_beside_them_and_null_where_none_is():
    axes = AxesProposal((), "months", False, False, ("ticks", "ticks"))
    proposal = FigureProposal(axes, (arm("Drug", n=52, n_events=9), arm("Placebo", n=48), arm("C")))
    record = json.loads(json.dumps(proposal_record(proposal), allow_nan=False))
    written = [(one["name"], one["n"], one["events"]) for one in record["arms"]]
    assert written == [("Drug", 52, 9), ("Placebo", 48, None), ("C", None, None)]
