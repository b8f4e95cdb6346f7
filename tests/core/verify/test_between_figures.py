"""Two figures of one trial against each other."""

from dataclasses import replace

import numpy as np
import pytest

from core.analysis import analyse
from core.results import CheckState
from core.verify.between_figures import between_figures
from core.verify.forest import forest_rows
from core.verify.overview import overview_csv, overview_html

CONSISTENT, NOT_REPRODUCIBLE = CheckState.CONSISTENT, CheckState.NOT_REPRODUCIBLE
TIMES = (0, 6, 12, 18, 24)


def curve(rate):
    time = np.arange(0.5, 26, 0.5)
    return [(0.0, 1.0), *zip(time.tolist(), np.exp(-rate * time).tolist(), strict=True)]


def study(figure, rate, endpoint, *, rows=None, names=("Active", "Control"), factor=1.0):
    arms = []
    for arm_id, name, more in zip("ab", names, (1.0, 1.3), strict=True):
        row = rows or tuple(round(200 * np.exp(-rate * more * t)) for t in TIMES)
        arms.append(replace(figure.arm(arm_id, curve(rate * more), at_risk=row), name=name))
    return analyse(replace(figure.document(arms, TIMES), endpoint=endpoint))


def states(checks, check_id):
    return [check.state for check in checks if check.id == check_id]


def test_survival_above_progression_free_survival_is_consistent(figure):
    checks = between_figures([study(figure, 0.09, "PFS"), study(figure, 0.04, "OS")])
    assert states(checks, "F10") == [CONSISTENT] * 2
    assert states(checks, "F11") == [CONSISTENT] * 2
    assert states(checks, "F12") == [CONSISTENT] * 2


def test_survival_below_progression_free_survival_cannot_be(figure):
    checks = between_figures([study(figure, 0.04, "PFS"), study(figure, 0.09, "OS")])
    assert states(checks, "F10") == [NOT_REPRODUCIBLE] * 2
    assert states(checks, "F11") == [NOT_REPRODUCIBLE] * 2
    assert "OS" in checks[-2].sentence


def test_arms_of_other_sizes_are_named(figure):
    small = study(figure, 0.09, "PFS", rows=(150, 90, 50, 30, 15))
    checks = between_figures([small, study(figure, 0.04, "OS")])
    assert states(checks, "F12") == [NOT_REPRODUCIBLE] * 2
    assert "150" in checks[0].arithmetic
    assert "200" in checks[0].arithmetic


@pytest.mark.parametrize("endpoints", [("PFS", "TTP"), ("PFS", "PFS"), ("", "OS"), ("OS", "TTF")])
def test_endpoints_that_do_not_hold_each_other_are_not_compared(figure, endpoints):
    one, two = (study(figure, rate, e) for rate, e in zip((0.04, 0.09), endpoints, strict=True))
    assert states(between_figures([one, two]), "F10") == []


def test_arms_of_other_names_are_not_compared(figure):
    other = study(figure, 0.09, "OS", names=("X", "Y"))
    assert between_figures([study(figure, 0.04, "PFS"), other]) == ()


def test_the_overview_shows_every_figure_of_the_study(figure):
    one, two = study(figure, 0.09, "PFS"), study(figure, 0.04, "OS")
    rows = forest_rows((), one, (two,))
    assert [row.label.split()[0] for row in rows] == ["PFS", "OS"]
    page = overview_html(one.document, one, (two,))
    assert "Checks of the figures against each other" in page
    assert "nowhere below it" in page
    assert "F12" in overview_csv(one.document, one, (two,))
