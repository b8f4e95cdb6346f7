"""Intervals and P values of proportions against scipy and published examples."""

import numpy as np
import pytest
from scipy import stats

from core.verify.text_checks.binomial import METHODS
from core.verify.text_checks.two_by_two import TESTS, p_value

TABLES = [(19, 46, 12, 45), (5, 46, 1, 45), (7, 54, 8, 57), (0, 20, 4, 22), (30, 60, 41, 80)]


# Newcombe RG. Two-sided confidence intervals for the single proportion. Stat Med 1998;17:857-872.
@pytest.mark.parametrize(
    ("method", "x", "n", "limits"),
    [
        ("Wald", 81, 263, (0.2522, 0.3638)),
        ("Wilson", 81, 263, (0.2553, 0.3662)),
        ("Clopper-Pearson", 81, 263, (0.2527, 0.3676)),
        ("Wilson", 15, 148, (0.0624, 0.1605)),
        ("Clopper-Pearson", 0, 20, (0.0, 0.1684)),
        ("Wilson", 1, 29, (0.0061, 0.1718)),
    ],
)
def test_intervals_as_published(method, x, n, limits):
    assert METHODS[method](x, n, 95.0) == pytest.approx(limits, abs=5e-5)


@pytest.mark.parametrize(("x", "n"), [(0, 12), (3, 40), (20, 41), (33, 33)])
def test_wilson_and_exact_intervals_as_scipy(x, n):
    for method, name in (("Wilson", "wilson"), ("Clopper-Pearson", "exact")):
        expected = stats.binomtest(x, n).proportion_ci(0.9, method=name)
        found = METHODS[method](x, n, 90.0)
        assert found == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize("table", TABLES)
def test_quick_tests_as_scipy(table):
    x1, n1, x0, n0 = table
    cells = np.array([[x1, n1 - x1], [x0, n0 - x0]])
    pearson = stats.chi2_contingency(cells, correction=False)
    expected = {
        "Pearson chi-squared": pearson[1],
        "Yates chi-squared": stats.chi2_contingency(cells)[1],
        "likelihood ratio": stats.chi2_contingency(
            cells, correction=False, lambda_="log-likelihood"
        )[1],
        "N-1 chi-squared": stats.chi2.sf(pearson[0] * (n1 + n0 - 1) / (n1 + n0), 1),
        "Fisher": stats.fisher_exact(cells)[1],
    }
    for test, p in expected.items():
        assert TESTS[test](table) == pytest.approx(p, rel=1e-6), test


@pytest.mark.parametrize("table", TABLES)
def test_enumerated_tests_as_scipy(table):
    x1, n1, x0, n0 = table
    cells = np.array([[x1, x0], [n1 - x1, n0 - x0]])  # scipy wants the arms as columns
    assert TESTS["Barnard"](table) == pytest.approx(stats.barnard_exact(cells).pvalue, rel=2e-3)
    assert TESTS["Boschloo"](table) == pytest.approx(stats.boschloo_exact(cells).pvalue, rel=2e-3)


def test_mid_p_counts_the_observed_table_half():
    # Fisher's tea: 3 of 4 against 1 of 4; the tables have 1, 16, 36, 16, 1 of 70 ways.
    assert TESTS["Fisher"]((3, 4, 1, 4)) == pytest.approx(34 / 70)
    assert TESTS["Fisher mid-P"]((3, 4, 1, 4)) == pytest.approx((34 - 16) / 70)


def test_large_tables_are_not_enumerated():
    assert p_value("Barnard", (100, 500, 120, 500)) is None
    assert p_value("Fisher", (100, 500, 120, 500)) is not None
