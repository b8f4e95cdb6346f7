"""Rows of the risk table find their curves by name where drops tell nothing."""

import numpy as np

from core.curve import StepCurve
from core.digitize.legend.entries import LegendEntry
from core.digitize.table.counts import Cell
from core.digitize.table.matching import SURE_ROW, CurveLook, colour_cost, match_entries, match_rows
from core.digitize.table.rows import Table, TableRow

TIMES = np.array([0.0, 10.0, 20.0])


def row(name, counts, y):
    places = [50.0 * k for k in range(len(counts))]
    cells = [
        Cell(n, -1, x, 1.0, x - 10, y - 6, x + 10, y + 6)
        for n, x in zip(counts, places, strict=True)
    ]
    return TableRow(tuple(cells), name, y, 12.0)


def test_a_row_of_the_very_name_beats_one_whose_drops_cannot_be_judged():
    rng = np.random.default_rng(1)
    time = np.sort(rng.uniform(0, 20, 60))
    drops = 0.6 / 374 + rng.uniform(0, 0.5 / 374, 60)  # between one event and two
    steps = StepCurve(time, 1 - np.cumsum(drops), 20.0)
    look = CurveLook(np.zeros(3), 1.0, steps, False, 1.0, noise=1e-4)
    table = Table(
        TIMES, np.array([0.0, 50.0, 100.0]),
        (row("Drug 500 mg", (9000, 7200, 6000), 200.0), row("Drug 250 mg", (374, 300, 250), 220.0)),
    )  # fmt: skip
    assert match_rows([look], ["Drug 250 mg"], table)[0] == [1]


def test_a_thin_sample_paler_than_its_curve_still_names_it():
    green, brown = np.array([0.0, 100, 0]), np.array([165.0, 42, 42])
    steps = StepCurve(np.array([5.0]), np.array([0.8]), 20.0)
    looks = [CurveLook(rgb, 1.0, steps, True, 1.0) for rgb in (green, brown)]
    entries = [
        LegendEntry(name, 255 - 0.5 * (255 - rgb), 1.0, np.empty(0), np.empty(0), 1.4,
                    (0, 0, 30, 2), (40, 0, 90, 10))
        for name, rgb in (("Second", brown), ("First", green))
    ]  # fmt: skip
    assert match_entries(looks, entries)[0] == [1, 0]


def test_a_name_in_another_colour_costs_and_one_in_black_tells_nothing():
    red = np.array([200.0, 30, 30])
    assert colour_cost(np.array([30.0, 30, 200]), red, True) > 1
    assert colour_cost(np.zeros(3), red, True) == 0


def test_rows_that_fit_only_exchanged_are_not_sure_whatever_the_names_say():
    def look(rgb, last, end):
        steps = StepCurve(np.array([5.0, 15.0]), np.array([0.8, last]), end)
        return CurveLook(np.array(rgb), 1.0, steps, True, 1.0)

    high, low = look([200.0, 0, 0], 0.7, 20.0), look([0.0, 0, 200], 0.2, 20.0)
    table = Table(
        TIMES, np.array([0.0, 50.0, 100.0]),
        (row("Drug", (100, 79, 69), 200.0), row("Control", (100, 79, 19), 220.0)),
    )  # fmt: skip
    rows, sure = match_rows([high, low], ["Drug", "Control"], table)
    assert rows == [0, 1]
    assert min(sure) > SURE_ROW
    rows, sure = match_rows([high, low], ["Control", "Drug"], table)
    assert rows == [1, 0]
    assert max(sure) < SURE_ROW


def test_a_lone_sample_that_fits_every_curve_names_none():
    steps = StepCurve(np.array([1.0]), np.array([0.5]), 2.0)
    looks = [
        CurveLook(np.array(rgb, dtype=float), 1.0, steps, True, 0.0)
        for rgb in ((110, 120, 90), (90, 110, 120))
    ]
    nothing = np.empty(0)

    def entry(rgb):
        box = (0.0, 0.0, 30.0, 4.0)
        return LegendEntry("Mutant", np.array(rgb, dtype=float), 1.0, nothing, nothing, 2, box, box)

    assert match_entries(looks, [entry((204, 202, 197))])[0] == [None, None]
    assert match_entries(looks, [entry((108, 119, 91))])[0] == [0, None]
